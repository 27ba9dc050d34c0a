"""Each attempt at what the rules about comment rounds forbid an agency is in the audit trail."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from agencies.models import AuditEntry
from base.rules import custody_sentence
from feedback.models import CommentRound, DraftState
from tests.factories import make_agency, make_comment
from tests.feedback.answering import load_legal, make_ended_round
from tests.feedback.commenting import open_round, rows_of
from tests.feedback.test_moderation import act

AsStaff = Callable[..., FlaskClient]
NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def refused_rules() -> list[str]:
    entries = (row for row in rows_of(AuditEntry) if row.act == "rule.refused")
    return [row.after["rule"] for row in entries]


@pytest.fixture
def desk(as_staff: AsStaff) -> tuple[FlaskClient, CommentRound]:
    load_legal()
    agency = make_agency("UBND xã Hợp Tiến")
    comment_round = open_round(agency=agency)
    return as_staff("agency_officer", agency=agency), comment_round


def test_shortening_an_open_round_is_noted(desk: tuple[FlaskClient, CommentRound]) -> None:
    officer, comment_round = desk
    with time_machine.travel(NOON, tick=True):
        page = act(
            officer,
            f"/can-bo/gop-y/{comment_round.id}/gia-han",
            closes_on=str(date(2026, 11, 24)),
            reason="Ít người góp ý quá.",
            revision=str(comment_round.revision),
        )
    assert page.status == 409
    assert refused_rules() == ["RoundNeverShorter"]
    assert custody_sentence("RoundNeverShorter")


def test_editing_an_open_round_is_noted(desk: tuple[FlaskClient, CommentRound]) -> None:
    officer, comment_round = desk
    with time_machine.travel(NOON, tick=True):
        assert officer.get(f"/can-bo/gop-y/{comment_round.id}/sua").status_code == 409
    assert refused_rules() == ["RoundIsOpen"]


def test_rewriting_a_frozen_version_is_noted(desk: tuple[FlaskClient, CommentRound]) -> None:
    officer, comment_round = desk
    assert comment_round.version.state == DraftState.FROZEN
    version = comment_round.version
    page = act(
        officer,
        f"/can-bo/du-thao/ban/{version.id}/soat",
        act="undo",
        revision=str(version.revision),
    )
    assert page.status in (200, 409)
    assert refused_rules() == ["VersionFrozen"]


def test_publishing_over_missing_answers_is_noted(as_staff: AsStaff) -> None:
    load_legal()
    ended = make_ended_round()
    make_comment(ended, "Chưa ai trả lời.")
    from agencies.models import Agency
    from base.db import db

    officer = as_staff("agency_officer", agency=db.session.get(Agency, ended.agency_id))
    page = act(
        officer, f"/can-bo/gop-y/{ended.id}/ket-qua", checked="y", revision=str(ended.revision)
    )
    assert page.status == 409
    assert refused_rules() == ["CommentsUnanswered"]


def test_publishing_while_people_still_write_is_noted(
    desk: tuple[FlaskClient, CommentRound],
) -> None:
    officer, comment_round = desk
    at = f"/can-bo/gop-y/{comment_round.id}/ket-qua"
    with time_machine.travel(NOON, tick=True):
        assert act(officer, at, checked="y", revision=str(comment_round.revision)).status == 409
    assert refused_rules() == ["StillTakingComments"]


def test_entering_comments_after_the_result_is_noted(as_staff: AsStaff) -> None:
    agency: Any = make_agency("UBND xã Hợp Tiến")
    published = make_ended_round(agency=agency, state="published")
    officer = as_staff("agency_officer", agency=agency)
    assert officer.get(f"/can-bo/lay-y-kien/{published.id}/nhap-y-kien").status_code == 409
    assert refused_rules() == ["EnteringOver"]
