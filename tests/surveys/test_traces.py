"""After 48 hours nobody can tell when somebody answered."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from base.day_keys import DayKeyGone, unseal
from base.db import db
from surveys.actions.responses import trace_subject
from surveys.forgetting import forget_traces
from surveys.models import ResponseTrace, VisitCluster
from tests.surveys.answering import answer_once, count, make_open_place, responses, rows_of

EVENING = datetime(2026, 6, 10, 13, 0, tzinfo=UTC)
DAY_ENDS = datetime(2026, 6, 10, 17, 0, tzinfo=UTC)  # midnight in Vietnam


def test_keys_traces_and_dates_go_48_hours_after_their_day_and_the_answers_stay(
    client: FlaskClient, app: Flask
) -> None:
    place = make_open_place()
    with time_machine.travel(EVENING, tick=False) as clock:
        answer_once(client, place)
        (trace,) = rows_of(ResponseTrace)
        db.session.remove()
        clock.move_to(DAY_ENDS + timedelta(hours=47, minutes=59))
        forget_traces()
        assert count(ResponseTrace) == 1
        clock.move_to(DAY_ENDS + timedelta(hours=48))
        forget_traces()
        forget_traces()
    assert count(ResponseTrace) == 0
    assert [cluster.day for cluster in rows_of(VisitCluster)] == [None]
    (response,) = responses()
    assert response.cluster_id == rows_of(VisitCluster)[0].id
    with pytest.raises(DayKeyGone):
        unseal(
            app.extensions["settings"].instance_dir,
            trace.day,
            trace.sealed,
            trace_subject(response.round_id, response.id),
        )


def test_the_next_day_makes_a_cluster_of_its_own(client: FlaskClient) -> None:
    place = make_open_place()
    with time_machine.travel(EVENING, tick=False) as clock:
        answer_once(client, place)
        clock.move_to(DAY_ENDS + timedelta(hours=3))
        answer_once(client, place)
    assert len({row.cluster_id for row in responses()}) == 2
    assert count(VisitCluster) == 2
