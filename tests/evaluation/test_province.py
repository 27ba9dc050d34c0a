"""The province's board: what stands out is named only beyond chance, and nothing unpublished is shown."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from agencies.models import Role
from evaluation.province_pages.funnel import funnel_view
from scoring.moved import Published, moved
from surveys.queries.indices import list_overall_cells, list_province_cells
from tests.surveys.seeding import make_small_province, publish_small_province

AsStaff = Callable[..., FlaskClient]


@pytest.fixture
def snapshots(db: Any) -> list[Any]:
    survey_round, owner = make_small_province(communes=12)
    found = list(publish_small_province(survey_round, owner, by_quarter=True))
    db.session.commit()
    return found


def test_a_leader_sees_the_index_the_map_and_the_funnel(
    snapshots: list[Any], as_staff: AsStaff
) -> None:
    first = snapshots[0]
    page = (
        as_staff(Role.READER).get(f"/can-bo/toan-canh?ky={first.round_id}-{first.period_id}").text
    )
    assert "hài lòng, toàn tỉnh" in page
    assert "Nơi nào khác hẳn toàn tỉnh" in page
    assert "Xem số liệu dạng bảng" in page


def test_the_rated_office_does_not_see_the_board(snapshots: list[Any], as_staff: AsStaff) -> None:
    assert as_staff(Role.AGENCY_OFFICER).get("/can-bo/toan-canh").status_code == 403


def test_the_projector_view_has_no_navigation(snapshots: list[Any], as_staff: AsStaff) -> None:
    page = as_staff(Role.READER).get("/can-bo/toan-canh?man-chieu=1").text
    assert "projector-sheet" in page
    assert "staff-nav" not in page


def test_before_anything_is_published_the_board_says_so(as_staff: AsStaff) -> None:
    page = as_staff(Role.READER).get("/can-bo/toan-canh").text
    assert "Chưa có số liệu nào được công bố." in page


def test_a_period_that_does_not_exist_is_not_found(snapshots: list[Any], as_staff: AsStaff) -> None:
    assert as_staff(Role.READER).get("/can-bo/toan-canh?ky=999-9").status_code == 404


def test_small_multiples_draw_every_agency_over_the_quarters(
    snapshots: list[Any], as_staff: AsStaff
) -> None:
    client = as_staff(Role.READER)
    quarter = next(one for one in snapshots if one.period_id)
    address = f"/can-bo/toan-canh/so-sanh?ky={quarter.round_id}-{quarter.period_id}"
    page = client.get(address).text
    quarters = sum(one.period_id is not None for one in snapshots)
    assert page.count('<li class="small-') == 12
    assert f"{quarters} lần công bố" in page
    by_dimension = client.get(f"{address}&nhom=result").text
    assert by_dimension.count('<li class="small-') == 12
    assert by_dimension != page


def test_withheld_agencies_are_not_on_the_funnel(snapshots: list[Any], db: Any) -> None:
    snapshot = snapshots[0]
    pairs = list_overall_cells(snapshot.id)
    whole = next(one for one in list_province_cells([snapshot.id]) if one.measure == "overall")
    from flask import current_app

    with current_app.test_request_context():
        everyone = funnel_view(pairs, whole)
        pairs[0][0].withheld = "too_few_for_shares"
        one_less = funnel_view(pairs, whole)
    assert everyone is not None
    assert one_less is not None
    assert one_less["count"] == everyone["count"] - 1
    db.session.rollback()


def test_among_many_that_did_not_move_none_is_named() -> None:
    pairs = [
        (Published(0.80 + step * 0.0002, 0.0004), Published(0.80, 0.0004)) for step in range(150)
    ]
    assert not any(moved(pairs))


def test_one_that_moved_far_is_named_among_many() -> None:
    still = [(Published(0.80, 0.0004), Published(0.80, 0.0004))] * 149
    far = (Published(0.60, 0.0004), Published(0.80, 0.0004))
    assert moved([*still, far]).index(True) == 149


def test_what_one_test_alone_would_name_is_not_named_among_many() -> None:
    pair = (Published(0.86, 0.0004), Published(0.80, 0.0004))  # z = 2.1
    assert moved([pair]) == [True]
    assert moved([pair] + [(Published(0.8, 0.0004), Published(0.8, 0.0004))] * 99)[0] is False
