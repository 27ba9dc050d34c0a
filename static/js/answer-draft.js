// Answering: the draft is saved by itself while somebody writes; what could not be saved stays in this tab and comes back.

const SECONDS = 8;
const SENT = "answer sent"; // which copy is no longer needed once the next page says that it was stored

function keep(form) {
  const key = `answer ${form.dataset.autosave}`;
  const says = document.querySelector("[data-saved]");
  const fields = ["kind", "reason", "after", "merged_into"];
  let timer = null;
  let stopped = false;

  const typed = () => Object.fromEntries(fields.map((name) => [name, new FormData(form).get(name) ?? ""]));

  function restore() {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
    if (!kept || document.querySelector("#both")) return;
    if (JSON.stringify(kept) === JSON.stringify(typed())) return;
    for (const name of fields) {
      const field = form.elements[name];
      if (field) field.value = kept[name];
    }
    says.textContent = form.dataset.restored;
  }

  async function save() {
    timer = null;
    const answer = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form) });
    if (answer.redirected || !answer.headers.get("Content-Type")?.includes("json")) {
      says.textContent = form.dataset.signedOut;
      return;
    }
    const told = await answer.json();
    says.textContent = told.said;
    if (answer.ok) {
      form.elements.revision.value = told.revision;
      sessionStorage.removeItem(key);
    }
    stopped = answer.status === 409;
  }

  form.addEventListener("input", () => {
    sessionStorage.setItem(key, JSON.stringify(typed()));
    if (!timer && !stopped) timer = setTimeout(() => save().catch(() => {}), SECONDS * 1000);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    stopped = true;
    sessionStorage.setItem(SENT, key);
  });
  restore();
}

if (document.querySelector(".notice-success")) sessionStorage.removeItem(sessionStorage.getItem(SENT));
sessionStorage.removeItem(SENT);
document.querySelectorAll("form[data-autosave]").forEach(keep);
