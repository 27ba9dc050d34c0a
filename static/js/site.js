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
window.addEventListener("beforeprint", () => {
  document.querySelectorAll(".chart-with-table > details").forEach((details) => { details.open = true; });
});
