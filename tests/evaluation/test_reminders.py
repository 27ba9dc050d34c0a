"""Officers are reminded of a report that is owed: by steps, once a day at most, never twice."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from agencies.actions.legal import load_legal_data
from agencies.models import AuditEntry, Grant, GrantState, Role
from base.db import db as database
from evaluation.actions.reminders import claim_reminder
from evaluation.models import ReportLetter, SelfReport
from evaluation.reminding import remind_by_clock
from evaluation.rules.reminders import reminder_topic
from tests.evaluation.years import make_year
from tests.factories import make_agency, make_staff

DUE = date(2026, 12, 10)


@pytest.mark.parametrize(
    ("day", "topic"),
    [
        (date(2026, 11, 25), ""),
        (date(2026, 11, 26), "before-14:2026-12-10"),
        (date(2026, 12, 2), "before-14:2026-12-10"),  # the clock was down: late rather than never
        (date(2026, 12, 3), "before-7:2026-12-10"),
        (date(2026, 12, 9), "before-1:2026-12-10"),
        (date(2026, 12, 10), "before-1:2026-12-10"),
        (date(2026, 12, 16), "before-1:2026-12-10"),
        (date(2026, 12, 17), "late-1:2026-12-10"),
        (date(2026, 12, 24), "late-2:2026-12-10"),
    ],
)
def test_a_step_lasts_until_the_next_one_begins(day: date, topic: str) -> None:
    assert reminder_topic(DUE, day, [14, 7, 1], 7) == topic


class Owing:
    """A year that takes reports until 10 December, a commune that owes one, with its officer."""

    def __init__(self, app: Flask) -> None:
        load_legal_data()
        self.year = make_year(report_by=DUE)
        self.commune = make_agency("UBND xã Hoằng Hóa")
        self.officer = make_staff(Role.AGENCY_OFFICER, agency=self.commune)
        app.extensions["outbox"] = []
        self.outbox: list[Any] = app.extensions["outbox"]
        database.session.commit()

    @property
    def receivers(self) -> list[str]:
        return [one["To"] for one in self.outbox]


@pytest.fixture
def owing(app: Flask) -> Owing:
    return Owing(app)


def on(day: date, hour: int = 3) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def test_an_officer_hears_of_each_step_once(owing: Owing) -> None:
    days = [DUE - timedelta(days=left) for left in range(16, -16, -1)]
    for day in days:
        with time_machine.travel(on(day)):
            remind_by_clock()
            remind_by_clock()  # the worker was begun anew
    assert owing.receivers == [owing.officer.email] * 5
    told = database.session.scalars(select(ReportLetter).order_by(ReportLetter.id)).all()
    assert [one.topic.split(":")[0] for one in told] == [
        "before-14",
        "before-7",
        "before-1",
        "late-1",
        "late-2",
    ]
    words = owing.outbox[0].get_body(("plain",)).get_content()
    assert f"/can-bo/tu-danh-gia/2026/{owing.commune.code}" in words


def test_nobody_is_reminded_at_night_or_after_the_report_was_sent(owing: Owing) -> None:
    with time_machine.travel(on(date(2026, 12, 3), hour=19)):  # 2 o'clock in Vietnam
        assert remind_by_clock() == 0
    database.session.add(
        SelfReport(year_id=owing.year.id, agency_id=owing.commune.id, state="submitted")
    )
    database.session.commit()
    with time_machine.travel(on(date(2026, 12, 3))):
        assert remind_by_clock() == 0


def test_a_year_that_takes_no_reports_reminds_nobody(owing: Owing) -> None:
    owing.year.state = "closed"
    database.session.commit()
    with time_machine.travel(on(date(2026, 12, 17))):
        assert remind_by_clock() == 0


def test_who_serves_two_agencies_gets_one_letter_that_names_both(owing: Owing) -> None:
    other = make_agency("UBND xã Hoằng Phú")
    grant = Grant(staff_id=owing.officer.id, role=Role.AGENCY_OFFICER, agency_id=other.id)
    grant.state = GrantState.GRANTED
    database.session.add(grant)
    database.session.commit()
    with time_machine.travel(on(date(2026, 12, 3))):
        assert remind_by_clock() == 1
    words = owing.outbox[0].get_body(("plain",)).get_content()
    assert "UBND xã Hoằng Phú" in words
    assert "UBND xã Hoằng Hóa" in words


def test_a_letter_by_hand_counts_as_the_days_letter(owing: Owing) -> None:
    at = on(date(2026, 12, 3))
    assert claim_reminder(owing.year.id, owing.officer.id, "asked:2026-12-03", at.date(), at)
    database.session.commit()
    with time_machine.travel(at):
        assert remind_by_clock() == 0
    with time_machine.travel(on(date(2026, 12, 4))):
        assert remind_by_clock() == 1


def test_a_letter_that_broke_off_is_tried_again_after_an_hour_and_not_before(owing: Owing) -> None:
    at = on(date(2026, 12, 3))
    topic = "before-7:2026-12-10"
    first = claim_reminder(owing.year.id, owing.officer.id, topic, at.date(), at)
    database.session.commit()
    assert first is not None
    soon = at + timedelta(minutes=59)
    assert claim_reminder(owing.year.id, owing.officer.id, topic, at.date(), soon) is None
    later = at + timedelta(hours=1)
    assert claim_reminder(owing.year.id, owing.officer.id, topic, at.date(), later) == first


def test_the_audit_trail_says_who_was_reminded_under_which_settings(owing: Owing) -> None:
    with time_machine.travel(on(date(2026, 12, 3))):
        remind_by_clock()
        remind_by_clock()
    [entry] = database.session.scalars(
        select(AuditEntry).where(AuditEntry.act == "self_report.remind")
    ).all()
    assert entry.after["agencies"] == [owing.commune.code]
    assert entry.after["letters"] == 1
    assert len(entry.after["settings"]) == 2
