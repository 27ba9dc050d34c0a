// questionnaire editor: acts without a new page, questions moved by dragging. The server does the same either way.

async function send(form, submitter) {
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form, submitter) });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(form.dataset.swap);
  if (!fresh) throw new Error("another page came back");
  const here = document.getElementById(form.dataset.swap);
  document.querySelectorAll(".staff-main > .notice, .error-summary").forEach((one) => one.remove());
  const head = document.querySelector(".page-head");
  page.querySelectorAll(".staff-main > .notice").forEach((one) => head.before(one));
  here.replaceChildren(...fresh.childNodes); // the element itself stays, and with it who listens to it
  document.querySelectorAll(".phone-frame iframe").forEach((frame) => frame.contentWindow.location.reload());
  letDrag();
  focusAgain(here, submitter.value);
}

function focusAgain(here, act) {
  const [name, key] = act.split(":");
  const firsts = [...here.querySelectorAll(".option-row")].map((row) => row.querySelector("input.input"));
  const blank = act === "more" && firsts.find((box) => !box.value);
  const same = here.querySelector(`button[name=act][value="${CSS.escape(act)}"]:not([disabled])`);
  const place = key && document.getElementById(`${name.startsWith("section") ? "nhom" : "cau"}-${key}`);
  (blank || same || (place || here).querySelector("a, button, input:not([type=hidden])"))?.focus();
}

// Without network the form is sent the plain way, so that the browser says so and keeps what was typed.
function sendPlainly(form, submitter) {
  form.dataset.plain = "yes";
  form.requestSubmit(submitter);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const submitter = event.submitter;
  if (!form.dataset.swap || form.dataset.plain) return;
  if (!submitter || submitter.name !== "act" || submitter.value === "save") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  send(form, submitter).catch(() => sendPlainly(form, submitter));
}, { capture: true });

document.addEventListener("change", (event) => {
  if (!event.target.matches("form[data-swap] :is([name=type], [name=show_if])")) return;
  event.target.form.querySelector("button[value=refresh]")?.click();
});

let dragged = null;

function letDrag() {
  document.querySelectorAll("[data-question]").forEach((item) => { item.draggable = true; });
}

function mark(event, over) {
  const item = dragged && event.target.closest?.("[data-question]");
  item?.classList.toggle("is-over", over);
  return item;
}

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-question]")?.dataset.question || null;
  if (dragged) event.dataTransfer.effectAllowed = "move";
});
document.addEventListener("dragend", () => { dragged = null; });
document.addEventListener("dragover", (event) => { if (mark(event, true)) event.preventDefault(); });
document.addEventListener("dragleave", (event) => mark(event, false));
document.addEventListener("drop", (event) => {
  const item = mark(event, false);
  if (!item) return;
  event.preventDefault();
  if (item.dataset.question === dragged) return;
  const button = document.createElement("button");
  Object.assign(button, { name: "act", value: `question-place:${dragged}:${item.dataset.question}`, hidden: true });
  item.closest("form").append(button);
  button.form.requestSubmit(button);
});

letDrag();
