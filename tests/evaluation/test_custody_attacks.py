"""A person with a login of the evaluation, trying what the role does not give."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from agencies.models import AuditEntry, Grant, Role
from base.db import db as database
from evaluation.reports.calendars import calendar_of
from tests.evaluation.test_actions_appraisal import Scene
from tests.evaluation.test_staff_routes_results import HOME, REASON, client_of
from tests.evaluation.years import TRAINED, make_year
from tests.factories import make_agency


@pytest.fixture
def scene(app: Flask) -> Scene:
    found = Scene()
    database.session.commit()
    return found


def test_the_department_does_not_see_its_own_score_while_it_is_appraised(
    app: Flask, scene: Scene
) -> None:
    own = f"{HOME}/{scene.department.code}"
    staff, stand_in = client_of(app, scene.first), client_of(app, scene.office[0])
    assert staff.get(own).status_code == 404
    listed = staff.get(f"{HOME}?nhom=tat-ca").text
    assert f"/{scene.department.code}?ban" not in listed
    assert f"/{scene.strong.code}?ban" in listed
    assert stand_in.get(own).status_code == 200
    assert stand_in.get(f"{HOME}/{scene.stand_in.code}").status_code == 404
    scene.appraise()
    database.session.commit()
    assert staff.get(own).status_code == 200


def test_points_refused_for_the_own_body_show_nothing_of_its_score(
    app: Flask, scene: Scene
) -> None:
    staff, own = client_of(app, scene.first), f"{HOME}/{scene.department.code}"
    other = f"{HOME}/{scene.middling.code}"
    shown = staff.get(other).text
    token = shown.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    values = {"csrf_token": token, "criterion": "ke-hoach", "points": "1", "reason": REASON}
    for sent in (values, {"csrf_token": token}):
        answer = staff.post(f"{own}/diem", data=sent)
        assert answer.status_code == 409
        assert "criterion" not in answer.text
    refused = select(AuditEntry.after).where(AuditEntry.act == "rule.refused")
    assert len(database.session.scalars(refused).all()) == 2


def test_the_sheet_of_a_head_follows_the_grant_that_opens_it(
    app: Flask, scene: Scene, as_staff: Callable[..., FlaskClient]
) -> None:
    """Reading the score of one agency and grading the head of another are two grants."""
    scene.decide()
    staff = scene.officer.staff_id
    database.session.add(
        Grant(staff_id=staff, role=Role.READER, agency_id=scene.strong.id, state="granted")
    )
    database.session.commit()
    client = client_of(app, scene.officer)
    assert client.get(f"{HOME}/{scene.strong.code}/nguoi-dung-dau").status_code == 200
    assert client.get(f"{HOME}/{scene.middling.code}/nguoi-dung-dau").status_code == 404


def test_a_title_with_a_bare_return_begins_no_line_in_a_calendar(db: Any) -> None:
    agency = make_agency("UBND xã Hoằng Hóa\rATTACH:http://may-chu.example/a")
    make_year({**TRAINED, "title": "Tập huấn\rURL:http://may-chu.example/", "period": "half_year"})
    db.session.commit()
    text = calendar_of(agency, "https://ydan.example").replace("\r\n", "\n")
    assert "\r" not in text
    assert "Tập huấn\\nURL" in text
    assert not [one for one in text.split("\n") if one.startswith(("ATTACH", "URL:http://may"))]
