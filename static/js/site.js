// What staff and public pages load; every page works without it.

import "./agency-picker.js";
import "./copy.js";
import "./file-size.js";
import "./form-guard.js";
import "./job-progress.js";
import "./password-field.js";

document.querySelectorAll("button[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
// On a phone the menus are strips that scroll: the page one is on stays in sight.
document.querySelectorAll(".staff-nav, .site-nav").forEach((strip) => {
  const here = strip.querySelector("[aria-current]");
  if (here && strip.scrollWidth > strip.clientWidth) {
    strip.scrollLeft = here.getBoundingClientRect().left - strip.getBoundingClientRect().left - 48;
  }
});
window.addEventListener("beforeprint", () => {
  document.querySelectorAll(".chart-with-table > details").forEach((details) => { details.open = true; });
});
