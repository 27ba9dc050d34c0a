"""The search for similar comments as an officer starts it: a job with progress that can be stopped."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from agencies.models import Agency
from base.db import db
from base.jobs import JobRun
from feedback.grouping_job import group_running_rounds
from feedback.models import CommentGroup
from tests.factories import make_comment
from tests.feedback.answering import make_ended_round

WORDS = "Đề nghị giữ nguyên mức đóng góp quỹ thôn như năm trước."


def test_an_officer_starts_the_search_and_sees_how_far_it_is(
    app: Flask, as_staff: Callable[..., FlaskClient]
) -> None:
    ended = make_ended_round()
    for _one in range(3):
        make_comment(ended, WORDS)
    officer = as_staff("agency_officer", agency=db.session.get_one(Agency, ended.agency_id))
    page = f"/can-bo/gop-y/{ended.id}/bang"
    text = officer.get(f"{page}/nhom").get_data(as_text=True)
    token = text.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    answer = officer.post(f"{page}/tim-nhom", data={"csrf_token": token})
    assert "/can-bo/viec/" in answer.headers["Location"]
    run = db.session.query(JobRun).one()
    assert (run.kind, run.state, run.total_count, run.done_count) == (
        "comment_groups",
        "done",
        3,
        3,
    )
    assert WORDS in officer.get(f"{page}/nhom").get_data(as_text=True)


def test_running_rounds_are_grouped_every_night(app: Any) -> None:
    running, over = make_ended_round(state="open"), make_ended_round(state="published")
    for one in (running, running, over, over):
        make_comment(one, WORDS)
    db.session.commit()
    group_running_rounds()
    assert [one.round_id for one in db.session.query(CommentGroup)] == [running.id]
