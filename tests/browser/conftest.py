"""A real Chromium against the application served on this machine."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from threading import Thread
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server
from werkzeug.wsgi import ClosingIterator

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
PHONE = {"width": 360, "height": 740}
OFFICE = {"width": 1366, "height": 768}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def sent_whole(app: Flask) -> Callable[..., list[bytes]]:
    """Bodies are read and closed before they are sent.

    A browser that leaves while a style sheet is on its way resets the connection, and werkzeug's own server
    then forgets to close the file: pytest finds it in whichever test comes next.
    """

    def answer(environ: Any, start_response: Any) -> list[bytes]:
        with closing(ClosingIterator(app(environ, start_response))) as body:
            return [b"".join(body)]

    return answer


@pytest.fixture
def address(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where the application of this test answers, without a slash at the end.

    The browser has a clock of its own: a cookie that ends by the test's clock might have ended already
    by the browser's, so cookies last as long as the browser. The session itself ends by the test's clock.
    """
    monkeypatch.setattr(app.session_interface, "get_expiration_time", lambda *_given: None)
    server = make_server("127.0.0.1", 0, sent_whole(app), threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def open_page(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """open_page("/chi-so", PHONE, java_script_enabled=False) → the page, loaded.

    signed_in=as_staff("department") opens it as that person. Further keywords go to the
    browser context (forced_colors, reduced_motion …).
    """
    contexts = []

    def opened(
        path: str, viewport: Any = None, signed_in: FlaskClient | None = None, **options: Any
    ) -> Page:
        context = chromium.new_context(viewport=viewport or PHONE, locale="vi-VN", **options)
        contexts.append(context)
        if signed_in:
            context.add_cookies([session_cookie(signed_in, address)])
        page = context.new_page()
        page.goto(address + path)
        return page

    yield opened
    for context in contexts:
        context.close()


def session_cookie(client: FlaskClient, address: str) -> Any:
    """The test client's session, for the browser."""
    cookie = client.get_cookie("ydan")
    assert cookie is not None
    return {"name": cookie.key, "value": cookie.value, "url": address}


def axe_findings(page: Page) -> list[tuple[str, list[str]]]:
    """What axe holds against the page: (rule, the elements); empty is what every page must give."""
    violations = Axe().run(page).response["violations"]
    return [(found["id"], [node["html"] for node in found["nodes"]]) for found in violations]
