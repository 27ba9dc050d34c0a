"""Reading drafts: weight and first paint of a long and a short one, and the server with 10,000 comments."""

import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from playwright.sync_api import sync_playwright

from bench.first_paint import ARGUMENTS, CHROMIUM, count_requests, first_paint
from bench.row import Row
from bench.serving import PROJECT, durable_postgres, serving
from feedback.ready_pages import FRESH

ROUNDS = 7
ASKED = 25
MADE_ANEW = 5
MS_AT_THE_SERVER = 150


@dataclass(frozen=True)
class Drafts:
    """Paths of the draft with 60 articles and of the one with ten paragraphs; `bare` is a file."""

    environment: dict[str, str]
    long: str
    short: str
    bare: str


@contextmanager
def commented_draft(database_url: str = "") -> Iterator[Drafts]:
    """A new instance; SQLite unless a URL is given."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {"INSTANCE_DIR": folder, "TMPFS_DIR": folder, "LOG_LEVEL": "CRITICAL"}
        environment["DATABASE_URL"] = database_url or f"sqlite:///{folder}/ydan.sqlite"
        bare = f"{folder}/bare.html"
        made = subprocess.run(
            [sys.executable, "-m", "bench.commented_draft", bare],
            cwd=PROJECT,
            env={**os.environ, **environment},
            check=True,
            capture_output=True,
            text=True,
        )
        long, short = made.stdout.split()[-2:]
        yield Drafts(environment, long, short, bare)


def measure() -> list[Row]:
    with commented_draft() as drafts:
        rows = _pages(drafts) + _at_the_server("SQLite", drafts)
    try:
        with durable_postgres() as url, commented_draft(url) as drafts:
            rows += _at_the_server("PostgreSQL", drafts)
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        print(f"PostgreSQL was not measured: {error}", file=sys.stderr)
    return rows


def _pages(drafts: Drafts) -> list[Row]:
    with (
        serving("wsgi:app", drafts.short, **drafts.environment) as ours,
        serving("bench.bare_apps.draft:app", BARE_PAGE=drafts.bare) as bare,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        first_paint(browser, ours + drafts.long)  # both are warm before the first round
        first_paint(browser, bare)
        pairs = [
            (first_paint(browser, ours + drafts.long), first_paint(browser, bare))
            for _ in range(ROUNDS)
        ]
        requests = count_requests(browser, ours + drafts.short)
        browser.close()
        weights = [_weight(ours, path) for path in (drafts.long, drafts.short)]
    seconds, floor = sorted(pairs, key=lambda pair: pair[0] / pair[1])[ROUNDS // 2]
    note = f"floor: a bare page of the same text; median of {ROUNDS} rounds in turns"
    wire = "head and gzip body of the one request; nothing else is fetched"
    return [
        Row("draft of 60 articles: weight on the wire", weights[0], "kB", 60, "<=", note=wire),
        Row("draft of 10 paragraphs: weight on the wire", weights[1], "kB", 20, "<=", note=wire),
        Row("draft of 10 paragraphs: requests", requests, "requests", 3, "<=", note="by the browser"),
        Row("draft of 60 articles: first paint, 3G and a slow phone", seconds, "s", 1.5, "<=", floor, note),
    ]  # fmt: skip


def _get(address: str, path: str) -> tuple[float, int]:
    """(seconds, bytes of head and body)."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc)
    started = time.perf_counter()
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    page = connection.getresponse()
    body = page.read()
    seconds = time.perf_counter() - started
    connection.close()
    if page.status != 200:
        raise RuntimeError(f"{path}: {page.status}")
    head = sum(len(name) + len(value) + 4 for name, value in page.getheaders()) + 19
    return seconds, head + len(body)


def _weight(address: str, path: str) -> float:
    return _get(address, path)[1] / 1000


def _made_anew(database: str, address: str, path: str) -> Row:
    """A reading page that no process has at hand: pages are kept for five seconds."""
    _get(address, path)
    times = []
    for _ in range(MADE_ANEW):
        time.sleep(FRESH.total_seconds() + 0.2)
        times.append(_get(address, path)[0] * 1000)
    note = f"median of {MADE_ANEW} that were made for this view"
    name = f"reading page made anew, 10,000 comments, {database}"
    return Row(name, statistics.median(times), "ms", MS_AT_THE_SERVER, "<=", note=note)


def _at_the_server(database: str, drafts: Drafts) -> list[Row]:
    paths = {
        "reading page at hand": drafts.long,
        "all comments": f"{drafts.long}/y-kien",
        "search in comments": f"{drafts.long}/y-kien?tim={quote('ho gia dinh')}",
        "comments on an article": f"{drafts.long}/y-kien/dieu-7",
    }
    rows = []
    with serving("wsgi:app", drafts.short, **drafts.environment) as ours:
        rows.append(_made_anew(database, ours, drafts.long))
        for name, path in paths.items():
            _get(ours, path)
            times = [_get(ours, path)[0] * 1000 for _ in range(ASKED)]
            rows.append(
                Row(
                    f"{name}, 10,000 comments, {database}",
                    statistics.median(times),
                    "ms",
                    MS_AT_THE_SERVER,
                    "<=",
                    note=f"median of {ASKED}, one after the other; slowest {max(times):.0f} ms",
                )
            )
    return rows
