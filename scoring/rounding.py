"""Rounding for people: half up, once, at the very end, as a Decimal."""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

# Binary floating point leaves noise in the 16th digit (0.0725 x 100 is 7.249999999999999). It is
# swept away here, far below anything that is shown, so that a true half is seen as a half.
_NOISE = Decimal("1e-12")
_HUNDRED = Decimal(100)


def round_half_up(value: float | int | Decimal, decimals: int = 1) -> Decimal:
    """Round to `decimals` places, halves away from zero: 81.25 becomes Decimal("81.3").

    Raises ValueError for NaN and infinities, and for a negative number of decimals.
    """
    exact = _exact(value)
    return _half_up(exact, decimals)


def percent(share: float | int | Decimal, decimals: int = 1) -> Decimal:
    """A share between 0 and 1 as a percentage, rounded half up once."""
    exact = _exact(share) * _HUNDRED
    return _half_up(exact, decimals)


def percent_of(part: int, whole: int, decimals: int = 1) -> Decimal:
    """`part` of `whole` as a percentage, in exact integer arithmetic (no floating point)."""
    if whole <= 0 or decimals < 0:
        raise ValueError("a percentage needs a positive whole and decimals >= 0")
    scale = 10**decimals
    doubled = 2 * part * 100 * scale
    rounded = (abs(doubled) + whole) // (2 * whole)
    return Decimal(rounded if part >= 0 else -rounded).scaleb(-decimals)


def _exact(value: float | int | Decimal) -> Decimal:
    number = value if isinstance(value, Decimal) else Decimal(repr(value + 0))
    if not number.is_finite():
        raise ValueError("only a finite number can be rounded")
    return number


def _half_up(exact: Decimal, decimals: int) -> Decimal:
    if decimals < 0:
        raise ValueError("decimals must not be negative")
    swept = exact.quantize(_NOISE, rounding=ROUND_HALF_EVEN) if decimals < 12 else exact
    rounded = swept.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return rounded + 0  # turns -0.0 into 0.0
