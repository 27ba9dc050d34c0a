"""QR places: created, renamed, put in use, moved, withdrawn; their codes are permanent."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from agencies.models import AuditEntry, Role
from agencies.roles import Viewer
from base.codes import read_code
from base.rules import ChangedMeanwhile, NotFound
from surveys.actions.places import (
    create_place,
    create_places,
    move_place,
    put_in_use,
    rename_place,
    withdraw_place,
)
from surveys.models import PlaceKind, PlaceState
from surveys.queries import places as queries
from surveys.queries.rounds import place_ids_of
from surveys.rules import places as rules
from tests.factories import make_agency, make_place, make_round, make_staff

DEPARTMENT = ((Role.DEPARTMENT, None),)


@pytest.fixture
def department(app: Flask) -> Viewer:
    return Viewer(make_staff("department").id, None, DEPARTMENT)


def officer_of(agency: Any) -> Viewer:
    staff = make_staff("agency_officer", agency=agency)
    return Viewer(staff.id, agency.id, ((Role.AGENCY_OFFICER, agency.id),))


def test_a_counter_for_each_of_many_agencies_is_made_in_one_act(
    db: Any, department: Viewer
) -> None:
    communes = [make_agency(f"UBND xã số {number}") for number in range(40)]
    places = create_places(department, [one.id for one in communes], "Quầy tiếp nhận số 1")
    assert len({place.code for place in places}) == 40
    assert all(read_code(place.code, 6) == place.code for place in places)
    assert {place.agency_id for place in places} == {one.id for one in communes}
    entries = db.session.scalars(select(AuditEntry.act)).all()
    assert entries == ["place.create"] * 40


def test_an_officer_handles_places_of_the_own_agency_alone(app: Flask) -> None:
    own, other = make_agency(), make_agency("UBND xã Thọ Xuân")
    officer = officer_of(own)
    place = create_place(officer, own.id, "Quầy số 1")
    rename_place(officer, place, "Quầy tư pháp – hộ tịch", PlaceKind.COUNTER)
    strange = make_place(other)
    for act in (
        lambda: create_place(officer, other.id, "Quầy số 1"),
        lambda: rename_place(officer, strange, "Quầy", PlaceKind.COUNTER),
        lambda: withdraw_place(officer, strange),
        lambda: move_place(officer, place, strange),
        lambda: queries.get_place(strange.id, frozenset({own.id})),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_moved_place_keeps_its_code_and_agency_and_the_new_one_joins_its_rounds(
    department: Viewer,
) -> None:
    commune = make_agency()
    old, new = make_place(commune), make_place(commune, name="Quầy số 2")
    survey_round = make_round([old])
    code = old.code
    move_place(department, old, new)
    assert (old.state, old.moved_to_id, old.code) == (PlaceState.MOVED, new.id, code)
    assert old.agency_id == commune.id
    assert place_ids_of(survey_round.id) == {old.id, new.id}


def test_a_place_that_moves_to_an_agency_not_rated_joins_no_round(department: Viewer) -> None:
    old, new = make_place(make_agency()), make_place(make_agency("UBND xã Thọ Xuân"))
    survey_round = make_round([old])
    move_place(department, old, new)
    assert place_ids_of(survey_round.id) == {old.id}


def test_a_place_moves_only_to_another_place_in_use(department: Viewer) -> None:
    place = make_place()
    with pytest.raises(rules.PlaceMovesOntoItself):
        move_place(department, place, place)
    with pytest.raises(rules.PlaceMovesOntoItself):
        move_place(department, place, make_place(state=PlaceState.WITHDRAWN))
    with pytest.raises(rules.PlaceNotInUse):
        move_place(department, make_place(state=PlaceState.PLANNED), place)


def test_what_is_withdrawn_stays_withdrawn(department: Viewer) -> None:
    place = make_place(state=PlaceState.PLANNED)
    put_in_use(department, place)
    assert place.state == PlaceState.IN_USE
    withdraw_place(department, place)
    for act in (
        lambda: put_in_use(department, place),
        lambda: withdraw_place(department, place),
        lambda: rename_place(department, place, "Quầy", PlaceKind.COUNTER),
    ):
        with pytest.raises(rules.PlaceCannotChange):
            act()


def test_the_second_of_two_officers_is_told(department: Viewer) -> None:
    place = make_place()
    seen = place.revision
    rename_place(department, place, "Quầy số 7", PlaceKind.COUNTER, seen)
    with pytest.raises(ChangedMeanwhile):
        rename_place(department, place, "Quầy số 8", PlaceKind.COUNTER, seen)
    assert place.name == "Quầy số 7"


def test_search_finds_places_by_agency_without_accents_and_by_code(app: Flask) -> None:
    place = make_place(make_agency("UBND phường Hạc Thành"))
    make_place(make_agency("UBND xã Thọ Xuân"))
    assert [one.id for one, _ in queries.list_places(None, "hac thanh")] == [place.id]
    typed = f"{place.code[:4]}-{place.code[4:]}".lower()
    assert [one.id for one, _ in queries.list_places(None, typed)] == [place.id]
    assert queries.count_places(None, "hac thanh") == 1


def test_a_rated_agency_does_not_close_its_own_round_by_taking_down_the_last_code(
    app: Flask, department: Viewer
) -> None:
    agency = make_agency()
    officer, first, second = officer_of(agency), make_place(agency), make_place(agency)
    make_round([first, second])
    withdraw_place(officer, first)
    with pytest.raises(rules.LastPlaceOfRound):
        withdraw_place(officer, second)
    assert second.state == PlaceState.IN_USE
    withdraw_place(department, second)


def test_the_last_code_of_an_open_round_moves_only_where_the_round_goes_on(app: Flask) -> None:
    agency = make_agency()
    officer, place, busy = officer_of(agency), make_place(agency), make_place(agency)
    make_round([place])
    make_round([busy])
    with pytest.raises(rules.LastPlaceOfRound):
        move_place(officer, place, busy)
