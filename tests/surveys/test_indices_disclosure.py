"""Nothing withheld can be worked out from what is published: tried by linear algebra on stored cells."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pytest
import time_machine
from sqlalchemy import update

from base.db import db as database
from surveys.models import IndexCell, IndexSnapshot, RoundState, SnapshotState
from surveys.queries.snapshots import list_cells
from surveys.rules.snapshots import TooFewNewAnswers
from surveys.snapshot_job import compute_snapshot
from tests.factories import make_agency, make_period, make_place, make_round
from tests.surveys.sending import days_of_answers, send

MONTHS = (202607, 202608, 202609)


@pytest.fixture(autouse=True)
def _after_the_round() -> Iterator[None]:
    with time_machine.travel(datetime(2027, 1, 5, tzinfo=UTC), tick=False):
        yield


def make_province(sizes: list[tuple[int, int]], satisfied: float = 0.8) -> tuple[Any, list[Any]]:
    """A closed round with a commune for each (days, answers a day)."""
    places = [make_place(make_agency(f"UBND xã số {n}")) for n in range(len(sizes))]
    survey_round = make_round(places, state=RoundState.CLOSED)
    database.session.commit()
    for place, (days, a_day) in zip(places, sizes, strict=True):
        if days * a_day:
            send(days_of_answers(survey_round, place, days, a_day, satisfied, seed=4))
    return survey_round, places


def publish(snapshot: IndexSnapshot) -> None:
    """As if it had been signed and published."""
    database.session.execute(
        update(IndexSnapshot)
        .where(IndexSnapshot.id == snapshot.id)
        .values(state=SnapshotState.PUBLISHED)
    )
    database.session.commit()


def overall_of(snapshot: IndexSnapshot) -> dict[int, IndexCell]:
    cells = list_cells(snapshot.id)
    return {one.agency_id: one for one in cells if one.measure == "overall" and one.agency_id}


def recovered(equations: list[dict[Any, float]], unknown: set[Any]) -> set[Any]:
    """Unknowns that the equations determine: their unit vector lies in the row space."""
    names = sorted({name for one in equations for name in one if name in unknown}, key=repr)
    if not names:
        return set()
    matrix = np.array([[one.get(name, 0.0) for name in names] for one in equations])
    rank = np.linalg.matrix_rank(matrix)
    found = set()
    for column, name in enumerate(names):
        unit = np.zeros(len(names))
        unit[column] = 1.0
        if np.linalg.matrix_rank(np.vstack([matrix, unit])) == rank:
            found.add(name)
    return found


def attack(snapshots: list[IndexSnapshot], shares: bool) -> set[Any]:
    """What an attacker with all published cells gets: equations written without our own code.

    Every cell of every table is a variable; agencies add up to the province, months to the total,
    items to their dimension and the whole. Cells of one agency and month are the same in every release.
    """
    equations: list[dict[Any, float]] = []
    unknown: set[Any] = set()
    for snapshot in snapshots:
        cells = {
            (one.agency_id or 0, one.measure, one.key): one
            for one in list_cells(snapshot.id)
            if one.measure != "channel" and one.withheld != "no_answers"
        }
        name = lambda key, mine=snapshot.id: (  # noqa: E731
            key if key[1] == "month" else (mine, *key)
        )
        for key, one in cells.items():
            hidden = one.low is None if shares else one.n_valid is None
            if hidden:
                unknown.add(name(key))
        equations += [
            {name(key): weight for key, weight in one.items()} for one in relations(cells, shares)
        ]
    for snapshot in snapshots:
        for one in list_cells(snapshot.id):
            key = (one.agency_id or 0, one.measure, one.key)
            if one.measure == "month" and (one.low if shares else one.n_valid) is not None:
                unknown.discard(key)
    return recovered(equations, unknown)


def relations(cells: dict[Any, IndexCell], shares: bool) -> list[dict[Any, float]]:
    found: list[dict[Any, float]] = []
    agencies = {agency for agency, _, _ in cells} - {0}
    for measure, key in {(m, k) for _, m, k in cells if m != "month"}:
        parts = [(a, measure, key) for a in agencies if (a, measure, key) in cells]
        found.append(
            dict.fromkeys(parts, 1.0) | {(0, measure, key): -float(len(parts) if shares else 1)}
        )
    for agency in agencies:
        months = [key for key in cells if key[0] == agency and key[1] == "month"]
        found.append(dict.fromkeys(months, 1.0) | {(agency, "overall", ""): -1.0})
    if shares:
        for agency in agencies | {0}:
            items = [key for key in cells if key[0] == agency and key[1] == "item"]
            for total in ((agency, "dimension", "service"), (agency, "overall", "")):
                found.append(dict.fromkeys(items, 1.0) | {total: -float(len(items))})
    return found


def test_a_lone_small_commune_takes_a_second_one_along(db: Any) -> None:
    survey_round, places = make_province([(30, 10), (30, 4), (30, 8), (2, 3)])
    cells = overall_of(compute_snapshot(survey_round.id, None))
    small, next_small = cells[places[3].agency_id], cells[places[1].agency_id]
    assert (small.withheld, small.n, small.share) == ("too_few_for_counts", None, None)
    assert (next_small.withheld, next_small.n, next_small.share) == ("complement", None, None)
    assert cells[places[0].agency_id].withheld is None


def test_two_small_communes_of_enough_answers_together_protect_each_other(db: Any) -> None:
    survey_round, _ = make_province([(30, 10), (30, 4), (2, 3), (3, 3)])
    found = [one.withheld for one in overall_of(compute_snapshot(survey_round.id, None)).values()]
    assert found == [None, None, "too_few_for_counts", "too_few_for_counts"]


def test_the_hidden_counts_of_a_province_add_up_to_ten_at_least(db: Any) -> None:
    survey_round, places = make_province([(30, 10), (30, 4), (1, 2), (1, 3)])
    cells = overall_of(compute_snapshot(survey_round.id, None))
    assert cells[places[1].agency_id].withheld == "complement"


def test_a_commune_without_answers_is_said_to_have_none(db: Any) -> None:
    survey_round, places = make_province([(30, 10), (30, 4), (0, 0)])
    found = overall_of(compute_snapshot(survey_round.id, None))[places[2].agency_id]
    assert (found.withheld, found.n) == ("no_answers", 0)


def test_a_thin_month_takes_another_month_along(db: Any) -> None:
    places = [make_place(make_agency(f"UBND xã số {n}")) for n in range(2)]
    survey_round = make_round(places, state=RoundState.CLOSED)
    for place in places:
        send(days_of_answers(survey_round, place, 30, 10, 0.8, months=(202607, 202608)))
    send(days_of_answers(survey_round, places[0], 2, 3, 0.8, months=(202609,)))
    snapshot = compute_snapshot(survey_round.id, None)
    months = [
        (one.key, one.withheld)
        for one in list_cells(snapshot.id)
        if one.measure == "month" and one.agency_id == places[0].agency_id
    ]
    assert sorted(months) == [
        ("202607", "complement"),
        ("202608", None),
        ("202609", "too_few_for_counts"),
    ]


def test_everybody_satisfied_in_a_small_commune_is_masked(db: Any) -> None:
    survey_round, places = make_province([(30, 10), (30, 10), (20, 3)], satisfied=0.7)
    place = places[2]
    other = make_place(make_agency("UBND xã Quan Sơn"))
    later = make_round([other, *places], state=RoundState.CLOSED, version=survey_round.version)
    for one in places:
        send(days_of_answers(later, one, 30, 10, 0.7))
    everybody = days_of_answers(later, other, 20, 3, 1.0)
    everybody = [{**row, "answers": bytes([5, 5, 5, 1])} for row in everybody]
    send(everybody)
    found = overall_of(compute_snapshot(later.id, None))[other.agency_id]
    assert (found.share, found.low, found.high, found.variance) == (0.95, None, None, None)
    assert found.notes == ["show_as_at_least"] or "show_as_at_least" in found.notes
    items = [
        one
        for one in list_cells(found.snapshot_id)
        if one.agency_id == other.agency_id and one.measure == "item"
    ]
    assert all(one.levels == [] for one in items)
    assert place.agency_id in overall_of(compute_snapshot(survey_round.id, None))


@pytest.mark.parametrize("seed", range(6))
def test_an_attacker_with_all_tables_recovers_nothing(db: Any, seed: int) -> None:
    draw = random.Random(seed)
    sizes = [(draw.choice([1, 3, 12, 25, 40]), draw.choice([1, 2, 5, 9])) for _ in range(9)]
    survey_round, _ = make_province(sizes)
    snapshot = compute_snapshot(survey_round.id, None)
    assert attack([snapshot], shares=False) == set()
    assert attack([snapshot], shares=True) == set()
    assert any(one.withheld for one in list_cells(snapshot.id))


@pytest.mark.parametrize("seed", range(4))
def test_an_attacker_with_quarters_and_the_year_recovers_nothing(db: Any, seed: int) -> None:
    draw = random.Random(seed)
    places = [make_place(make_agency(f"UBND xã số {n}")) for n in range(7)]
    survey_round = make_round(places, state=RoundState.CLOSED)
    quarters = [
        make_period(survey_round, name=f"Quý {n}", starts_on=date(2026, 3 * n - 2, 1), ends_on=end)
        for n, end in ((1, date(2026, 4, 1)), (2, date(2026, 7, 1)))
    ]
    db.session.commit()
    for place in places:
        for months in ((202601, 202602, 202603), (202604, 202605, 202606)):
            days, a_day = draw.choice([2, 9, 30]), draw.choice([1, 3, 6])
            send(days_of_answers(survey_round, place, days, a_day, 0.8, months=months, seed=seed))
    released = []
    for period_id in (quarters[0].id, quarters[1].id, None):
        snapshot = compute_snapshot(survey_round.id, period_id)
        publish(snapshot)
        released.append(snapshot)
    assert attack(released, shares=False) == set()
    assert attack(released, shares=True) == set()


def test_a_second_release_waits_for_ten_new_answers_in_the_province(db: Any) -> None:
    survey_round, places = make_province([(30, 10), (30, 4)])
    publish(compute_snapshot(survey_round.id, None))
    send(days_of_answers(survey_round, places[0], 1, 9, 0.8, seed=77))
    with pytest.raises(TooFewNewAnswers):
        compute_snapshot(survey_round.id, None, "Bổ sung phiếu")


def test_a_commune_with_a_few_new_answers_is_not_shown_anew(db: Any) -> None:
    survey_round, places = make_province([(30, 10), (30, 4), (30, 5)])
    publish(compute_snapshot(survey_round.id, None))
    send(days_of_answers(survey_round, places[0], 3, 9, 0.8, seed=77))
    send(days_of_answers(survey_round, places[1], 1, 4, 0.8, seed=78))
    cells = overall_of(compute_snapshot(survey_round.id, None, "Bổ sung phiếu"))
    assert cells[places[1].agency_id].withheld == "too_few_new"
    assert cells[places[1].agency_id].n is None
    # The province minus the others would give its count. The third commune's is known from before,
    # so it is the first one that is hidden with it.
    assert cells[places[0].agency_id].withheld == "complement"
    assert cells[places[2].agency_id].n == 150


def test_small_counts_of_another_channel_are_not_shown(db: Any) -> None:
    survey_round, places = make_province([(30, 4), (30, 4), (30, 4)])
    sizes = (4, 40, 50)
    for place, size in zip(places, sizes, strict=True):
        send(days_of_answers(survey_round, place, 1, size, 0.9, channel="paper", seed=3))
    cells = overall_of(compute_snapshot(survey_round.id, None))
    mixes = [cells[place.agency_id].channel_mix.get("paper") for place in places]
    assert mixes == [None, None, 50]
