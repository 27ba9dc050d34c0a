"""Dossiers for telephone checks: drawn at an alarm, by a public lot; the rated body notes nothing."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from agencies.models import Role
from agencies.roles import Viewer
from agencies.rules.cases import OwnBodyConcerned
from base.db import db
from base.rules import ChangedMeanwhile
from ledger.models import LedgerCheckpoint
from scoring.detectors.audit import draw
from surveys.actions.audit_samples import draw_sample, note_outcomes
from surveys.detecting import detect
from surveys.models import AuditCallNote, AuditSample, Supersession
from surveys.queries.audit_samples import count_outcomes, list_calls
from surveys.queries.detected_counts import count_used
from surveys.rules.audit_samples import (
    NoCheckpointYet,
    NoDossiers,
    Noted,
    OutcomeUnknown,
)
from tests.conftest import TODAY
from tests.factories import make_agency, make_round, make_staff
from tests.surveys.night import YESTERDAY, make_codes, send_at
from tests.surveys.test_detecting import all_of, burst, tell

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)


def add_checkpoint(size: int = 12) -> LedgerCheckpoint:
    row = LedgerCheckpoint(
        size=size, root=bytes([size]) * 32, signed_at=NOW, day=YESTERDAY, note=f"ghi {size}"
    )
    db.session.add(row)
    db.session.commit()
    return row


@pytest.fixture
def rated(app: Flask) -> Any:
    agency = make_agency("UBND xã Hoằng Hóa")
    survey_round = make_round(agencies=[agency])
    make_codes(survey_round, agency, YESTERDAY, 100, late=10)
    tell(agency, 100, 10)
    return survey_round, agency


def test_an_alarm_draws_sixty_dossiers_by_the_newest_checkpoint(rated: Any) -> None:
    add_checkpoint()
    send_at(*rated, burst())
    db.session.commit()
    detect(TODAY)
    (sample,) = all_of(AuditSample)
    calls = list_calls(sample.id)
    assert len(calls) == 60
    assert sample.case_id is not None
    assert sample.seed == (bytes([12]) * 32).hex()
    wanted = draw(sample.seed, {YESTERDAY.toordinal(): 100}, 60)
    assert [(one.day.toordinal(), one.ordinal) for one in calls] == wanted
    detect(TODAY)
    assert len(all_of(AuditSample)) == 1


def test_without_a_checkpoint_the_alarm_waits_for_its_lot(rated: Any) -> None:
    send_at(*rated, burst())
    db.session.commit()
    detect(TODAY)
    assert all_of(AuditSample) == []
    add_checkpoint()
    detect(TODAY)
    assert len(all_of(AuditSample)) == 1


def test_a_month_without_dossiers_or_codes_cannot_be_drawn_from(rated: Any) -> None:
    with pytest.raises(NoCheckpointYet):
        draw_sample(rated[1].id, 202611, 60, NOW)
    add_checkpoint()
    with pytest.raises(NoDossiers):
        draw_sample(rated[1].id, 202603, 60, NOW)


def test_an_office_with_fewer_dossiers_is_called_about_all_of_them(app: Flask) -> None:
    agency = make_agency()
    make_codes(make_round(agencies=[agency]), agency, YESTERDAY, 23)
    add_checkpoint()
    sample = draw_sample(agency.id, 202611, 60, NOW)
    assert sample.dossier_count == 23
    assert sorted(one.ordinal for one in list_calls(sample.id)) == list(range(1, 24))


def viewer(staff: Any) -> Viewer:
    return Viewer(staff.id, staff.agency_id, ((Role.INSPECTOR, None),))


def noted(outcomes: dict[int, str], seen: int | None = None) -> dict[int, Noted]:
    return {position: Noted(outcome, seen) for position, outcome in outcomes.items()}


def test_an_outcome_noted_anew_stands_beside_the_former_one_and_is_in_force(rated: Any) -> None:
    add_checkpoint()
    sample = draw_sample(rated[1].id, 202611, 60, NOW)
    one, other = (make_staff(Role.INSPECTOR, agency=make_agency("Thanh tra tỉnh")) for _ in "ab")
    note_outcomes(viewer(one), sample, noted({1: "for"}), NOW)
    note_outcomes(viewer(other), sample, noted({1: "alone"}, seen=1), NOW)
    call = list_calls(sample.id)[0]
    assert (call.outcome, call.revision, call.earlier) == ("alone", 2, ("for",))
    assert count_outcomes([sample.id])[sample.id] == {"": 59, "alone": 1}
    rows = sorted(all_of(AuditCallNote), key=lambda row: row.revision)
    assert [(row.outcome, row.noted_by_id) for row in rows] == [
        ("for", one.id),
        ("alone", other.id),
    ]


def test_a_page_made_before_somebody_else_noted_does_not_undo_it(rated: Any) -> None:
    add_checkpoint()
    sample = draw_sample(rated[1].id, 202611, 60, NOW)
    staff = make_staff(Role.INSPECTOR, agency=make_agency("Thanh tra tỉnh"))
    note_outcomes(viewer(staff), sample, noted({1: "for"}, seen=0), NOW)
    with pytest.raises(ChangedMeanwhile):
        note_outcomes(viewer(staff), sample, noted({1: "alone"}, seen=0), NOW)


@pytest.mark.parametrize("table", ["audit_sample", "audit_call", "audit_call_note"])
@pytest.mark.parametrize("change", ["UPDATE {} SET sample_id = 9", "DELETE FROM {}"])
def test_the_database_refuses_to_change_what_was_drawn_or_noted(
    rated: Any, table: str, change: str
) -> None:
    add_checkpoint()
    sample = draw_sample(rated[1].id, 202611, 60, NOW)
    staff = make_staff(Role.INSPECTOR, agency=make_agency("Thanh tra tỉnh"))
    note_outcomes(viewer(staff), sample, noted({1: "for"}), NOW)
    db.session.commit()
    column = "seed_size" if table == "audit_sample" else "sample_id"
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(text(change.format(table).replace("sample_id", column)))
    db.session.rollback()


def test_outcomes_are_noted_with_who_noted_them(rated: Any) -> None:
    add_checkpoint()
    sample = draw_sample(rated[1].id, 202611, 60, NOW)
    staff = make_staff(Role.INSPECTOR, agency=make_agency("Thanh tra tỉnh"))
    outcomes = {1: "alone", 2: "not_reached", 3: ""}
    assert note_outcomes(viewer(staff), sample, noted(outcomes), NOW) == 2
    assert note_outcomes(viewer(staff), sample, noted(outcomes), NOW) == 0
    assert db.session.get_one(AuditCallNote, (sample.id, 1, 1)).noted_by_id == staff.id
    assert count_outcomes([sample.id])[sample.id] == {"": 58, "alone": 1, "not_reached": 1}


@pytest.mark.parametrize(("answers", "told"), [(9, 0), (19, 10), (20, 20)])
def test_a_sample_tells_uses_of_codes_in_full_tens(rated: Any, answers: int, told: int) -> None:
    add_checkpoint()
    send_at(*rated, burst(answers), channel="code")
    assert draw_sample(rated[1].id, 202611, 60, NOW).used_count == told


def test_an_answer_given_anew_is_one_use_of_a_code(rated: Any) -> None:
    survey_round, agency = rated
    old, *_others = send_at(survey_round, agency, burst(20), channel="code")
    db.session.add(
        Supersession(round_id=survey_round.id, old_response_id=old, new_response_id=_others[-1])
    )
    db.session.flush()
    assert count_used(agency.id, 202611) == 19


def test_an_outcome_that_is_not_on_the_list_is_refused(rated: Any) -> None:
    add_checkpoint()
    sample = draw_sample(rated[1].id, 202611, 60, NOW)
    staff = make_staff(Role.INSPECTOR, agency=make_agency("Thanh tra tỉnh"))
    with pytest.raises(OutcomeUnknown):
        note_outcomes(viewer(staff), sample, noted({1: "rất hài lòng"}), NOW)


def test_the_rated_body_neither_draws_nor_notes(rated: Any) -> None:
    add_checkpoint()
    own = make_staff(Role.INSPECTOR, agency=rated[1])
    with pytest.raises(OwnBodyConcerned):
        draw_sample(rated[1].id, 202611, 60, NOW, by=viewer(own))
    sample = draw_sample(rated[1].id, 202611, 60, NOW)
    with pytest.raises(OwnBodyConcerned):
        note_outcomes(viewer(own), sample, noted({1: "alone"}), NOW)
