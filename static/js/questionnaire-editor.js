// questionnaire editor: acts without a new page, questions moved by dragging. The server does the same either way.

async function send(form, submitter) {
  const body = new FormData(form, submitter);
  const answer = await fetch(form.action, { method: "POST", body });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const id = form.dataset.swap;
  const fresh = page.getElementById(id);
  if (!fresh) { location.assign(answer.url); return; }
  const said = [...document.querySelectorAll(".staff-main > .notice, .error-summary")];
  said.forEach((one) => one.remove());
  const head = document.querySelector(".page-head");
  page.querySelectorAll(".staff-main > .notice").forEach((one) => head.before(one));
  document.getElementById(id).replaceWith(fresh);
  document.querySelectorAll(".phone-frame iframe").forEach((frame) => frame.contentWindow.location.reload());
  prepare(fresh);
  focusAgain(fresh, submitter, new URL(answer.url).hash);
}

function focusAgain(fresh, submitter, hash) {
  const [name] = submitter.value.split("-");
  const rows = fresh.querySelectorAll(".option-row");
  const blank = [...rows].find((row) => !row.querySelector("input.input").value);
  const same = fresh.querySelector(`button[name=act][value="${CSS.escape(submitter.value)}"]:not([disabled])`);
  const target = name === "more" && blank ? blank.querySelector("input.input") : same;
  const place = hash && fresh.querySelector(hash);
  (target || place?.querySelector("a, button") || fresh.querySelector("a, button"))?.focus();
}

function swapOn(form) {
  form.addEventListener("submit", (event) => {
    const submitter = event.submitter;
    if (!submitter || submitter.name !== "act" || submitter.value === "save") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    send(form, submitter).catch(() => location.reload());
  }, { capture: true });
  form.querySelectorAll("select[name=type], select[name=show_if]").forEach((select) => {
    select.addEventListener("change", () => form.querySelector("button[value=refresh]")?.click());
  });
}

function dragOn(form) {
  let dragged = null;
  form.querySelectorAll("[data-question]").forEach((item) => {
    item.draggable = true;
    item.addEventListener("dragstart", (event) => {
      dragged = item.dataset.question;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", dragged);
    });
    item.addEventListener("dragover", (event) => {
      if (!dragged) return;
      event.preventDefault();
      item.classList.add("is-over");
    });
    item.addEventListener("dragleave", () => item.classList.remove("is-over"));
    item.addEventListener("drop", (event) => {
      event.preventDefault();
      item.classList.remove("is-over");
      if (!dragged || dragged === item.dataset.question) return;
      const button = document.createElement("button");
      Object.assign(button, { name: "act", value: `question-place:${dragged}:${item.dataset.question}`, hidden: true });
      form.append(button);
      form.requestSubmit(button);
    });
  });
}

function prepare(root) {
  const forms = root.matches?.("form[data-swap]") ? [root] : root.querySelectorAll("form[data-swap]");
  forms.forEach((form) => { swapOn(form); dragOn(form); });
}

prepare(document);
