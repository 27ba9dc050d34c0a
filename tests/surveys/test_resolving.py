"""Answers about who resolved a dossier, shown to the round's owner apart from those of who received it."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from agencies.models import AgencyKind, Case
from base.clock import today
from base.db import db as database
from surveys.models import ResponseClass
from surveys.reports.resolving import Resolver, resolver_shares
from tests.factories import make_agency, make_content, make_place, make_round, make_version
from tests.house.test_pages import faults_of, parse
from tests.surveys.sending import response_row, send
from tests.surveys.standing import leave_out, supersede

BOARD = "/can-bo/thu-phieu"
GOOD = {"item_1": 1, "item_2": 5, "item_3": 5}
BAD = {"item_1": 5, "item_2": 2, "item_3": 1}


def content() -> dict[str, Any]:
    """item_1 counts for who receives, item_2 for who resolves, item_3 for both."""
    made = make_content(item_count=3)
    for question, rated in zip(
        made["sections"][0]["questions"], ("receiving", "resolving", "both"), strict=False
    ):
        question["rated"] = rated
    return made


class Scene:
    def __init__(self) -> None:
        self.owner = make_agency("Sở Nội vụ", kind=AgencyKind.DEPARTMENT)
        self.justice = make_agency("Sở Tư pháp", kind=AgencyKind.DEPARTMENT)
        self.commune = make_agency("UBND phường Hạc Thành")
        self.office = make_place(self.commune)
        self.other = make_place(make_agency("UBND phường Sầm Sơn"))
        places = [self.office, self.other]
        version = make_version(content=content())
        self.round = make_round(places, version=version, owner=self.owner)
        database.session.commit()

    def answer(
        self, count: int, answers: dict[str, int], resolver: Any, place: Any = None, **columns: Any
    ) -> list[int]:
        """Ids of coded responses whose week is over."""
        place = place or self.office
        columns = {"channel": "code", "place_id": None, **columns}
        rows = [response_row(self.round, place, answers, **columns) for _ in range(count)]
        send(rows)
        database.session.add_all(
            ResponseClass(
                round_id=self.round.id,
                response_id=row["id"],
                class_key="ho-tich|late|online",
                resolving_agency_id=resolver.id if resolver else None,
            )
            for row in rows
        )
        database.session.commit()
        return [row["id"] for row in rows]

    def shares(self) -> list[Resolver]:
        return resolver_shares(self.round, today())


@pytest.fixture
def scene(db: Any) -> Scene:
    return Scene()


def test_only_items_that_count_for_who_resolves_make_its_share(scene: Scene) -> None:
    scene.answer(30, GOOD, scene.justice)
    scene.answer(10, {**GOOD, "item_2": 3}, scene.justice)
    (found,) = scene.shares()
    assert found.agency.id == scene.justice.id
    assert found.answers == 40
    assert found.share == pytest.approx((30 / 40 + 1) / 2)


def test_what_the_receiving_office_resolved_itself_is_not_of_here(scene: Scene) -> None:
    centre = make_agency(
        "Trung tâm Phục vụ hành chính công phường Hạc Thành",
        parent_id=scene.commune.id,
        counts_for_parent=True,
    )
    scene.answer(40, GOOD, None)
    scene.answer(40, GOOD, centre)
    assert scene.shares() == []


@pytest.mark.parametrize(
    ("count", "answers", "has_share"), [(9, None, False), (29, 20, False), (31, 30, True)]
)
def test_under_ten_nothing_is_counted_and_under_thirty_no_share_is_told(
    scene: Scene, count: int, answers: int | None, has_share: bool
) -> None:
    scene.answer(count, GOOD, scene.justice)
    (found,) = scene.shares()
    assert (found.answers, found.share is not None) == (answers, has_share)


def test_what_was_answered_anew_or_left_out_or_was_a_test_does_not_count(scene: Scene) -> None:
    scene.answer(30, GOOD, scene.justice)
    old, doubtful = scene.answer(2, BAD, scene.justice)
    (new,) = scene.answer(1, GOOD, scene.justice)
    scene.answer(20, BAD, scene.justice, source="test")
    supersede(scene.round.id, old, new)
    case = Case(kind="alarm", title="Phiếu dồn dập", about_agency_id=scene.office.agency_id)
    database.session.add(case)
    database.session.flush()
    leave_out(scene.round.id, scene.office.agency_id, case.id, [doubtful])
    (found,) = scene.shares()
    assert (found.answers, found.share) == (30, 1.0)


def test_it_is_said_at_which_counters_the_dossiers_were_received(scene: Scene) -> None:
    scene.answer(30, GOOD, scene.justice)
    (found,) = scene.shares()
    assert ([one.name for one in found.offices], found.has_others) == (
        ["UBND phường Hạc Thành"],
        False,
    )
    scene.answer(9, GOOD, scene.justice, scene.other)
    (found,) = scene.shares()
    assert (len(found.offices), found.has_others) == (1, True)
    scene.answer(1, GOOD, scene.justice, scene.other)
    (found,) = scene.shares()
    assert (len(found.offices), found.has_others) == (2, False)


def test_the_rounds_owner_never_sees_how_it_resolves_itself(scene: Scene) -> None:
    part = make_agency("Chi cục Văn thư", parent_id=scene.owner.id, counts_for_parent=True)
    scene.answer(40, GOOD, scene.owner)
    scene.answer(40, GOOD, part)
    assert scene.shares() == []


def test_the_board_shows_it_to_the_owner_and_says_that_the_index_weighs_it(
    scene: Scene, as_staff: Callable[..., FlaskClient]
) -> None:
    scene.answer(41, GOOD, scene.justice)
    scene.answer(3, GOOD, scene.justice, scene.other)
    page = as_staff("department", agency=scene.owner).get(BOARD).text
    assert "trong chỉ số đã ký, mỗi câu tính cho nơi mà câu đó chấm" in page
    row = page.split('id="resolvers"')[1].split("</table>")[0]
    assert "Sở Tư pháp" in row
    assert "từ 40" in row
    assert "UBND phường Hạc Thành; nơi có dưới 10 phiếu" in row
    assert faults_of(parse(page), "vi") == []
    stranger = as_staff("department", agency=scene.justice).get(BOARD).text
    assert "resolvers" not in stranger
