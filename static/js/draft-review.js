// review of a draft: steps without a new page, nodes moved by dragging, forms opened in place.
// The server does the same either way; what comes back is the page's own part #review.

const review = document.getElementById("review");

async function load(address, options) {
  const answer = await fetch(address, options);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return { page, address: answer.url };
}

function showAnswer({ page, address }) {
  const fresh = page.getElementById("review");
  if (!fresh) throw new Error("another page came back");
  document.querySelectorAll(".staff-main > .notice").forEach((one) => one.remove());
  const head = document.querySelector(".page-head");
  page.querySelectorAll(".staff-main > .notice").forEach((one) => head.before(one));
  const top = document.querySelector(".review-outline")?.scrollTop;
  review.replaceChildren(...fresh.childNodes); // the element itself stays, and with it who listens to it
  const outline = document.querySelector(".review-outline");
  if (outline && top) outline.scrollTop = top;
  history.replaceState(null, "", address);
  letDrag();
}

function showNode(id, opened) {
  const node = id && document.getElementById(id);
  if (!node) return review.querySelector(".review-bar button:not([disabled])")?.focus();
  const acts = opened && node.querySelector(".node-acts");
  if (acts) acts.open = true;
  (acts ? acts.querySelector("summary") : node).focus({ preventScroll: true });
  node.scrollIntoView({ block: "nearest" });
}

// An answer's address comes without its #, so the server names the node once more.
function nodeOf(address) {
  const place = new URL(address).searchParams.get("muc");
  return place && `n-${place.replaceAll(".", "-")}`;
}

async function send(form, submitter) {
  const found = await load(form.action, { method: "POST", body: new FormData(form, submitter) });
  const name = submitter.value.split(":")[0];
  showAnswer(found);
  showNode(nodeOf(found.address), name !== "settle" && name !== "put");
}

// Without network the form is sent the plain way, so that the browser says so and keeps what was typed.
function sendPlainly(form, submitter) {
  form.dataset.plain = "yes";
  form.requestSubmit(submitter);
}

async function openInline(link) {
  const node = link.closest(".node");
  const { page } = await load(link.href);
  const part = page.getElementById("part-form");
  if (!part) throw new Error("another page came back");
  showPart(node, part, link.href);
}

function showPart(node, part, address) {
  node.querySelector(".node-part")?.remove();
  const box = document.createElement("div");
  box.className = "node-part";
  box.append(...part.childNodes);
  const form = box.querySelector("form");
  form.action = address;
  form.removeAttribute("data-guard");
  box.querySelector(".form-actions a")?.addEventListener("click", (event) => {
    event.preventDefault();
    box.remove();
    node.querySelector("summary")?.focus();
  });
  node.append(box);
  const wrong = box.querySelector(".has-error :is(input, textarea, select), .notice");
  (wrong?.matches("input, textarea, select") ? wrong : box.querySelector("textarea, select, input:not([type=hidden])"))?.focus();
}

async function sendPart(form, submitter) {
  const node = form.closest(".node");
  const found = await load(form.action, { method: "POST", body: new FormData(form, submitter) });
  const part = found.page.getElementById("part-form");
  if (part) return showPart(node, part, form.action);
  showAnswer(found);
  showNode(nodeOf(found.address), true);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.plain) return;
  const isPart = form.matches(".node-part form");
  if (!isPart && form.id !== "review-form") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const submitter = event.submitter;
  (isPart ? sendPart : send)(form, submitter).catch(() => sendPlainly(form, submitter));
}, { capture: true });

review.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-inline]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openInline(link).catch(() => { location.href = link.href; });
});

let dragged = null;

function letDrag() {
  review.querySelectorAll(".node").forEach((node) => {
    if (node.querySelector(".node-grip") || !node.querySelector(".node-acts")) return;
    const grip = document.createElement("span");
    grip.className = "node-grip";
    grip.textContent = "⠿";
    grip.draggable = true;
    grip.setAttribute("aria-hidden", "true"); // the buttons do the same for the keyboard
    node.querySelector(".node-kind").prepend(grip);
  });
}

// The upper half of a node means before it, the lower half into it.
function aim(event) {
  const node = dragged && event.target.closest?.(".node");
  if (!node || node === dragged) return null;
  const box = node.getBoundingClientRect();
  return { node, where: event.clientY < box.top + box.height / 2 ? "before" : "inside" };
}

function clearAims() {
  review.querySelectorAll(".is-over-before, .is-over-inside").forEach((one) => one.classList.remove("is-over-before", "is-over-inside"));
}

review.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.(".node-grip")?.closest(".node") || null;
  if (!dragged) return;
  dragged.classList.add("is-dragged");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.place);
});
review.addEventListener("dragend", () => { dragged?.classList.remove("is-dragged"); dragged = null; clearAims(); });
review.addEventListener("dragover", (event) => {
  clearAims();
  const target = aim(event);
  if (!target) return;
  target.node.classList.add(`is-over-${target.where}`);
  event.preventDefault();
});
review.addEventListener("drop", (event) => {
  const target = aim(event);
  if (!target) return;
  event.preventDefault();
  const button = document.createElement("button");
  const value = `put:${dragged.dataset.place}:${target.node.dataset.place}:${target.where}`;
  Object.assign(button, { name: "act", value, hidden: true });
  const form = document.getElementById("review-form");
  form.append(button);
  form.requestSubmit(button);
});

letDrag();
