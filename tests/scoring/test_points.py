"""Figures into points, totals, classes and ranks of a scorecard."""

from decimal import Decimal

import pytest

from scoring.points import (
    ClassLimit,
    Line,
    Points,
    class_of,
    earned,
    exactly,
    is_near_boundary,
    part_earned,
    percent_of_possible,
    rank_intervals,
    total,
)
from tests.scoring.reading import numbers, read_rows

LINE = {"by": "linear", "from": 50, "to": 90}
DAYS = {"by": "linear", "from": 30, "to": 5}
STEPS = {"by": "steps", "steps": [[90, 1.0], [80, 0.7], [60, 0.4]]}
LATE = {"by": "steps", "steps": [[5, 1.0], [10, 0.5]], "at_most": True}
CLASSES = [
    ClassLimit("good", 90),
    ClassLimit("fair", 70),
    ClassLimit("middling", 50),
    ClassLimit("weak", 0),
]
PISA = read_rows("ranks/pisa2018_math_csranks.csv")


@pytest.mark.parametrize(
    ("figure", "conversion", "part", "why"),
    [
        (50, LINE, 0.0, "where the line begins"),
        (70, LINE, 0.5, "half way"),
        (95, LINE, 1.0, "beyond the end no more than all"),
        (12, LINE, 0.0, "before the start nothing, never less"),
        (17.5, DAYS, 0.5, "fewer days are better"),
        (90, STEPS, 1.0, "a step is reached at its limit"),
        (89.99, STEPS, 0.7, "and not a hair below it"),
        (59, STEPS, 0.0, "below all steps"),
        (5, LATE, 1.0, "at most"),
        (10.5, LATE, 0.0, "more than the last step allows"),
        (100, {"by": "pass", "at": 100}, 1.0, "passed"),
        (99.9, {"by": "pass", "at": 100}, 0.0, "not passed"),
        (3, {"by": "pass", "at": 3, "at_most": True}, 1.0, "at most three"),
    ],
)
def test_a_figure_earns_its_part(figure: float, conversion: dict, part: float, why: str) -> None:
    assert part_earned(figure, conversion) == pytest.approx(part), why


def test_nonsense_conversions_are_refused() -> None:
    with pytest.raises(ValueError, match="equal"):
        part_earned(1, {"by": "linear", "from": 5, "to": 5})
    with pytest.raises(ValueError, match="no conversion"):
        part_earned(1, {"by": "magic"})


def test_both_ends_of_the_interval_are_converted() -> None:
    assert earned(80, LINE, 20, 74, 86) == Points(15, 12, 18)
    fewer = earned(10, DAYS, 10, 5, 15)
    assert (fewer.low, fewer.value, fewer.high) == (pytest.approx(6), pytest.approx(8), 10)


def test_what_stayed_out_is_neither_zero_nor_an_average() -> None:
    scored = [Line("points", 60, exactly(45)), Line("points", 20, exactly(0))]
    assert total([*scored, Line("points", 20, None)]) == (exactly(45), 80)
    assert total([*scored, Line("points", 20, exactly(0))]) == (exactly(45), 100)


def test_bonus_adds_deduction_takes_off_and_intervals_add_up_the_worst_way() -> None:
    lines = [
        Line("points", 100, Points(70, 65, 75)),
        Line("bonus", 5, exactly(5)),
        Line("deduction", 10, Points(4, 2, 6)),
    ]
    assert total(lines) == (Points(71, 64, 78), 100)


def test_deductions_end_at_zero_and_an_agency_without_any_criterion_has_no_points() -> None:
    assert total([Line("points", 10, exactly(1)), Line("deduction", 9, exactly(9))]) == (
        exactly(0.0),
        10,
    )
    assert total([Line("points", 10, None), Line("bonus", 5, exactly(5))]) == (None, 0.0)


def test_the_class_is_read_from_the_percentage_that_is_shown() -> None:
    assert percent_of_possible(44.998, 50) == Decimal("90.00")
    assert class_of(percent_of_possible(44.998, 50), CLASSES) == "good"
    assert class_of(percent_of_possible(44.99, 50), CLASSES) == "fair"
    assert class_of(Decimal("12"), CLASSES[:2]) == ""


def test_a_class_whose_interval_reaches_into_another_is_marked() -> None:
    assert is_near_boundary(Points(88, 86, 91), 100, CLASSES)
    assert not is_near_boundary(Points(80, 75, 85), 100, CLASSES)
    assert is_near_boundary(Points(70, 69.99, 70), 100, CLASSES)


def test_ranks_without_intervals_are_places_and_equal_ones_share_theirs() -> None:
    values = [80.0, 90.0, 80.0, 70.0]
    assert rank_intervals(values, values, values) == [(2, 3), (1, 1), (2, 3), (4, 4)]
    assert rank_intervals([50.0], [40.0], [60.0]) == [(1, 1)]
    with pytest.raises(ValueError, match="lengths"):
        rank_intervals([1.0], [1.0], [])


def test_vague_points_leave_all_places_open() -> None:
    assert rank_intervals([60.0, 62.0, 64.0], [40.0] * 3, [90.0] * 3) == [(1, 3)] * 3


def test_ranks_hold_those_of_csranks_on_pisa_and_are_hardly_wider() -> None:
    """Marginal sets of csranks (simulated quantile): ours contain each and differ by few places."""
    score, error = numbers(PISA, "math_score"), numbers(PISA, "math_se")
    half = 1.959963984540054 * error
    found = rank_intervals(list(score), list(score - half), list(score + half))
    wider = 0
    for (best, worst), low, high in zip(
        found, numbers(PISA, "marg_nostep_L"), numbers(PISA, "marg_nostep_U"), strict=True
    ):
        assert best <= low
        assert worst >= high
        wider += int(low - best + worst - high)
    assert wider / len(found) <= 1.5
