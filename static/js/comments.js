// Pages on which residents write: a draft on the phone, a little work before sending, one send.
// Every page works without it; words come from data attributes.
const DRAFT_DAYS = 7;
const store = (change) => { try { change(localStorage); } catch { /* private windows have no storage */ } };
const nameOf = (address) => "ydan:" + address.split("&lang=")[0].split("?lang=")[0];
const say = (form, text) => { form.querySelector(".status").textContent = text; };

// --- the draft: on this phone only, never at a kiosk, gone once the server has said that it is stored
const sent = document.body.dataset.sent;
if (sent) store((box) => box.removeItem(nameOf(sent)));

const form = document.querySelector("#comment[data-draft]");
const hasWords = () => [...form.querySelectorAll("textarea,input[type=text],input[type=email]")]
  .some((one) => one.value !== one.defaultValue);

function keep() {
  const fields = [...new FormData(form)].filter(([, value]) => value.trim());
  store((box) => box.setItem(nameOf(form.dataset.draft), JSON.stringify({at: Date.now(), fields})));
}

function fill([name, value]) {
  const control = form.elements[name];
  if (!control) return;
  const choice = [...(control.length && !control.tagName ? control : [control])]
    .find((one) => /radio|checkbox/.test(one.type) && one.value === value);
  if (choice) choice.checked = true; else if (!control.length) control.value = value;
  if (choice || control.value !== control.defaultValue) control.closest?.("details")?.setAttribute("open", "");
}

function restore() {
  if (form.querySelector(".error-summary,.has-error") || hasWords() || form.querySelector("#text").value) return;
  store((box) => {
    const draft = JSON.parse(box.getItem(nameOf(form.dataset.draft)));
    if (!draft) return;
    if (Date.now() - draft.at > DRAFT_DAYS * 86400000) return box.removeItem(nameOf(form.dataset.draft));
    draft.fields.forEach(fill);
    const clear = document.createElement("button");
    clear.type = "button";
    clear.className = "button button-secondary";
    clear.textContent = form.dataset.clear;
    clear.onclick = () => { box.removeItem(nameOf(form.dataset.draft)); location.reload(); };
    form.querySelector(".status").append(form.dataset.restored, " ", clear);
  });
}

if (form) {
  restore();
  form.addEventListener("input", keep);
}

// --- SHA-256 of short texts, here because browsers give theirs to https pages only
const PRIMES = [];
for (let n = 2; PRIMES.length < 64; n++) if (PRIMES.every((p) => n % p)) PRIMES.push(n);
const root = (n, power) => (n ** (1 / power) % 1) * 2 ** 32 | 0;
const K = PRIMES.map((p) => root(p, 3)), START = PRIMES.slice(0, 8).map((p) => root(p, 2));

function firstWord(text) {
  const size = ((text.length + 72) >> 6 << 4), words = new Int32Array(size), w = new Int32Array(64);
  for (let i = 0; i < text.length; i++) words[i >> 2] |= text.charCodeAt(i) << (24 - i % 4 * 8);
  words[text.length >> 2] |= 0x80 << (24 - text.length % 4 * 8);
  words[size - 1] = text.length * 8;
  let hash = START;
  for (let block = 0; block < size; block += 16) {
    let [a, b, c, d, e, f, g, h] = hash;
    for (let i = 0; i < 64; i++) {
      if (i < 16) w[i] = words[block + i]; else {
        const x = w[i - 15], y = w[i - 2];
        w[i] = w[i - 16] + w[i - 7] + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3)
          + ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10);
      }
      const t = h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (e & f ^ ~e & g) + K[i] + w[i];
      const u = ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b ^ a & c ^ b & c);
      [a, b, c, d, e, f, g, h] = [t + u | 0, a, b, c, d + t | 0, e, f, g];
    }
    hash = [a, b, c, d, e, f, g, h].map((one, i) => one + hash[i] | 0);
  }
  return hash[0];
}

// --- before sending: the page's own small work, in slices so that the page stays alive
const send = document.querySelector("#send");
function work(token, bits, done, number = 0) {
  for (const end = number + 1500; number < end; number++) {
    if (firstWord(`${token}:${number}`) >>> (32 - bits) === 0) return done(String(number));
  }
  setTimeout(() => work(token, bits, done, number));
}

if (send) {
  const value = (name) => send.elements[name];
  work(value(".nonce").value, Number(send.dataset.puzzle), (found) => { value(".pow").value = found; });
  let isSending = false;
  send.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("formaction")) return;
    if (isSending || !navigator.onLine) {
      event.preventDefault();
      if (!isSending) say(send, send.dataset.offline);
      return;
    }
    isSending = true;
    event.submitter?.setAttribute("aria-disabled", "true");
    say(send, send.dataset.sending);
    setTimeout(() => { isSending = false; event.submitter?.removeAttribute("aria-disabled"); }, 15000);
  });
  addEventListener("pageshow", () => { isSending = false; say(send, ""); });
}
