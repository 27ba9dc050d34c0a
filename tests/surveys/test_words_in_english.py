"""Who reads in English meets no Vietnamese name where an English one exists."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale

from surveys.period_words import period_words
from tests.factories import make_agency, make_period, make_place, make_round


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("Quý III/2026", "Quarter III/2026"),
        ("Tháng 12/2025", "Month 12/2025"),
        ("Tháng 1–5/2026", "Months 1–5/2026"),
        ("Tháng 11/2025 – 2/2026", "Months 11/2025 – 2/2026"),
        ("Kỳ của Sở", "Kỳ của Sở"),
    ],
)
def test_periods_named_by_themselves_are_said_in_the_readers_language(
    app: Flask, name: str, english: str
) -> None:
    with app.test_request_context():
        assert period_words(name) == name
        with force_locale("en"):
            assert period_words(name) == english


def test_a_rounds_page_names_agencies_and_periods_in_english(db: Any, client: FlaskClient) -> None:
    home = make_agency("Sở Nội vụ", name_en="Department of Home Affairs")
    commune = make_agency("UBND xã Thọ Xuân", name_en="Tho Xuan Commune People's Committee")
    survey_round = make_round([make_place(commune)], owner=home)
    make_period(survey_round, name="Quý I/2027")
    db.session.commit()
    page = client.get(f"/khao-sat/{survey_round.id}?lang=en").text
    for words in ("Department of Home Affairs", "Tho Xuan Commune", "Quarter I/2027"):
        assert words in page
    assert "UBND xã Thọ Xuân" in client.get(f"/khao-sat/{survey_round.id}?lang=vi").text
