"""Scoring runs in the background: whole or not at all, with progress, stopped at any agency."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from base.db import db as database
from base.jobs import JobRun, JobState, JobStopped, Progress, perform
from evaluation import scoring_jobs
from evaluation.actions.scoring import compute_result, make_ready
from evaluation.models import AgencyScore, AppraisedPoints, YearResult
from evaluation.queries.years import get_year
from evaluation.reports.results import read_result
from tests.evaluation.scored_year import YEAR, SmallProvince
from tests.evaluation.test_actions_appraisal import viewer
from tests.evaluation.test_staff_routes_results import HOME, client_of, post
from tests.factories import make_staff


@pytest.fixture
def province(app: Flask) -> SmallProvince:
    return SmallProvince()


def started(province: SmallProvince) -> JobRun:
    staff = make_staff("department", agency=province.department)
    run = scoring_jobs.start_scoring(province.year, None, "", "Chấm điểm năm 2026", staff.id)
    database.session.commit()
    return run


def state_of(run: JobRun) -> Any:
    return database.session.get_one(JobRun, run.id, populate_existing=True)


def test_the_job_scores_like_the_command_and_tells_how_far_it_is(province: SmallProvince) -> None:
    run = started(province)
    perform(run.id)
    done = state_of(run)
    count = len(database.session.scalars(select(AgencyScore)).all())
    assert (done.state, done.done_count, done.total_count) == (JobState.DONE, count, count)
    result = database.session.scalars(select(YearResult)).one()
    by_job = read_result(result, YEAR)
    by_hand = read_result(compute_result(get_year(YEAR)), YEAR)
    assert by_job.content_hash == by_hand.content_hash


def test_a_job_stopped_on_its_way_leaves_no_score_behind(province: SmallProvince) -> None:
    run = started(province)
    run.state, run.attempt_count = JobState.STOPPING, 1
    database.session.commit()
    with pytest.raises(JobStopped):
        scoring_jobs.score(Progress(run.id, 1, is_restartable=True), **run.arguments)
    database.session.rollback()
    assert database.session.scalars(select(AgencyScore)).all() == []
    assert database.session.scalars(select(YearResult)).all() == []


def test_points_given_while_the_job_computed_are_not_lost(province: SmallProvince) -> None:
    result = compute_result(province.year)
    database.session.commit()
    ready = make_ready(province.year, None, lambda done, count: None)
    row = AppraisedPoints(
        result_id=result.id, agency_id=province.strong.id, criterion_key="vi-pham", points=4
    )
    row.reason, row.staff_id = "Kết luận kiểm tra số 12/KL-SNV", make_staff("department").id
    database.session.add(row)
    database.session.flush()
    again = read_result(compute_result(province.year, ready=ready), YEAR)
    strong = again.agency(province.strong.id)
    assert strong is not None
    assert strong.points == pytest.approx(92)


def test_the_page_starts_the_job_and_the_finished_job_leads_to_the_result(app: Flask) -> None:
    province = SmallProvince()
    person = viewer("department", province.department)
    database.session.commit()
    staff: FlaskClient = client_of(app, person)
    answer = post(staff, HOME, f"{HOME}/cham")
    run = database.session.scalars(select(JobRun)).one()
    assert answer.location == f"/can-bo/viec/{run.id}"
    perform(run.id)  # where the queue has not done it already
    assert f'href="{HOME}"' in staff.get(answer.location).text
    assert "6" in staff.get(HOME).text


def test_what_a_rule_refuses_is_said_at_once_and_starts_nothing(app: Flask) -> None:
    province = SmallProvince()
    person = viewer("department", province.department)
    database.session.commit()
    staff = client_of(app, person)
    page = staff.get(HOME)
    province.year.state = "prepared"
    database.session.commit()
    token = page.text.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    assert staff.post(f"{HOME}/cham", data={"csrf_token": token}).status_code == 409
    assert database.session.scalars(select(JobRun)).all() == []
