"""A year's results in a real browser: axe on every page, nothing wider than a phone."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page

from agencies.models import Staff
from base.db import db as database
from evaluation.actions.looks import ask_for_another_look, propose_answer
from evaluation.actions.scorecards import bring_shipped
from tests.browser.conftest import OFFICE, PHONE, axe_findings
from tests.conftest import sign_in_client
from tests.evaluation.scored_year import YEAR
from tests.evaluation.test_actions_appraisal import REASON, WORDS, Scene

pytestmark = pytest.mark.browser


def _client(app: Flask, viewer: Any) -> Any:
    return sign_in_client(app, database.session.get_one(Staff, viewer.staff_id))


def _looked_through(page: Page) -> None:
    assert axe_findings(page) == []
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"]  # type: ignore[index]


@pytest.mark.parametrize("viewport", [PHONE, OFFICE], ids=["phone", "office"])
def test_pages_of_scorecards_and_results_are_sound_and_fit(
    app: Flask, open_page: Callable[..., Page], viewport: Any
) -> None:
    scene = Scene()
    card = bring_shipped(None)
    database.session.commit()
    home = f"/can-bo/ket-qua-nam/{YEAR}"
    cards = f"/can-bo/bang-cham-diem/{card.id}"
    for path in (f"{cards}", f"{cards}/chung", f"{cards}/phan/0", f"{cards}/xem-thu", home):
        _looked_through(open_page(path, viewport, _client(app, scene.first)))
    scene.appraise()
    look = ask_for_another_look(scene.officer, scene.result, scene.middling.id, "cong-khai", WORDS)
    propose_answer(scene.first, look, "upheld", 35.0, REASON)
    database.session.commit()
    sheet = f"{home}/{scene.middling.code}"
    _looked_through(open_page(sheet, viewport, _client(app, scene.officer)))
    page = f"/can-bo/ket-qua-nam/de-nghi/{look.id}"
    _looked_through(open_page(page, viewport, _client(app, scene.inspector)))


@pytest.mark.parametrize("viewport", [PHONE, OFFICE], ids=["phone", "office"])
def test_public_pages_of_a_year_are_sound_and_fit(
    app: Flask, open_page: Callable[..., Page], viewport: Any
) -> None:
    scene = Scene()
    scene.publish()
    database.session.commit()
    _looked_through(open_page(f"/danh-gia/{YEAR}", viewport))
    sheet = f"/danh-gia/{YEAR}/{scene.middling.code}"
    _looked_through(open_page(sheet, viewport))
