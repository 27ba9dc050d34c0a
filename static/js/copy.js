// code_box: a button that copies the code, where the browser lets us.

function addCopyButton(box) {
  const code = box.querySelector(".code-text");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-secondary button-small";
  button.textContent = box.dataset.copy;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code.textContent.trim());
    button.textContent = box.dataset.copied;
  });
  box.append(button);
}

if (navigator.clipboard) document.querySelectorAll("[data-copy]").forEach(addCopyButton);
