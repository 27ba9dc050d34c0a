"""The pages of open data fit a phone and an office screen; axe finds nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.browser.conftest import OFFICE, PHONE, axe_findings
from tests.surveys.seeding import make_small_province, publish_small_province

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("viewport", [PHONE, OFFICE])
def test_open_data_and_the_api_page_fit_the_screen(
    app: Flask, open_page: Callable[..., Page], viewport: Any
) -> None:
    publish_small_province(*make_small_province(4), by_quarter=False)
    for path in ("/du-lieu", "/du-lieu?lang=en", "/api/v1/"):
        page = open_page(path, viewport)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        assert axe_findings(page) == []
