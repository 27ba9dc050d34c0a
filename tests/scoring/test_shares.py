"""Shares and mean scores: the ministry's published tables, aggregates, skipped answers."""

import numpy as np
import pytest

from scoring.rounding import round_half_up
from scoring.shares import (
    aggregate_mean_score,
    aggregate_share,
    combine_dimensions,
    item_mean_scores,
    item_shares,
    sums_from_answers,
    sums_from_level_counts,
)

# Published by the ministry: policy has 32 items (8 x 4), service 19. The 2023 figures follow from
# the published changes, so one hundredth more may be lost in rounding.
PUBLISHED = [
    ("cả nước 2024", 83.84, 84.09, 83.94, "83.93"),
    ("cả nước 2023", 82.49, 82.97, 82.66, "82.67"),
    ("Hà Nội 2024", 86.51, 86.49, 86.50, "86.50"),
    ("Hà Nội 2023", 83.46, 83.72, 83.57, "83.56"),
]


@pytest.mark.parametrize(
    ("case", "policy", "service", "published", "ours"), PUBLISHED, ids=[p[0] for p in PUBLISHED]
)
def test_equal_weight_per_item_fits_the_ministrys_published_tables(
    case: str, policy: float, service: float, published: float, ours: str
) -> None:
    overall = combine_dimensions([policy, service], [32, 19])
    assert str(round_half_up(overall, 2)) == ours
    # The printed parts are themselves rounded by up to 0.005.
    assert abs(overall - published) <= 0.015
    if case != "Hà Nội 2024":
        assert abs((policy + service) / 2 - published) > abs(overall - published)


ANSWERS = np.array(
    [
        # two items; 0 is "không có ý kiến" or blank
        [5, 4],
        [4, 0],
        [3, 0],
        [1, 2],
        [0, 0],
    ]
)


def test_skipped_answers_leave_numerator_and_denominator() -> None:
    sums = sums_from_answers(ANSWERS)
    assert sums.valid.tolist() == [4, 2]
    assert item_shares(sums).tolist() == [0.5, 0.5]
    assert item_mean_scores(sums).tolist() == [3.25, 3.0]


def test_which_levels_satisfy_is_an_argument() -> None:
    assert item_shares(sums_from_answers(ANSWERS, [5])).tolist() == [0.25, 0.0]
    assert item_shares(sums_from_answers(ANSWERS, [3, 4, 5])).tolist() == [0.75, 0.5]


def test_mean_of_items_and_pooled_answers_differ_when_an_item_is_skipped() -> None:
    answers = np.array([[5, 1], [5, 0], [4, 0], [1, 0]])
    sums = sums_from_answers(answers)
    assert aggregate_share(sums, "item_mean") == pytest.approx((0.75 + 0) / 2)
    assert aggregate_share(sums, "pooled") == pytest.approx(3 / 5)
    assert aggregate_mean_score(sums, "item_mean") == pytest.approx((3.75 + 1) / 2)
    assert aggregate_mean_score(sums, "pooled") == pytest.approx(16 / 5)


def test_the_overall_item_stands_alone() -> None:
    one = sums_from_answers(ANSWERS[:, 1:])
    assert aggregate_share(one, "overall_item") == 0.5
    with pytest.raises(ValueError, match="exactly one item"):
        aggregate_share(sums_from_answers(ANSWERS), "overall_item")


def test_an_item_nobody_answered_is_not_a_zero() -> None:
    answers = np.array([[5, 0], [4, 0]])
    sums = sums_from_answers(answers)
    assert np.isnan(item_shares(sums)[1])
    assert aggregate_share(sums) == 1.0
    assert np.isnan(aggregate_share(sums_from_answers(np.zeros((3, 2), int))))


def test_items_may_weigh_by_group() -> None:
    answers = np.array([[5, 5, 1], [5, 1, 1]])
    sums = sums_from_answers(answers)
    # Two dimensions, of two items and of one, each counting one half.
    assert aggregate_share(sums, "item_mean", [1, 1, 2]) == pytest.approx((1 + 0.5) / 2 / 2)


def test_answers_and_counts_per_level_give_the_same_sums() -> None:
    answers = np.random.default_rng(2).integers(0, 6, (500, 4))
    counts = np.stack([(answers == level).sum(axis=0) for level in range(1, 6)], axis=-1)
    one, other = sums_from_answers(answers), sums_from_level_counts(counts)
    for a, b in ((one.valid, other.valid), (one.satisfied, other.satisfied)):
        assert a == pytest.approx(b)
    assert one.levels == pytest.approx(other.levels)


def test_weights_count_people_not_answers() -> None:
    sums = sums_from_answers(np.array([[5], [1]]), weights=[3.0, 1.0])
    assert item_shares(sums).tolist() == [0.75]


@pytest.mark.parametrize("wrong", [[[-1]], [1, 2]])
def test_nonsense_answers_are_refused(wrong: list[object]) -> None:
    with pytest.raises(ValueError, match="answers"):
        sums_from_answers(wrong)
