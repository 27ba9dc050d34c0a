"""Answers stand for the dossiers of their class; what cannot be matched is said, never half done."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.weights import Margin, post_stratify
from surveys.reports.computing.weighting import Weighting, fit_classes, fit_weights
from surveys.rules.dossier_classes import collapse_week, parts_of

ON_TIME, LATE = "land|on_time|counter", "land|late|counter"
ONLINE = "land|on_time|online"


def weighted(answered: dict[str, int], weights: dict[str, float]) -> dict[str, float]:
    return {key: count * weights[key] for key, count in answered.items()}


def test_every_class_gets_the_share_of_its_dossiers() -> None:
    answered, dossiers = {ON_TIME: 40, LATE: 10}, {ON_TIME: 300, LATE: 200}
    fitted = fit_classes(answered, dossiers)
    assert fitted.how == Weighting.POST_STRATIFIED
    assert weighted(answered, fitted.weights) == pytest.approx({ON_TIME: 30, LATE: 20})


def test_it_is_the_post_stratification_of_single_answers() -> None:
    answered, dossiers = {ON_TIME: 37, LATE: 12, ONLINE: 11}, {ON_TIME: 90, LATE: 60, ONLINE: 50}
    codes = np.repeat([0, 1, 2], [37, 12, 11])
    single = post_stratify(np.full(60, 200 / 60), Margin(codes, np.array([90.0, 60, 50])))
    fitted = fit_classes(answered, dossiers)
    found = [fitted.weights[key] for key in (ON_TIME, LATE, ONLINE)]
    assert found == pytest.approx((single[[0, 37, 49]] * 60 / 200).tolist())


@pytest.mark.parametrize(
    ("answered", "how", "kept"),
    [
        ({ON_TIME: 30, LATE: 12, ONLINE: 9}, Weighting.COLLAPSED, "without the filing mode"),
        ({ON_TIME: 30, LATE: 9, ONLINE: 30}, Weighting.RAKED, "late is never left out"),
        ({ON_TIME: 30, ONLINE: 30}, Weighting.NO_FIT, "nobody speaks for the late"),
    ],
)
def test_small_classes_are_joined_in_the_published_order(
    answered: dict[str, int], how: Weighting, kept: str
) -> None:
    dossiers = {ON_TIME: 300, LATE: 100, ONLINE: 200}
    fitted = fit_classes(answered, dossiers)
    assert fitted.how == how, kept
    if how == Weighting.COLLAPSED:
        assert fitted.weights[ON_TIME] == fitted.weights[ONLINE]
    if how != Weighting.NO_FIT:
        sums = weighted(answered, fitted.weights)
        assert sums[LATE] / sum(sums.values()) == pytest.approx(1 / 6)


def test_an_agency_without_dossier_counts_stays_unweighted_and_says_so() -> None:
    fitted = fit_classes({ON_TIME: 50}, {})
    assert (fitted.how, fitted.weights) == (Weighting.NO_DOSSIERS, {})


def test_codes_that_tell_no_class_leave_the_answers_unweighted_and_it_is_said() -> None:
    fitted = fit_classes({"other": 30, "||": 20, "": 5}, {"other": 300})
    assert (fitted.how, fitted.weights) == (Weighting.NO_CLASSES, {})


def test_answers_of_small_classes_stand_for_the_dossiers_of_small_classes() -> None:
    answered, dossiers = {ON_TIME: 30, "other": 10, "": 10}, {ON_TIME: 300, "other": 100}
    fitted = fit_classes(answered, dossiers)
    assert fitted.how == Weighting.POST_STRATIFIED
    assert fitted.weights["other"] == fitted.weights[""] == pytest.approx(50 * 0.25 / 20)


def test_a_week_joins_the_classes_of_which_fewer_than_ten_codes_were_issued() -> None:
    found = collapse_week({ON_TIME: 50, LATE: 12, ONLINE: 20}, {ON_TIME: 50, LATE: 9, ONLINE: 10})
    assert found == {ON_TIME: 50, "other": 12, ONLINE: 20}


CLASSES = [f"{f}|{late}|{m}" for f in "ab" for late in ("on_time", "late") for m in ("x", "y")]
SIZES = st.dictionaries(st.sampled_from([*CLASSES, "other"]), st.integers(1, 60), min_size=1)


@given(SIZES, SIZES)
def test_whatever_comes_the_mean_weight_is_one_and_late_dossiers_weigh_what_they_are(
    answered: dict[str, int], dossiers: dict[str, int]
) -> None:
    fitted = fit_classes(answered, dossiers)
    if fitted.how in (Weighting.NO_FIT, Weighting.NO_DOSSIERS, Weighting.NO_CLASSES):
        assert fitted.weights == {}
        return
    sums = weighted(answered, fitted.weights)
    whole = sum(answered.values())
    assert sum(sums.values()) == pytest.approx(whole)
    assert all(weight > 0 for weight in fitted.weights.values())
    if "other" not in answered and set(answered) == set(dossiers):
        late = sum(count for key, count in dossiers.items() if parts_of(key).late == "late")
        reached = sum(count for key, count in sums.items() if parts_of(key).late == "late")
        assert reached / whole == pytest.approx(late / sum(dossiers.values()))


@given(st.lists(st.tuples(st.integers(1, 3), st.sampled_from(CLASSES), st.integers(0, 9))))
def test_agencies_are_weighted_each_by_itself(rows: list[tuple[int, str, int]]) -> None:
    agencies = np.array([row[0] for row in rows], np.int64)
    classes = np.array([row[1] for row in rows], dtype=str)
    sizes = np.array([row[2] for row in rows], float)
    population = {1: dict.fromkeys(CLASSES, 10), 2: {CLASSES[0]: 5}}
    found = fit_weights(agencies, classes, sizes, population)
    for agency in set(agencies[sizes > 0].tolist()):
        mine = agencies == agency
        alone = fit_weights(agencies[mine], classes[mine], sizes[mine], population)
        assert found.weights[mine].tolist() == alone.weights.tolist()
        assert found.how[agency] == alone.how[agency]
