"""Half up, once, exactly."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.rounding import percent, percent_of, round_half_up


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (81.25, 1, "81.3"),  # Babel and round() say 81.2
        (81.35, 1, "81.4"),  # stored as 81.349999...
        (2.5, 0, "3"),
        (-2.5, 0, "-3"),
        (0.0, 1, "0.0"),
        (-0.04, 1, "0.0"),
        (99.95, 1, "100.0"),
        (83.93294, 2, "83.93"),
        (Decimal("81.25"), 1, "81.3"),
        (7, 1, "7.0"),
    ],
)
def test_halves_go_up(value: float, decimals: int, shown: str) -> None:
    assert str(round_half_up(value, decimals)) == shown


def test_a_share_that_floating_point_puts_just_below_a_half_still_goes_up() -> None:
    assert 0.0725 * 100 < 7.25
    assert percent(0.0725) == Decimal("7.3")
    assert percent(29 / 400) == Decimal("7.3")
    # The mean of two items, exactly 0.6235, comes out as 0.6234999999999999.
    assert percent((218 / 250 + 123 / 328) / 2) == Decimal("62.4")


@pytest.mark.parametrize("nonsense", [float("nan"), float("inf"), Decimal("NaN")])
def test_nonsense_is_not_rounded(nonsense: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        round_half_up(nonsense)


@given(st.integers(1, 10**7).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_percentages_of_counts_are_exact_and_equal_those_of_shares(pair: tuple[int, int]) -> None:
    part, whole = pair
    exact = Fraction(part * 100, whole)
    shown = percent_of(part, whole)
    assert -Fraction(1, 20) <= exact - Fraction(shown) < Fraction(1, 20)
    assert shown == percent(part / whole)


@given(st.floats(-1e6, 1e6), st.integers(0, 4))
def test_rounding_moves_by_at_most_half_a_step_and_is_stable(value: float, decimals: int) -> None:
    shown = round_half_up(value, decimals)
    step = Decimal(1).scaleb(-decimals)
    assert abs(Decimal(value) - shown) <= step / 2 + Decimal("1e-12")
    assert round_half_up(shown, decimals) == shown
    assert round_half_up(-value, decimals) == -shown
