// A long work's page: asks for itself again until the work has ended, and says only what changed.

const SECONDS = 2;
const box = () => document.querySelector("[data-job]");

async function refresh() {
  const response = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.querySelector("[data-job]");
  if (fresh && fresh.innerHTML !== box().innerHTML && !box().contains(document.activeElement)) box().replaceWith(fresh);
  else if (fresh && fresh.dataset.job === "ended") box().replaceWith(fresh);
}

async function follow() {
  while (box()?.dataset.job === "active") {
    await new Promise((done) => { setTimeout(done, SECONDS * 1000); });
    await refresh().catch(() => {}); // the network comes back; the work goes on meanwhile
  }
}

if (box()) follow();
