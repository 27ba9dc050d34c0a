// The picker of agencies: search without accents, a whole kind at one tick, how many are ticked.

const fold = (text) => text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "").trim();

function setUp(picker) {
  const groups = [...picker.querySelectorAll("[data-group]")];
  const wholes = [...picker.querySelectorAll("[data-whole]")];
  const boxes = (group) => [...group.querySelectorAll("input[name=agency]")];

  function count(group) {
    const ticked = boxes(group).filter((box) => box.checked).length;
    group.querySelector("[data-count]").textContent = ticked ? `· ${picker.dataset.words} ${ticked}` : "";
    wholes[groups.indexOf(group)].checked = ticked === boxes(group).length;
  }

  wholes.forEach((whole, place) => whole.addEventListener("change", () => {
    boxes(groups[place]).forEach((box) => { box.checked = whole.checked; });
    count(groups[place]);
  }));
  groups.forEach((group) => {
    group.addEventListener("change", () => count(group));
    count(group);
  });

  const search = picker.querySelector("[data-picker-search]");
  search.parentElement.hidden = false;
  search.addEventListener("input", () => {
    const words = fold(search.value).split(/\s+/).filter(Boolean);
    groups.forEach((group) => {
      let found = 0;
      group.querySelectorAll("[data-search]").forEach((row) => {
        const fits = words.every((word) => row.dataset.search.includes(word));
        row.hidden = !fits;
        if (fits) found += 1;
      });
      group.hidden = !found;
      wholes[groups.indexOf(group)].parentElement.hidden = words.length > 0;
      if (words.length && found) group.open = true;
    });
  });
  search.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
}

document.querySelectorAll("[data-picker]").forEach(setUp);
