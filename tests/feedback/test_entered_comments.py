"""Officers enter what came on paper, at a meeting or by phone: marked, in time, once."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from agencies.models import AuditEntry
from agencies.roles import Viewer
from base.db import db
from feedback.actions.comments import Submission
from feedback.actions.entered_comments import enter_comment
from feedback.models import Comment, CommentRound, CommentText
from feedback.nonces import new_nonce
from feedback.rules.comments import Given
from feedback.rules.entered_comments import EnteringOver
from tests.factories import make_agency
from tests.feedback.commenting import Page, count, open_round, rows_of

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
AsStaff = Callable[..., FlaskClient]
SAID = {
    "channel": "meeting",
    "received_on": "2026-11-20",
    "provision": "dieu-1.khoan-2",
    "stance": "disagree",
    "text": "Bà con xóm 3 đề nghị bỏ khoản này.",
    "author_kind": "individual",
}


def address(comment_round: CommentRound) -> str:
    return f"/can-bo/lay-y-kien/{comment_round.id}/nhap-y-kien"


def enter(client: FlaskClient, comment_round: CommentRound, **fields: Any) -> Page:
    page = client.get(address(comment_round)).get_data(as_text=True)
    hidden = {
        name: page.split(f'name="{name}"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
        for name in ("csrf_token", "nonce")
    }
    answer = client.post(address(comment_round), data={**hidden, **SAID, **fields})
    return Page(answer.status_code, answer.get_data(as_text=True), answer.headers)


@pytest.fixture
def desk(as_staff: AsStaff) -> tuple[FlaskClient, CommentRound]:
    agency = make_agency("UBND xã Hợp Tiến")
    comment_round = open_round(agency=agency)
    return as_staff("agency_officer", agency=agency), comment_round


def test_a_comment_from_a_meeting_is_marked_so_and_says_who_entered_it(
    desk: tuple[FlaskClient, CommentRound],
) -> None:
    officer, comment_round = desk
    with time_machine.travel(NOON, tick=False):
        page = enter(officer, comment_round)
    assert page.status == 200
    assert len(page.codes) == 2
    (comment,), (words,) = rows_of(Comment), rows_of(CommentText)
    assert (comment.channel, comment.received_on) == ("meeting", date(2026, 11, 20))
    assert comment.entered_by_id == officer.staff.id  # type: ignore[attr-defined]
    assert words.text == SAID["text"]
    (entry,) = [row for row in rows_of(AuditEntry) if row.act == "comment.enter"]
    assert SAID["text"] not in str(entry.after)


def test_what_is_the_same_for_a_pile_stays_for_the_next_one(
    desk: tuple[FlaskClient, CommentRound],
) -> None:
    officer, comment_round = desk
    with time_machine.travel(NOON, tick=False):
        page = enter(officer, comment_round)
    assert page.field("channel") == "meeting"
    assert page.field("received_on") == "2026-11-20"
    assert page.field("text").strip() == ""


@pytest.mark.parametrize("day", ["2025-12-31", "2026-11-24", "2027-05-01", "hôm qua", ""])
def test_a_day_outside_the_round_is_told_and_nothing_is_stored(
    desk: tuple[FlaskClient, CommentRound], day: str
) -> None:
    officer, comment_round = desk
    with time_machine.travel(NOON, tick=False):
        page = enter(officer, comment_round, received_on=day)
    assert page.status == 422
    assert page.field("text").strip() == SAID["text"]
    assert count(Comment) == 0


def test_pressing_save_twice_stores_one(desk: tuple[FlaskClient, CommentRound]) -> None:
    officer, comment_round = desk
    with time_machine.travel(NOON, tick=False):
        page = officer.get(address(comment_round)).get_data(as_text=True)
        hidden = {
            name: page.split(f'name="{name}"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
            for name in ("csrf_token", "nonce")
        }
        answers = [
            officer.post(address(comment_round), data={**hidden, **SAID}) for _time in range(2)
        ]
    assert [one.status_code for one in answers] == [200, 200]
    assert count(Comment) == 1


def test_what_came_in_time_may_be_entered_after_closing_until_the_result_is_published(
    as_staff: AsStaff,
) -> None:
    agency = make_agency("UBND xã Hợp Tiến")
    closed = open_round(agency=agency, closes_at=datetime(2026, 11, 22, tzinfo=UTC))
    officer = as_staff("agency_officer", agency=agency)
    with time_machine.travel(NOON, tick=False):
        assert enter(officer, closed).status == 200
        closed.state = "published"
        from base.db import db

        db.session.commit()
        assert officer.get(address(closed)).status_code == 409


def test_another_agencys_round_is_not_there(as_staff: AsStaff) -> None:
    comment_round = open_round()
    stranger = as_staff("agency_officer", agency=make_agency("UBND xã Cẩm Thủy"))
    assert stranger.get(address(comment_round)).status_code == 404


def test_words_are_asked_for(desk: tuple[FlaskClient, CommentRound]) -> None:
    officer, comment_round = desk
    with time_machine.travel(NOON, tick=False):
        page = enter(officer, comment_round, text="   ")
    assert page.status == 422
    assert "chưa viết gì" in page.text


def test_nothing_is_entered_while_somebody_else_publishes_the_result(
    desk: tuple[FlaskClient, CommentRound], app: Flask
) -> None:
    """The page was opened before; what counts is how the round stands when the comment goes in."""
    officer, comment_round = desk
    viewer = Viewer(officer.staff.id, comment_round.agency_id)  # type: ignore[attr-defined]
    settings, at = app.extensions["settings"], NOON
    nonce = new_nonce(comment_round.id, comment_round.version_id, 0, at)
    submission = Submission(nonce, Given(stance="agree", text="Muộn"), "live", "vi")
    change = update(CommentRound).values(state="published")
    db.session.execute(change.execution_options(synchronize_session=False))
    assert comment_round.state == "open"
    with pytest.raises(EnteringOver):
        enter_comment(viewer, comment_round, submission, settings, at)
