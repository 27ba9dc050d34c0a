// Residents' pages with script: progress, a draft on the phone, a little work, one send, sending again by itself, kiosk.
// Every page works without it. It stands inside the page, so it stays small; words come from data attributes.
(() => {
const DRAFT_MINUTES = 180;
const all = (selector) => [...document.querySelectorAll(selector)];
let form, sending, tries, retry, idle, touched, worked;

// --- what is filled in
const fields = () => [...new FormData(form)].filter(([name, value]) => name !== ".nonce" && value.trim());
const groups = () => all("#answer > fieldset, #answer > div").filter((group) => !group.hidden);
const isAnswered = (group) => [...group.querySelectorAll("input,textarea")].some((one) =>
  /radio|checkbox/.test(one.type) ? one.checked : one.value.trim());

function show() {
  all("#answer [data-field]").forEach((group) => {
    const asked = form.elements[group.dataset.field];
    const controls = asked.length ? [...asked] : [asked];
    const wanted = group.dataset.values.split(" ");
    const shown = controls.some((one) => one.checked && !one.closest("[hidden]") && wanted.includes(one.value));
    group.hidden = !shown;
    group.querySelector(".condition").hidden = true;
  });
  all(".other").forEach((box) => {
    const chosen = [...box.parentNode.querySelectorAll(":checked")].some((one) => "other" in one.dataset);
    box.hidden = !chosen;
  });
  const asked = groups();
  const line = form.querySelector(".progress");
  line.hidden = false;
  line.textContent = form.dataset.progress
    .replace("{n}", asked.filter(isAnswered).length).replace("{all}", asked.length);
}

// --- the draft: on this phone only, never at a kiosk, gone once the server has answered that it is stored
const draftName = () => "ydan:" + form.getAttribute("action").split("?")[0];
const mayKeep = () => form.dataset.mode === "live";
function store(change) { try { change(localStorage); } catch { /* private windows have no storage */ } }
const forget = () => store((box) => box.removeItem(draftName()));
function keep() {
  if (mayKeep()) store((box) => box.setItem(draftName(), JSON.stringify(
    {at: Date.now(), nonce: form.elements[".nonce"].value, fields: fields()})));
}
function restore() {
  if (!mayKeep() || fields().length) return;
  store((box) => {
    const draft = JSON.parse(box.getItem(draftName()));
    if (!draft || !draft.fields.length) return;
    if (Date.now() - draft.at > DRAFT_MINUTES * 60000) return forget();
    draft.fields.forEach(([name, value]) => {
      const control = form.elements[name];
      if (!control) return;
      const same = [...(control.length ? control : [control])];
      const choice = same.find((one) => /radio|checkbox/.test(one.type) && one.value === value);
      if (choice) choice.checked = true; else if (!same[1]) control.value = value;
    });
    form.elements[".nonce"].value = draft.nonce;
    const line = document.createElement("p");
    line.className = "status";
    const clear = document.createElement("button");
    clear.type = "button";
    clear.className = "button button-secondary";
    clear.textContent = form.dataset.clear;
    clear.onclick = () => { forget(); location.reload(); };
    line.append(form.dataset.restored, " ", clear);
    form.prepend(line);
  });
}

// --- sending: once, and never called sent before the server has said so
const say = (text) => { form.querySelector(".status[role]").textContent = text; };
function busy(state) {
  sending = state;
  all("button:not([type=button])").forEach((one) => one.setAttribute("aria-disabled", state));
}

// --- a little work for the page's own token while somebody fills it in; sending never waits for it
async function work(token, bits) {
  for (let n = 0; form && token === form.elements[".nonce"].value; n += 64) {
    const hashes = await Promise.all([...Array(64).keys()].map((i) =>
      crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${token}:${n + i}`))));
    const i = hashes.findIndex((hash) => new DataView(hash).getUint32(0) >>> (32 - bits) === 0);
    if (i >= 0) return worked = [token, n + i];
  }
}

function filled() {
  const body = new URLSearchParams(new FormData(form));
  if (worked && worked[0] === body.get(".nonce")) body.set(".work", worked[1]);
  return body;
}

async function send() {
  if (sending) return;
  clearTimeout(retry);
  busy(true);
  say(form.dataset.sending);
  keep();
  const stop = new AbortController();
  const limit = setTimeout(() => stop.abort(), 60000);
  try {
    const answer = await fetch(form.getAttribute("action"), {
      method: "POST", body: filled(), signal: stop.signal});
    if (answer.status >= 500 || answer.status === 429) throw answer.status;
    const page = await answer.text();
    if (answer.ok) forget();
    put(page);
  } catch {
    say(form.dataset.waiting);
    retry = setTimeout(send, Math.min(60000, 4000 * 2 ** tries++));
  } finally {
    clearTimeout(limit);
    if (form) busy(false);
  }
}

// --- a new page in place of this one; the document stays, so a kiosk stays in full screen
function put(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  document.title = page.title;
  document.documentElement.lang = page.documentElement.lang;
  document.body.replaceWith(page.body);
  scrollTo(0, 0);
  start();
  const target = document.querySelector("[data-focus],h1");
  target.tabIndex = -1;
  target.focus();
}

// --- a kiosk forgets 20 seconds after the last touch
function rest() {
  clearTimeout(idle);
  const url = document.body.dataset.kiosk;
  if (url) idle = setTimeout(() => fetch(url).then((answer) => answer.ok ? answer.text().then(put) : rest(), rest),
    touched || !form ? 20000 : 300000);
}

function copyButtons() {
  if (navigator.clipboard) all("[data-copy]").forEach((box) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-secondary";
    button.textContent = box.dataset.copy;
    button.onclick = () => navigator.clipboard.writeText(box.querySelector("output").value)
      .then(() => { button.textContent = box.dataset.copied; });
    box.append(button);
  });
}

function start() {
  form = document.querySelector("#answer");
  sending = touched = false;
  tries = 0;
  clearTimeout(retry);
  copyButtons();
  if (form) {
    restore();
    show();
    if (form.dataset.work) work(form.elements[".nonce"].value, form.dataset.work).catch(() => {});
    form.addEventListener("input", () => { show(); keep(); });
    form.addEventListener("submit", (event) => { event.preventDefault(); send(); });
    const full = form.elements[".fullscreen"];
    if (full) full.onclick = () => document.documentElement.requestFullscreen();
  }
  rest();
}

["pointerdown", "keydown", "input"].forEach((name) =>
  addEventListener(name, () => { touched = true; rest(); }, {passive: true}));
addEventListener("online", () => { if (form && tries) send(); });
start();
})();
