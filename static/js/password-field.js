// password_field: a button that shows what was typed.

function addShowButton(row) {
  const input = row.querySelector("input");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-secondary button-small";
  button.textContent = row.dataset.passwordShow;
  button.setAttribute("aria-controls", input.id);
  button.addEventListener("click", () => {
    const show = input.type === "password";
    input.type = show ? "text" : "password";
    button.textContent = show ? row.dataset.passwordHide : row.dataset.passwordShow;
  });
  input.form?.addEventListener("submit", () => { input.type = "password"; });
  row.append(button);
}

document.querySelectorAll("[data-password-show]").forEach(addShowButton);
