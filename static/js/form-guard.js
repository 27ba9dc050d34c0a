// Forms: one send only; on <form data-guard> the browser asks before typed work is lost; the error summary takes the focus.

function guard(form) {
  let touched = false;
  let sent = false;
  form.addEventListener("input", () => { touched = true; });
  form.addEventListener("submit", () => { sent = true; });
  window.addEventListener("beforeunload", (event) => {
    if (touched && !sent && "guard" in form.dataset) event.preventDefault();
  });
}

function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sending) event.preventDefault();
    form.dataset.sending = "yes";
    setTimeout(() => { delete form.dataset.sending; }, 8000); // a download leaves the page where it is
  });
}

document.querySelectorAll("form[data-guard]").forEach(guard);
document.querySelectorAll("form[method=post]").forEach(sendOnce);
document.querySelector("[data-focus]")?.focus();
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sending]").forEach((form) => { delete form.dataset.sending; });
});
