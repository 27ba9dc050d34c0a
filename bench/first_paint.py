"""First contentful paint on a bad phone and network: 400 kbit/s, 400 ms, processor slowed to a quarter."""

import os
import shutil
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bench.row import Row
from bench.serving import nine_questions, serving

ROUNDS = 7
CHROMIUM = os.environ.get("CHROMIUM", "") or shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_PAINT = """new Promise(done => {
  const find = () => performance.getEntriesByName('first-contentful-paint')[0];
  const wait = () => find() ? done(find().startTime) : setTimeout(wait, 20);
  wait();
})"""


def measure() -> list[Row]:
    with (
        nine_questions() as (environment, path),
        serving("wsgi:app", path, **environment) as ours,
        serving("bench.bare_apps.page:app") as bare,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        first_paint(browser, ours + path)  # both are warm before the first round
        first_paint(browser, bare)
        pairs = [
            (first_paint(browser, ours + path), first_paint(browser, bare)) for _ in range(ROUNDS)
        ]
        requests = count_requests(browser, ours + path)
        browser.close()
    seconds, floor = sorted(pairs, key=lambda pair: pair[0] / pair[1])[ROUNDS // 2]
    note = f"floor: a bare hand-made page; median of {ROUNDS} rounds in turns"
    return [
        Row(
            "answer page: first contentful paint, 3G and a slow phone",
            seconds,
            "s",
            1.2,
            "<=",
            floor,
            note,
        ),
        Row(
            "answer page: requests of a first view",
            requests,
            "requests",
            1,
            "<=",
            note="by the browser",
        ),
    ]


def first_paint(browser: Browser, url: str) -> float:
    """Seconds from the tap to the first words, in a browser that has never been there."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    session: Any = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 400,
            "downloadThroughput": 50_000,
            "uploadThroughput": 50_000,
        },
    )
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(url)
    milliseconds = float(page.evaluate(_PAINT))
    context.close()
    return milliseconds / 1000


def count_requests(browser: Browser, url: str) -> int:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(url, wait_until="networkidle")
    context.close()
    return len([one for one in asked if one.startswith("http")])
