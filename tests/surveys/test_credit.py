"""Each item counts for the office that received the dossier, for who resolved it, or for both."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
import time_machine

from scoring.variance import Design, calibrated_residuals, item_mean_influence, linearised_variance
from surveys.models import IndexSnapshot
from surveys.packing import unpack
from surveys.queries.snapshots import list_cells
from surveys.questionnaire_content import read_content
from surveys.reports.snapshots import CELL_COLUMNS, LATER_COLUMNS
from surveys.rules.credit import ITSELF, NOBODY, Credit, read_credit
from surveys.snapshot_job import compute_snapshot
from tests.factories import make_agency
from tests.surveys.coded import count_dossiers, issue
from tests.surveys.crossing import WORDS, Crossing
from tests.surveys.standing import leave_out, supersede
from tests.surveys.test_indices_computing import cell
from tests.surveys.test_tallies_standing import make_case

AFTER = datetime(2027, 1, 5, tzinfo=UTC)
ON_TIME, LATE = "land|on_time|counter", "land|late|counter"
RATED = dict(zip(("a", "b", "c"), WORDS, strict=True))


@pytest.fixture(autouse=True)
def _after_the_round() -> Any:
    with time_machine.travel(AFTER, tick=False):
        yield


@pytest.fixture
def scene(db: Any) -> Crossing:
    return Crossing()


def made(scene: Crossing) -> IndexSnapshot:
    return compute_snapshot(scene.round.id, None)


# --- the rule ---------------------------------------------------------------------------------


def test_where_nobody_else_is_known_to_have_resolved_all_counts_for_who_received() -> None:
    assert Credit(RATED).resolver(7, 0) == ITSELF


def test_who_resolved_is_the_body_that_the_agency_counts_for() -> None:
    rule = Credit(RATED, bodies={31: 3, 71: 7}, unrated=frozenset({9}))
    assert [rule.resolver(7, one) for one in (31, 3, 71, 7, 9)] == [3, 3, ITSELF, ITSELF, NOBODY]


def test_a_questionnaire_that_asks_nothing_about_who_resolves_credits_nobody_else() -> None:
    assert Credit({"a": "receiving"}).resolver(7, 3) == ITSELF


def test_snapshots_of_older_methods_credit_nobody_else() -> None:
    assert read_credit({"months": [202607]}).resolver(7, 3) == ITSELF


def test_the_rule_is_signed_and_read_again() -> None:
    rule = Credit(RATED, {31: 3}, frozenset({9}), {3: "department"})
    assert read_credit({"credit": rule.signed()}) == rule


# --- figures, counted by hand ---------------------------------------------------------------------


def levels_of(scene: Crossing, rows: Sequence[Any]) -> Any:
    """(n, 3) levels of the items, 0 where there is none."""
    content = read_content(scene.round.version.content)
    found = [unpack(content, row["answers"]) for row in rows]
    levels = np.array([[one.get(f"item_{n}") or 0 for n in (1, 2, 3)] for one in found])
    return np.where(levels > 5, 0, levels)


def good_of(levels: Any) -> Any:
    return np.where(levels > 0, np.isin(levels, (4, 5)), np.nan)


def test_items_count_for_who_received_for_who_resolved_or_for_both(scene: Crossing) -> None:
    own = levels_of(scene, scene.answer(0, None, 30, 3, 0.9))
    sent = levels_of(scene, scene.answer(0, scene.justice, 30, 2, 0.5, seed=2))
    other = levels_of(scene, scene.answer(1, None, 30, 3, 0.8))
    snapshot = made(scene)
    commune, justice = scene.communes[0], scene.justice
    of_commune = [np.vstack([own, sent])[:, 0], own[:, 1], np.vstack([own, sent])[:, 2]]
    of_justice = [None, sent[:, 1], sent[:, 2]]
    for agency, expected in ((commune, of_commune), (justice, of_justice)):
        for number, levels in enumerate(expected, start=1):
            found = cell(snapshot, agency, "item", f"item_{number}")
            if levels is None:
                assert (found.n_valid, found.withheld) == (0, "no_answers")
                continue
            assert found.n_valid == (levels > 0).sum()
            assert found.levels == [int((levels == one).sum()) for one in range(1, 6)]
            assert found.share == pytest.approx(np.nanmean(good_of(levels)))
    shares = [np.nanmean(good_of(one)) for one in of_commune]
    assert cell(snapshot, commune).share == pytest.approx(np.mean(shares))
    assert cell(snapshot, justice).share == pytest.approx(
        np.mean([np.nanmean(good_of(one)) for one in of_justice[1:]])
    )
    assert [cell(snapshot, one).n for one in (commune, scene.communes[1], justice)] == [150, 90, 60]
    everything = np.vstack([own, sent])[:, 1], other[:, 1]
    province = cell(snapshot, None, "item", "item_2")
    assert province.n == 240
    assert province.n_valid == sum((one > 0).sum() for one in everything)


def test_it_is_told_how_many_answers_are_about_dossiers_that_others_received(
    scene: Crossing,
) -> None:
    scene.answer(0, None, 30, 3, 0.9)
    scene.answer(0, scene.justice, 30, 2, 0.5, seed=2)
    scene.answer(0, scene.communes[1], 20, 2, 0.7, seed=3)
    scene.answer(1, None, 30, 3, 0.8)
    snapshot = made(scene)
    told = [cell(snapshot, one) for one in (*scene.communes, scene.justice)]
    assert [(one.n, one.resolved_count) for one in told] == [(190, None), (130, 40), (60, 60)]
    assert cell(snapshot).resolved_count is None


def test_under_ten_of_them_are_not_told_nor_is_the_rate_that_would_tell_them(
    scene: Crossing,
) -> None:
    issue(scene.round, scene.communes[1], {ON_TIME: 300})
    scene.answer(0, None, 30, 3, 0.9)
    scene.answer(0, scene.communes[1], 6, 1, 0.7, seed=3)
    scene.answer(1, None, 30, 3, 0.8)
    found = cell(made(scene), scene.communes[1])
    assert (found.n, found.resolved_count, found.response_rate) == (96, None, None)
    assert "from_others_untold" in found.notes


def test_the_response_rate_is_of_the_dossiers_an_office_received(scene: Crossing) -> None:
    for commune in scene.communes:
        issue(scene.round, commune, {ON_TIME: 300})
    scene.answer(0, None, 30, 3, 0.9)
    scene.answer(0, scene.communes[1], 30, 2, 0.7, seed=3)
    scene.answer(1, None, 30, 3, 0.8)
    snapshot = made(scene)
    assert [cell(snapshot, one).response_rate for one in scene.communes] == [0.5, 0.3]
    assert cell(snapshot).response_rate == 0.4


def test_what_came_from_an_office_weighs_by_the_dossiers_it_stands_for(scene: Crossing) -> None:
    """Share and variance of who only resolves, from the single answers of two offices."""
    for commune, (on_time, late) in zip(scene.communes, ((300, 100), (3000, 400)), strict=True):
        count_dossiers(commune, {ON_TIME: on_time, LATE: late})
        issue(scene.round, commune, {ON_TIME: 50, LATE: 50})
    rows, weights = [], []
    for number, dossiers in enumerate(({ON_TIME: 300, LATE: 100}, {ON_TIME: 3000, LATE: 400})):
        scene.answer(number, None, 20, 3, 0.9, ON_TIME, seed=1)
        scene.answer(number, None, 20, 1, 0.4, LATE, seed=2)
        for key, a_day, seed in ((ON_TIME, 2, 3), (LATE, 1, 4)):
            some = scene.answer(number, scene.justice, 20, a_day, 0.7, key, seed=seed)
            rows += some
            answered = {ON_TIME: 100, LATE: 40}[key]
            weights += [dossiers[key] / answered] * len(some)
    y, w = good_of(levels_of(scene, rows))[:, 1:], np.array(weights)
    found = cell(made(scene), scene.justice)
    shares = np.nansum(w[:, None] * y, axis=0) / (w[:, None] * ~np.isnan(y)).sum(axis=0)
    design = Design(w, [row["month"] for row in rows], [row["cluster_id"] for row in rows])
    variance = linearised_variance(item_mean_influence(y, w), design)
    assert found.n == len(rows) == 120
    assert found.share == pytest.approx(shares.mean(), abs=1e-12)
    assert found.variance == pytest.approx(variance.value, rel=1e-9)
    assert found.df == variance.df


def test_an_office_that_also_resolves_for_another_keeps_the_gain_of_its_own_weights(
    scene: Crossing,
) -> None:
    """Its own answers leave residuals on its classes; those from elsewhere are taken as they are."""
    first, second = scene.communes
    count_dossiers(first, {ON_TIME: 900, LATE: 300})
    count_dossiers(second, {ON_TIME: 300, LATE: 100})
    for commune in scene.communes:
        issue(scene.round, commune, {ON_TIME: 50, LATE: 50})
    scene.answer(0, None, 20, 3, 0.9, ON_TIME)
    scene.answer(0, None, 20, 1, 0.4, LATE, seed=2)
    came = scene.answer(0, second, 20, 1, 0.6, LATE, seed=3)
    own = [
        *scene.answer(1, None, 20, 3, 0.9, ON_TIME, seed=4),
        *scene.answer(1, None, 20, 1, 0.5, LATE, seed=5),
    ]
    sent = scene.answer(1, scene.justice, 20, 1, 0.3, LATE, seed=6)
    found = cell(made(scene), second)
    rows, n_own = [*own, *sent, *came], len(own) + len(sent)
    y = good_of(levels_of(scene, rows))
    y[len(own) : n_own, 1] = np.nan  # resolved elsewhere
    y[n_own:, 0] = np.nan  # received elsewhere
    # Dossiers for each answer, over those for each answer of its own office and classes.
    fitted = np.array([300 / 60] * 60 + [100 / 40] * 40) * (100 / 400)
    from_first = (300 / 40) * (100 / 400) * np.ones(20)
    w = np.concatenate([fitted, from_first])
    u = item_mean_influence(y, w)
    classes = np.array([ON_TIME] * 60 + [LATE] * 40)
    u[:n_own] = calibrated_residuals(u[:n_own], np.ones(n_own), [classes])
    design = Design(w, [row["month"] for row in rows], [row["cluster_id"] for row in rows])
    variance = linearised_variance(u, design)
    shares = np.nansum(w[:, None] * y, axis=0) / (w[:, None] * ~np.isnan(y)).sum(axis=0)
    assert (found.n, found.resolved_count) == (120, 20)
    assert found.share == pytest.approx(shares.mean(), abs=1e-12)
    assert found.variance == pytest.approx(variance.value, rel=1e-9)


# --- what stays as it was -----------------------------------------------------------------------


def two_answered(words: tuple[str, ...], resolver: Any = None) -> tuple[Crossing, IndexSnapshot]:
    scene = Crossing(words=words)
    count_dossiers(scene.communes[0], {ON_TIME: 300, LATE: 100})
    issue(scene.round, scene.communes[0], {ON_TIME: 50, LATE: 50})
    for number in (0, 1):
        scene.answer(number, None, 30, 3, 0.9, ON_TIME)
        other = resolver(scene) if resolver else None
        scene.answer(number, other, 30, 2, 0.5, LATE, seed=2)
    return scene, made(scene)


def plain(snapshot: IndexSnapshot, scope: str = "") -> list[Any]:
    """All cells (of one scope) without ids, which differ between two worlds."""
    names = [one for one in (*CELL_COLUMNS, *LATER_COLUMNS) if one != "agency_id"]
    return [
        [getattr(one, name) for name in names]
        for one in list_cells(snapshot.id)
        if scope in ("", one.scope)
    ]


def test_the_province_counts_every_answer_once_whoever_resolved(db: Any) -> None:
    crossed = two_answered(WORDS, lambda scene: scene.justice)[1]
    assert cell(crossed).n == 300
    assert plain(crossed, "province") == plain(two_answered(WORDS)[1], "province")


@pytest.mark.parametrize("words", [WORDS, ("both",) * 3, ("resolving",) * 3])
def test_where_nobody_resolved_elsewhere_nothing_depends_on_whom_an_item_rates(
    db: Any, words: tuple[str, ...]
) -> None:
    assert plain(two_answered(words)[1]) == plain(two_answered(("receiving",) * 3)[1])


def test_items_that_rate_who_received_are_counted_as_if_nobody_else_had_resolved(db: Any) -> None:
    words = ("receiving",) * 3
    crossed = two_answered(words, lambda scene: scene.justice)[1]
    assert plain(crossed) == plain(two_answered(words)[1])


def test_a_part_of_the_receiving_office_is_not_elsewhere(db: Any) -> None:
    def centre(scene: Crossing) -> Any:
        parent = scene.communes[len(list_of_centres)]
        list_of_centres.append(parent)
        return make_agency("Trung tâm", parent_id=parent.id, counts_for_parent=True)

    list_of_centres: list[Any] = []
    crossed = two_answered(WORDS, centre)[1]
    assert plain(crossed) == plain(two_answered(WORDS)[1])


def test_the_rounds_owner_gets_no_figure_and_the_receiving_office_not_its_items(
    scene: Crossing,
) -> None:
    part = make_agency("Chi cục Văn thư", parent_id=scene.owner.id, counts_for_parent=True)
    scene.answer(0, None, 30, 3, 0.9)
    scene.answer(0, scene.owner, 30, 2, 0.1, seed=2)
    scene.answer(0, part, 30, 1, 0.1, seed=3)
    scene.answer(1, None, 30, 3, 0.8)
    snapshot = made(scene)
    assert scene.owner.id not in {one.agency_id for one in list_cells(snapshot.id)}
    counts = [cell(snapshot, scene.communes[0], "item", f"item_{n}").n_valid for n in (1, 2, 3)]
    assert counts[1] <= 90 < 150 < counts[0]
    assert cell(snapshot).n == 270


def test_who_resolves_is_known_only_once_the_class_is_fixed(scene: Crossing) -> None:
    """Until then an answer counts for the receiving office."""
    scene.answer(0, None, 30, 3, 0.9)
    scene.answer(1, None, 30, 3, 0.9)
    scene.answer(0, scene.justice, 30, 2, 0.5, seed=2, is_fixed=False)
    snapshot = made(scene)
    assert scene.justice.id not in {one.agency_id for one in list_cells(snapshot.id)}


def test_what_was_answered_anew_or_left_out_leaves_both_figures(scene: Crossing) -> None:
    scene.answer(0, None, 30, 3, 0.9)
    scene.answer(1, None, 30, 3, 0.9)
    rows = scene.answer(0, scene.justice, 30, 2, 0.5, seed=2)
    supersede(scene.round.id, rows[0]["id"], rows[1]["id"])
    case = make_case(scene.communes[0].id)
    leave_out(scene.round.id, scene.communes[0].id, case.id, [row["id"] for row in rows[2:22]])
    snapshot = made(scene)
    assert [cell(snapshot, one).n for one in (scene.communes[0], scene.justice)] == [129, 39]
    beside = [cell(snapshot, one, "left_out").n for one in (scene.communes[0], scene.justice)]
    assert beside == [149, 59]
    assert cell(snapshot, None, "left_out").n == 239
