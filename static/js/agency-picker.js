// The picker of agencies: search without accents, a whole kind at one tick, how many are ticked.

const fold = (text) => text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "").trim();
const boxes = (group) => [...group.querySelectorAll("input[name=agency]")];

function count(group, words) {
  const ticked = boxes(group).filter((box) => box.checked).length;
  group.querySelector("[data-count]").textContent = ticked ? `· ${words} ${ticked}` : "";
  group.querySelector("[data-whole]").checked = ticked === boxes(group).length;
}

function watch(group, words) {
  const whole = group.querySelector("[data-whole]");
  if (!whole) return;
  whole.addEventListener("change", () => boxes(group).forEach((box) => { box.checked = whole.checked; }));
  group.addEventListener("change", () => count(group, words));
  if (whole.checked) boxes(group).forEach((box) => { box.checked = true; }); // as the server reads it
  count(group, words);
}

function narrow(group, words) {
  const rows = group.matches("[data-search]") ? [group] : [...group.querySelectorAll("[data-search]")];
  rows.forEach((row) => { row.hidden = !words.every((word) => row.dataset.search.includes(word)); });
  const found = rows.some((row) => !row.hidden);
  group.hidden = !found;
  const whole = group.querySelector("[data-whole-row]");
  if (whole) whole.hidden = words.length > 0;
  const details = group.querySelector("details");
  if (details && words.length && found) details.open = true;
}

function setUp(picker) {
  const groups = [...picker.querySelectorAll("[data-group]")];
  groups.forEach((group) => watch(group, picker.dataset.words));
  const search = picker.querySelector("[data-picker-search]");
  search.parentElement.hidden = false;
  search.addEventListener("input", () => {
    const words = fold(search.value).split(/\s+/).filter(Boolean);
    groups.forEach((group) => narrow(group, words));
  });
  search.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
}

document.querySelectorAll("[data-picker]").forEach(setUp);
