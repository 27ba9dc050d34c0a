// A file that is too large is named before it is sent, so that nothing typed beside it is lost.
// <form data-most-mb="40" data-too-large="sentence">; the server refuses it as well.

function tell(form, box) {
  const row = box.closest(".form-group");
  row.querySelector(".field-error")?.remove();
  const error = document.createElement("p");
  error.className = "field-error";
  error.setAttribute("role", "alert");
  error.textContent = form.dataset.tooLarge;
  box.before(error);
  row.classList.add("has-error");
  box.focus();
}

document.querySelectorAll("form[data-most-mb]").forEach((form) => {
  form.addEventListener("submit", (event) => {
    const most = Number(form.dataset.mostMb) * 1024 * 1024;
    const box = [...form.querySelectorAll("input[type=file]")].find((one) => [...one.files].some((file) => file.size > most));
    if (!box) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    tell(form, box);
  }, { capture: true });
});
