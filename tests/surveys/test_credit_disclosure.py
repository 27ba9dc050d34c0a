"""Nothing withheld follows from figures that share answers: tried by linear algebra on stored cells."""

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from surveys.models import IndexSnapshot
from surveys.queries.snapshots import list_cells
from surveys.snapshot_job import compute_snapshot
from tests.surveys.coded import issue
from tests.surveys.crossing import WORDS, Crossing
from tests.surveys.test_indices_computing import cell
from tests.surveys.test_indices_disclosure import recovered

ITEMS = {f"item_{n}": word for n, word in enumerate(WORDS, start=1)}


@pytest.fixture(autouse=True)
def _after_the_round() -> Iterator[None]:
    with time_machine.travel(datetime(2027, 1, 5, tzinfo=UTC), tick=False):
        yield


def pairs_of(scene: Crossing, answers: dict[tuple[int, Any], tuple[int, int]]) -> set[Any]:
    """(office, who resolved) of all answers, stored on the way."""
    found = set()
    for number, ((commune, resolver), (days, a_day)) in enumerate(
        sorted(answers.items(), key=repr)
    ):
        scene.answer(commune, resolver, days, a_day, 0.8, seed=number)
        office = scene.communes[commune].id
        found.add((office, resolver.id if resolver else office))
    return found


def equations_of(agencies: set[int], pairs: set[Any], word: str, key: Any, shares: bool) -> Any:
    """What a figure of an item is the sum of: answers by who received and who resolved.

    Written from the rule in words, without the product's own code. Shares weigh the same everywhere.
    """
    sums: dict[Any, dict[Any, float]] = defaultdict(dict)
    for office, resolver in pairs:
        atom = ("atom", office, resolver, key)
        sums[0][atom] = 1.0
        if word in ("receiving", "both") or office == resolver:
            sums[office][atom] = 1.0
        if word in ("resolving", "both"):
            sums[resolver][atom] = 1.0
    return [
        {**parts, (agency, *key): -float(len(parts) if shares else 1)}
        for agency, parts in sums.items()
        if agency in agencies | {0}
    ]


def exposed(snapshot: IndexSnapshot, pairs: set[Any], shares: bool) -> set[Any]:
    cells = {(one.agency_id or 0, one.measure, one.key): one for one in list_cells(snapshot.id)}
    agencies = {agency for agency, _, _ in cells} - {0}
    unknown = {
        name
        for name, one in cells.items()
        if one.measure == "item" and (one.low is None if shares else one.n_valid is None)
    }
    equations = []
    for item, word in ITEMS.items():
        equations += equations_of(agencies, pairs, word, ("item", item), shares)
    atoms = {name for one in equations for name in one if name[0] == "atom"}
    return recovered(equations, unknown | atoms) & unknown


def test_a_department_with_few_answers_does_not_follow_from_the_province_and_the_others(
    db: Any,
) -> None:
    """The items that rate who resolved still add up to the province's."""
    scene = Crossing(communes=4)
    answers: dict[tuple[int, Any], tuple[int, int]] = {(n, None): (30, 3 + n) for n in range(4)}
    answers[0, scene.justice] = (2, 3)
    pairs = pairs_of(scene, answers)
    snapshot = compute_snapshot(scene.round.id, None)
    hidden = cell(snapshot, scene.justice)
    assert (hidden.n, hidden.n_valid, hidden.withheld) == (None, None, "too_few_for_counts")
    items = [cell(snapshot, one, "item", "item_2").n_valid for one in scene.communes]
    assert None in items
    assert exposed(snapshot, pairs, shares=False) == set()
    assert exposed(snapshot, pairs, shares=True) == set()


def test_a_few_answers_of_the_owners_own_dossiers_do_not_follow_either(db: Any) -> None:
    scene = Crossing(communes=4)
    answers: dict[tuple[int, Any], tuple[int, int]] = {(n, None): (30, 3 + n) for n in range(4)}
    pairs_of(scene, {**answers, (0, scene.owner): (1, 4)})
    snapshot = compute_snapshot(scene.round.id, None)
    items = [cell(snapshot, one, "item", "item_2").n_valid for one in (None, *scene.communes)]
    assert None in items


def test_a_department_with_enough_answers_costs_nobody_a_figure(db: Any) -> None:
    scene = Crossing(communes=4)
    answers: dict[tuple[int, Any], tuple[int, int]] = {(n, None): (30, 3 + n) for n in range(4)}
    answers[0, scene.justice] = (30, 3)
    answers[1, scene.justice] = (30, 2)
    pairs_of(scene, answers)
    cells = list_cells(compute_snapshot(scene.round.id, None).id)
    assert {one.withheld for one in cells} == {None, "no_answers"}


@pytest.mark.parametrize("seed", range(6))
def test_an_attacker_who_knows_who_resolved_for_whom_recovers_nothing(db: Any, seed: int) -> None:
    draw = random.Random(seed)
    scene = Crossing(communes=6)
    sizes = [(1, 2), (2, 3), (12, 2), (30, 2), (30, 5)]
    answers: dict[tuple[int, Any], tuple[int, int]] = {}
    for commune in range(6):
        issue(scene.round, scene.communes[commune], {"land|on_time|counter": 20})
        answers[commune, None] = draw.choice(sizes)
        others = [scene.justice, scene.owner, *scene.communes]
        for resolver in draw.sample(others, draw.choice([0, 1, 2])):
            if resolver is not scene.communes[commune]:
                answers[commune, resolver] = draw.choice(sizes)
    pairs = pairs_of(scene, answers)
    snapshot = compute_snapshot(scene.round.id, None)
    assert exposed(snapshot, pairs, shares=False) == set()
    assert exposed(snapshot, pairs, shares=True) == set()
    told = [one for one in list_cells(snapshot.id) if one.resolved_count is not None]
    assert all(10 <= one.resolved_count <= (one.n or 0) for one in told)
    assert all((one.n or 0) - one.resolved_count not in range(1, 10) for one in told)
