// Checks in the browser that a leaf is in the signed ledger (RFC 9162, C2SP notes). The page works without.
(() => {
  const box = document.getElementById("proof");
  const subtle = window.crypto && window.crypto.subtle;
  if (!box || !subtle) return;
  const told = box.dataset;
  const text = new TextEncoder();
  const bytes = (base64) => Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
  const joined = (...parts) => {
    const all = new Uint8Array(parts.reduce((sum, one) => sum + one.length, 0));
    let at = 0;
    for (const one of parts) { all.set(one, at); at += one.length; }
    return all;
  };
  const sha = async (data) => new Uint8Array(await subtle.digest("SHA-256", data));
  const node = (left, right) => sha(joined([1], left, right));
  const same = (a, b) => a.length === b.length && a.every((one, at) => one === b[at]);
  const hex = (data) => Array.from(data, (one) => one.toString(16).padStart(2, "0")).join("");
  const rootOf = async (index, size, leaf, path) => {
    if (size === 1) return path.length ? null : leaf;
    if (!path.length) return null;
    let half = 1;
    while (half * 2 < size) half *= 2;
    const last = path[path.length - 1], rest = path.slice(0, -1);
    const isLeft = index < half;
    const below = await rootOf(isLeft ? index : index - half, isLeft ? half : size - half, leaf, rest);
    return below && (isLeft ? node(below, last) : node(last, below));
  };
  const isSigned = async (body, signatures) => {
    const name = told.key.split("+")[0], material = bytes(told.key.slice(name.length + 10));
    const id = (await sha(joined(text.encode(name + "\n"), material))).slice(0, 4);
    const key = await subtle.importKey("raw", material.slice(1), "Ed25519", false, ["verify"]);
    for (const line of signatures.split("\n")) {
      const parts = line.split(" ");
      if (parts.length !== 3 || parts[1] !== name) continue;
      const raw = bytes(parts[2]);
      if (same(raw.slice(0, 4), id)) return subtle.verify("Ed25519", key, raw.slice(4), text.encode(body));
    }
    return false;
  };
  const check = async () => {
    const cut = told.note.indexOf("\n\n");
    const body = told.note.slice(0, cut + 1), lines = body.split("\n");
    const path = told.path ? told.path.split(" ").map(bytes) : [];
    const leaf = await sha(joined([0], text.encode(told.leaf)));
    const number = hex(await sha(text.encode(told.number)));
    const root = await rootOf(Number(told.index), Number(lines[1]), leaf, path);
    const holds = root && same(root, bytes(lines[2])) && JSON.parse(told.leaf).number === number;
    if (!holds) return told.wrong;
    try {
      return (await isSigned(body, told.note.slice(cut + 2))) ? told.right : told.wrong;
    } catch {
      return told.unsigned; // this browser knows no Ed25519
    }
  };
  check().then((words) => {
    const line = document.createElement("p");
    line.setAttribute("role", "status");
    line.id = "proof-result";
    line.append(words);
    box.before(line);
  });
})();
