"""What joins a code and its answer lives for a week; the class that stays names no small group."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from base.day_keys import DayKeyGone
from base.db import db
from portal.backup import back_up, read_archive
from surveys.actions.coded_responses import open_link
from surveys.following import follow_open_rounds
from surveys.forgetting import fix_weekly_classes, forget_answer_links, forget_traces
from surveys.models import (
    AnswerLink,
    ClusterTally,
    Response,
    ResponseClass,
    ResponseTrace,
    Supersession,
)
from surveys.rules.class_weeks import CodeWeek
from surveys.rules.dossier_classes import OTHER
from tests.factories import make_agency, make_code
from tests.surveys.answering import count, responses, rows_of
from tests.surveys.coding import answer_anew, answer_with, make_open_batch, open_anew

WEDNESDAY = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 29, 20, 17, tzinfo=UTC)  # 3.17 of the 30th in Vietnam
LAND_LATE = {"field_key": "dat-dai", "is_late": True, "filing_mode": "direct"}
CIVIL = {"field_key": "ho-tich", "is_late": False, "filing_mode": "direct"}


def make_codes(batch: Any, how_many: int, **columns: Any) -> list[str]:
    made = [make_code(batch, **columns)[0] for _ in range(how_many)]
    db.session.commit()
    return made


def classes() -> list[tuple[str, int | None]]:
    db.session.rollback()
    return sorted(
        ((one.class_key, one.resolving_agency_id) for one in rows_of(ResponseClass)), key=str
    )


def test_on_monday_large_classes_are_kept_and_small_ones_become_other(
    client: FlaskClient,
) -> None:
    batch = make_open_batch()
    ten, nine = make_codes(batch, 10, **CIVIL), make_codes(batch, 9, **LAND_LATE)
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        answer_with(client, ten[0])
        answer_with(client, nine[0])
        fix_weekly_classes()
        assert classes() == []
        clock.move_to(MONDAY)
        fix_weekly_classes()
        fix_weekly_classes()
    assert classes() == [("ho-tich|on_time|direct", None), (OTHER, None)]


def test_codes_of_other_weeks_and_offices_make_no_class_larger(client: FlaskClient) -> None:
    batch = make_open_batch()
    code = make_codes(batch, 5, **CIVIL)[0]
    make_codes(make_open_batch(), 10, **CIVIL)
    office = db.session.get_one(type(make_agency()), batch.agency_id)
    make_codes(make_open_batch(office, issue_day=date(2026, 11, 20)), 10, **CIVIL)
    make_codes(make_open_batch(office, state="withdrawn"), 10, **CIVIL)
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        answer_with(client, code)
        clock.move_to(MONDAY)
        fix_weekly_classes()
    assert classes() == [(OTHER, None)]


def test_who_resolved_is_kept_only_for_ten_codes_or_more(client: FlaskClient) -> None:
    batch, many, few = make_open_batch(), make_agency("Sở Xây dựng"), make_agency("Sở Y tế")
    codes = [
        make_codes(batch, 10, **CIVIL, resolving_agency_id=many.id)[0],
        make_codes(batch, 2, **CIVIL, resolving_agency_id=few.id)[0],
    ]
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        for code in codes:
            answer_with(client, code)
        clock.move_to(MONDAY)
        fix_weekly_classes()
    key = "ho-tich|on_time|direct"
    assert classes() == sorted([(key, many.id), (key, None)], key=str)


@pytest.mark.parametrize(
    ("issued", "asked", "kept"),
    [
        ({("a", None): 10}, ("a", None), ("a", None)),
        ({("a", None): 9}, ("a", None), (OTHER, None)),
        ({("a", 1): 5, ("a", 2): 5}, ("a", 1), ("a", None)),
        ({("a", 1): 6, ("b", 1): 4}, ("b", 1), (OTHER, 1)),
        ({}, ("a", 1), (OTHER, None)),
    ],
)
def test_what_is_kept_of_a_class(issued: Any, asked: Any, kept: Any) -> None:
    assert CodeWeek(issued).kept(*asked) == kept


def test_after_seven_days_link_and_key_are_gone_and_the_class_was_fixed_before(
    client: FlaskClient, app: Flask
) -> None:
    batch = make_open_batch()
    code = make_codes(batch, 10, **LAND_LATE)[0]
    settings = app.extensions["settings"]
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        key = answer_with(client, code).codes[1]
        (link,) = rows_of(AnswerLink)
        over = datetime(2026, 12, 2, 17, 0, tzinfo=UTC)  # the seventh day has ended in Vietnam
        clock.move_to(over - timedelta(seconds=1))
        forget_traces()
        forget_answer_links()
        assert (count(ResponseTrace), count(AnswerLink)) == (0, 1)
        assert open_anew(client, key).status == 200
        clock.move_to(over)
        assert open_anew(client, key).heading == "Đã hết thời hạn trả lời lại"
        forget_answer_links()
        forget_answer_links()
        assert open_anew(client, key).heading == "Đã hết thời hạn trả lời lại"
    assert count(AnswerLink) == 0
    assert classes() == [("dat-dai|late|direct", None)]
    with pytest.raises(DayKeyGone):
        open_link(settings, link.round_id, link.response_id, link.day, link.sealed)
    assert not (settings.instance_dir / "link-keys" / "2026-11-25.key").exists()
    assert count(Response) == 1


def test_an_answer_given_anew_has_the_class_of_the_first(client: FlaskClient) -> None:
    code = make_codes(make_open_batch(), 10, **LAND_LATE)[0]
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        key = answer_with(client, code).codes[1]
        clock.move_to(MONDAY)
        fix_weekly_classes()
        answer_anew(client, key)
        clock.shift(timedelta(days=1))
        fix_weekly_classes()
    assert classes() == [("dat-dai|late|direct", None)] * 2
    assert count(Supersession) == 1


def test_sealed_links_and_traces_of_all_classes_have_one_length(client: FlaskClient) -> None:
    batch, agency = make_open_batch(), make_agency()
    plain = make_codes(batch, 1)[0]
    longest = {"field_key": "x" * 40, "is_late": False, "filing_mode": "online"}
    long = make_codes(batch, 1, **longest, resolving_agency_id=agency.id)[0]
    for code in (plain, long):
        answer_with(client, code)
    assert len({len(one.sealed) for one in rows_of(AnswerLink)}) == 1
    assert len({len(one.sealed) for one in rows_of(ResponseTrace)}) == 1


def test_a_backup_brings_no_key_of_links_or_traces(
    client: FlaskClient, app: Flask, tmp_path: Path
) -> None:
    settings = app.extensions["settings"]
    answer_with(client, make_codes(make_open_batch(), 1)[0])
    db.session.remove()
    keys = [one.read_bytes() for one in settings.instance_dir.glob("*-keys/*.key")]
    assert len(keys) >= 2
    archive = back_up(settings, tmp_path / "copies")
    (tmp_path / "open").mkdir()
    read_archive(archive, tmp_path / "open")
    for path in [*(tmp_path / "copies").iterdir(), *(tmp_path / "open").iterdir()]:
        assert not any(key in path.read_bytes() for key in keys)


def test_coded_answers_after_the_round_has_closed_are_still_tallied(client: FlaskClient) -> None:
    closed = {"round_closes_at": datetime(2026, 11, 20, tzinfo=UTC), "round_state": "closed"}
    batch = make_open_batch(issue_day=date(2026, 11, 19), **closed)
    answer_with(client, make_codes(batch, 1)[0])
    assert len(responses()) == 1
    db.session.remove()
    follow_open_rounds()
    assert {one.channel for one in rows_of(ClusterTally)} == {"code"}
