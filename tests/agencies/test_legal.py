"""Legal settings ship as dated data, load twice without harm, and are looked up by day."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from agencies.actions.legal import load_legal_data
from agencies.legal_data import shipped_holidays, shipped_settings
from agencies.models import LegalSetting, Role
from agencies.queries.legal import SettingMissing, setting_in_force, work_calendar
from agencies.setting_words import MARKS
from agencies.staff_routes.legal import GROUPS

PAGE = "/can-bo/quy-dinh"


def test_every_shipped_row_is_complete_and_marked() -> None:
    rows = shipped_settings()
    assert len({(row.key, row.valid_from) for row in rows}) == len(rows) == 99
    for row in rows:
        assert all((row.title, row.title_en, row.citation)), row.key
        assert row.confidence in MARKS, row.key
        assert row.key.split(".")[0] in GROUPS, row.key


def test_lunar_and_swapped_holidays_are_marked_unconfirmed() -> None:
    for one in shipped_holidays():
        moves = any(word in one.name for word in ("Nguyên đán", "Hùng Vương", "bù", "hoán đổi"))
        assert not moves or one.confidence == "K", one.name


def test_loading_twice_adds_nothing_and_keeps_what_people_changed(db: Any) -> None:
    assert load_legal_data() == (len(shipped_settings()), len(shipped_holidays()))
    row = db.session.query(LegalSetting).filter_by(key="petition.reply_wd").one()
    row.value = 7
    assert load_legal_data() == (0, 0)
    assert row.value == 7


def test_the_version_in_force_on_the_day_is_found(db: Any) -> None:
    for day, value in ((date(2020, 1, 1), 20), (date(2026, 7, 1), 15)):
        db.session.add(
            LegalSetting(key="draft.province_min_days", value=value, confidence="K", valid_from=day)
        )
    db.session.flush()
    assert setting_in_force("draft.province_min_days", date(2026, 6, 30)).value == 20
    found = setting_in_force("draft.province_min_days", date(2026, 7, 1))
    assert (found.value, found.id > 0) == (15, True)
    with pytest.raises(SettingMissing, match=r"draft\.province_min_days"):
        setting_in_force("draft.province_min_days", date(2019, 12, 31))


def test_a_value_asked_twice_is_read_once(app: Flask, db: Any) -> None:
    load_legal_data()
    g.pop("legal_cache", None)
    first = setting_in_force("survey.min_age", date(2026, 11, 23))
    db.session.query(LegalSetting).filter_by(key="survey.min_age").delete()
    assert setting_in_force("survey.min_age", date(2026, 11, 23)) is first


def test_the_calendar_knows_holidays_to_the_end_of_the_last_year(db: Any) -> None:
    load_legal_data()
    g.pop("legal_cache", None)
    assert work_calendar().known_through == date(2027, 12, 31)
    assert date(2026, 2, 17) in work_calendar().holidays


def test_the_page_searches_without_diacritics_and_by_certainty(
    as_staff: Callable[..., FlaskClient], db: Any
) -> None:
    load_legal_data()
    reader = as_staff(Role.READER)
    found = reader.get(f"{PAGE}?q=to+cao").get_data(as_text=True)
    assert "tocao.resolve_days" in found
    assert "khieunai.accept_days" not in found
    unsure = reader.get(f"{PAGE}?mark=none").get_data(as_text=True)
    assert "draft.commune_min_days" in unsure
    assert "petition.reply_wd" not in unsure
