"""The pages of rounds, places and jobs that need an argument are valid HTML with a label for every box."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from agencies.models import AgencyKind
from base.jobs import JobRun
from surveys.models import PlaceState, RoundState
from tests.factories import make_agency, make_period, make_place, make_round
from tests.house.test_pages import faults_of, parse


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_about_one_thing_is_valid(
    db: Any, as_staff: Callable[..., FlaskClient], language: str
) -> None:
    home, commune = make_agency("Sở Nội vụ", kind=AgencyKind.DEPARTMENT), make_agency()
    place, new = make_place(commune), make_place(commune, name="Quầy số 2")
    gone = make_place(commune, state=PlaceState.MOVED, moved_to_id=new.id)
    is_open = make_round([place], owner=home)
    make_period(is_open)
    planned = make_round([new], owner=home, state=RoundState.PLANNED)
    client = as_staff("department", agency=home)
    run = JobRun(kind="posters", title="In", arguments={}, state="running", done_count=1)
    run.total_count, run.started_at = 3, is_open.opens_at
    run.staff_id = client.staff.id  # type: ignore[attr-defined]
    db.session.add(run)
    db.session.commit()
    rounds, places = f"/can-bo/dot-khao-sat/{is_open.id}", f"/can-bo/noi-dat-ma/{place.id}"
    for path in (
        rounds,
        f"/can-bo/dot-khao-sat/{planned.id}/sua",
        *(f"{rounds}/{part}" for part in ("gia-han", "chi-tieu", "noi-dat-ma")),
        places,
        f"/can-bo/noi-dat-ma/{gone.id}",
        *(f"{places}/{part}" for part in ("sua", "chuyen", "thoi-dung")),
        f"/can-bo/viec/{run.id}",
        f"/khao-sat/{is_open.id}",
    ):
        answer = client.get(f"{path}?lang={language}")
        assert answer.status_code == 200, path
        assert faults_of(parse(answer.text), language) == [], path
