// Keying of paper forms: one key an answer, then the next box; what the network lost is sent again by itself.
// Without this script the page is a plain form that does the same.

const RETRY_MS = [1000, 2000, 4000, 8000];
const SERIAL_DONE = /^\d{1,7}[\s-]?[A-HJKMNP-Z]$/i;

function boxesOf(form) {
  return [...form.querySelectorAll("#serial, .key-box, [data-words]")];
}

function focusBox(form, box, step) {
  const boxes = boxesOf(form);
  const next = boxes[boxes.indexOf(box) + step];
  if (next) { next.focus(); next.select?.(); return; }
  if (step > 0) form.querySelector("button[type=submit]").focus();
}

function choose(form, outcome) {
  form.querySelector(`#outcome-${outcome}`).checked = true;
  form.querySelector("button[type=submit]").focus();
}

// Returns whether the key meant something here.
function answerKey(form, box, key) {
  const many = box.dataset.kind === "many" || box.dataset.kind === "number";
  if (key === "h" || key === "H") { choose(form, "spoiled"); return true; }
  if (key === "t" || key === "T") { choose(form, "blank"); return true; }
  if (key === " ") { box.value = ""; focusBox(form, box, 1); return true; }
  if (key === "Enter" || key === "ArrowDown") { focusBox(form, box, 1); return true; }
  if (key === "ArrowUp") { focusBox(form, box, -1); return true; }
  if (key === "Backspace") {
    if (box.value) box.value = many ? box.value.slice(0, -1) : "";
    else focusBox(form, box, -1);
    return true;
  }
  if (key.length !== 1) return false;
  if (box.dataset.keys.includes(key)) {
    if (many) box.value += key;
    else { box.value = key; focusBox(form, box, 1); }
  }
  return true;
}

function onKey(form, event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const box = event.target;
  if (box.matches(".key-box")) {
    if (answerKey(form, box, event.key)) { event.preventDefault(); form.dispatchEvent(new Event("input")); }
  } else if (box.id === "serial" && event.key === "Enter") {
    event.preventDefault();
    focusBox(form, box, 1);
  } else if (box.matches("[data-words]") && event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    focusBox(form, box, 1);
    if (document.activeElement.matches("button")) form.requestSubmit();
  }
}

// Keyboards of phones and scanners fill the box without telling the key.
function onInput(form, event) {
  const box = event.target;
  if (box.id === "serial" && SERIAL_DONE.test(box.value.trim())) focusBox(form, box, 1);
  if (!box.matches?.(".key-box") || !["rating", "one"].includes(box.dataset.kind)) return;
  const last = box.value.slice(-1);
  box.value = box.dataset.keys.includes(last) ? last : "";
  if (box.value) focusBox(form, box, 1);
}

async function send(form, attempt = 0) {
  const status = form.querySelector("[data-status]");
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
    if (answer.type === "opaqueredirect") { location.assign(form.dataset.next || form.action); return; }
    if (answer.status < 500) { form.submit(); return; }
  } catch { /* no network: the page and its mark stay, so sending again keys nothing twice */ }
  status.textContent = form.dataset.lost;
  setTimeout(() => send(form, attempt + 1), RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)]);
}

document.querySelectorAll("form[data-keying]").forEach((form) => {
  form.addEventListener("keydown", (event) => onKey(form, event));
  form.addEventListener("input", (event) => onInput(form, event));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.dataset.onway) return;
    form.dataset.onway = "yes";
    send(form);
  });
  const first = form.querySelector("[aria-invalid=true], .key-row-differs .key-box");
  (first || boxesOf(form)[0])?.focus();
});
