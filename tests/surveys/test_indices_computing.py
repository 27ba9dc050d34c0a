"""From responses to the cells of a snapshot."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from agencies.models import Agency, AgencyKind
from surveys.models import IndexCell, IndexSnapshot, RoundState
from surveys.queries.snapshots import list_cells
from surveys.snapshot_job import compute_snapshot
from tests.factories import make_agency, make_period, make_place, make_round
from tests.surveys.sending import days_of_answers, response_row, send

AFTER = datetime(2027, 1, 5, tzinfo=UTC)


def cell(
    snapshot: IndexSnapshot, agency: Any = None, measure: str = "overall", key: str = ""
) -> IndexCell:
    """The one cell of an agency, or of the province when none is given."""
    agency_id = agency.id if agency else None
    found = [
        one
        for one in list_cells(snapshot.id)
        if (one.agency_id, one.measure, one.key) == (agency_id, measure, key)
    ]
    assert len(found) == 1
    return found[0]


def province_of(*sizes: tuple[int, int, float], **columns: Any) -> tuple[Any, list[Any]]:
    """A closed round with one commune per (days, answers a day, chance of satisfied)."""
    places = [make_place(make_agency(f"UBND xã số {n}")) for n in range(len(sizes))]
    survey_round = make_round(places, state=RoundState.CLOSED)
    for place, (days, a_day, satisfied) in zip(places, sizes, strict=True):
        rows = days_of_answers(survey_round, place, days, a_day, satisfied, **columns)
        if rows:
            send(rows)
    return survey_round, places


@pytest.fixture(autouse=True)
def _after_the_round() -> Any:
    with time_machine.travel(AFTER, tick=False):
        yield


def test_an_index_is_the_mean_of_its_items_shares_with_an_interval_around_it(db: Any) -> None:
    survey_round, places = province_of((30, 10, 0.85), (30, 8, 0.7), (30, 6, 0.8))
    snapshot = compute_snapshot(survey_round.id, None)
    overall = cell(snapshot, _agency(db, places[0]))
    items = [cell(snapshot, _agency(db, places[0]), "item", f"item_{n}").share for n in (1, 2, 3)]
    assert overall.n == 300
    assert overall.share == pytest.approx(sum(items) / 3)
    assert overall.low < overall.share < overall.high
    assert overall.withheld is None


def _agency(db: Any, place: Any) -> Any:
    return db.session.get(Agency, place.agency_id)


def test_the_province_weighs_its_agencies_the_same_however_many_answered(db: Any) -> None:
    survey_round, places = province_of((40, 20, 0.9), (40, 2, 0.6))
    snapshot = compute_snapshot(survey_round.id, None)
    shares = [cell(snapshot, _agency(db, place)).share for place in places]
    assert cell(snapshot).share == pytest.approx(sum(shares) / 2)


def test_what_a_centre_collects_counts_for_its_commune(db: Any) -> None:
    parent = make_agency("UBND xã Thọ Xuân")
    centre = make_agency(
        "Trung tâm Phục vụ hành chính công xã Thọ Xuân",
        kind=AgencyKind.COMMUNE_CENTRE,
        parent_id=parent.id,
        counts_for_parent=True,
    )
    places = [make_place(parent), make_place(centre), make_place(make_agency("UBND xã Hồi Xuân"))]
    survey_round = make_round(places, state=RoundState.CLOSED)
    for place in places:
        send(days_of_answers(survey_round, place, 20, 3, 0.8))
    snapshot = compute_snapshot(survey_round.id, None)
    assert cell(snapshot, parent).n == 120
    assert not [one for one in list_cells(snapshot.id) if one.agency_id == centre.id]


def test_a_kiosk_stands_beside_the_open_answers_and_is_never_added(db: Any) -> None:
    survey_round, places = province_of((30, 4, 0.7), (30, 4, 0.7))
    send(days_of_answers(survey_round, places[0], 30, 4, 0.99, channel="kiosk", seed=9))
    snapshot = compute_snapshot(survey_round.id, None)
    overall = cell(snapshot, _agency(db, places[0]))
    assert overall.n == 120
    assert overall.channel_mix == {"open_qr": 120, "kiosk": 120}
    assert cell(snapshot, None, "channel", "kiosk").share > 0.95
    assert cell(snapshot, None, "channel", "open_qr").share == cell(snapshot).share


def test_a_period_holds_the_answers_of_its_months_only(db: Any) -> None:
    survey_round, places = province_of((30, 4, 0.7), (30, 4, 0.7), months=(202606, 202607, 202608))
    period = make_period(survey_round)
    db.session.commit()
    snapshot = compute_snapshot(survey_round.id, period.id)
    assert cell(snapshot, _agency(db, places[0])).n == 80
    months = {one.key for one in list_cells(snapshot.id) if one.measure == "month"}
    assert months == {"202607", "202608"}


def test_an_open_share_is_never_usable_for_the_evaluation(db: Any) -> None:
    survey_round, _ = province_of((60, 20, 0.8), (60, 20, 0.8))
    snapshot = compute_snapshot(survey_round.id, None)
    assert snapshot.sample == "open"
    assert not any(one.is_usable for one in list_cells(snapshot.id))


def test_computing_twice_gives_the_same_content(db: Any) -> None:
    survey_round, _ = province_of((30, 4, 0.7), (30, 5, 0.8), (30, 6, 0.9), (2, 3, 0.9))
    first = compute_snapshot(survey_round.id, None).content_hash
    assert compute_snapshot(survey_round.id, None).content_hash == first


def test_ranks_are_intervals_among_agencies_of_the_same_kind(db: Any) -> None:
    survey_round, places = province_of((40, 5, 0.9), (40, 5, 0.9), (40, 5, 0.5))
    snapshot = compute_snapshot(survey_round.id, None)
    ranks = [cell(snapshot, _agency(db, place)) for place in places]
    assert [(one.rank_low, one.rank_high) for one in ranks] == [(1, 2), (1, 2), (3, 3)]


def test_agencies_are_told_apart_from_the_province_only_beyond_chance(db: Any) -> None:
    survey_round, places = province_of((60, 9, 0.95), (60, 9, 0.8), (60, 9, 0.65))
    snapshot = compute_snapshot(survey_round.id, None)
    found = [cell(snapshot, _agency(db, place)).against_province for place in places]
    assert found == ["higher", "not_distinguishable", "lower"]


def test_a_level_nobody_stored_is_loud(db: Any) -> None:
    place = make_place()
    survey_round = make_round([place], state=RoundState.CLOSED)
    row = response_row(survey_round, place, {})
    send([{**row, "answers": bytes([7, 0, 0, 1])}])
    with pytest.raises(ValueError, match="no level"):
        compute_snapshot(survey_round.id, None)
