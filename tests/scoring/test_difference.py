"""Differences against Newcombe's printed cases; p-values and Holm."""

import numpy as np
import pytest

from scoring import intervals
from scoring.difference import Estimate, difference, holm, newcombe_interval, t_p_value
from tests.scoring.reading import read_rows


@pytest.mark.parametrize(
    "row",
    read_rows("intervals/newcombe1998_difference_method10.csv"),
    ids=lambda row: "{x1}of{n1}-{x2}of{n2}".format(**row),
)
def test_method_ten_equals_newcombes_printed_table(row: dict[str, str]) -> None:
    x1, n1, x2, n2 = (float(row[c]) for c in ("x1", "n1", "x2", "n2"))
    low, high = newcombe_interval(
        x1 / n1, intervals.wilson(x1 / n1, n1), x2 / n2, intervals.wilson(x2 / n2, n2)
    )
    printed = [float(row[f"m10_{side}_printed"]) for side in ("low", "high")]
    computed = [float(row[f"calc_{side}"]) for side in ("low", "high")]
    assert (low, high) == pytest.approx(printed, abs=0.5e-4)
    assert (low, high) == pytest.approx(computed, abs=1e-9)


def test_a_change_comes_with_interval_df_and_p_value() -> None:
    before = Estimate(p=0.80, variance=0.0004, df=20, low=0.755, high=0.840)
    after = Estimate(p=0.88, variance=0.0003, df=30, low=0.840, high=0.912)
    change = difference(after, before)
    assert change.value == pytest.approx(0.08)
    assert change.df == pytest.approx(0.0007**2 / (0.0003**2 / 30 + 0.0004**2 / 20))
    assert change.low == pytest.approx(0.08 - np.hypot(0.04, 0.04))
    assert change.high == pytest.approx(0.08 + np.hypot(0.032, 0.045))
    # t = 3.0237 on 44.55 df.
    assert change.p_value == pytest.approx(0.00413, abs=2e-5)
    back = difference(before, after)
    assert (back.low, back.high) == pytest.approx((-change.high, -change.low))
    assert back.p_value == pytest.approx(change.p_value)


def test_without_variance_or_df_there_is_no_p_value() -> None:
    assert np.isnan(t_p_value(0.1, 0.0, 10))
    assert np.isnan(t_p_value(0.1, 0.01, 0))
    assert t_p_value(0.0, 0.01, 10) == pytest.approx(1.0)


def test_holm_equals_r_p_adjust() -> None:
    # p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") in R.
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    with_gap = holm([0.01, np.nan, 0.6, 0.7])
    assert with_gap[[0, 2, 3]] == pytest.approx([0.03, 1.0, 1.0])
    assert np.isnan(with_gap[1])
