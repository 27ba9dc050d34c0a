"""Pure arithmetic of weights: how much each source counts in what a successor inherits."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

TRANSACTION_DAYS = 365


def year_before(day: date) -> tuple[date, date]:
    """The days [first, end) whose transactions weigh a reorganisation that took effect on `day`."""
    return day - timedelta(days=TRANSACTION_DAYS), day


def source_weights(
    shares: Mapping[int, float], transactions: Mapping[int, int]
) -> list[tuple[int, float]]:
    """(agency id, weight), by id, weights adding up to 1.

    `shares` is the part of each source's past that came over; a source weighs that part of its
    transactions. When one source has none on record nobody can weigh by them: then by the parts alone.
    """
    known = all(transactions.get(one, 0) > 0 for one in shares)
    sizes = {
        one: share * (transactions[one] if known else 1) for one, share in sorted(shares.items())
    }
    whole = sum(sizes.values())
    return [(one, size / whole) for one, size in sizes.items()] if whole else []


def proposed_parts(receivers: Sequence[int], transactions: Mapping[int, int]) -> list[float]:
    """Weights of a split nobody gave: by the transactions of the receivers, or even parts.

    They add up to 1 exactly as far as six decimals can say it: the last takes the rest.
    """
    counts = [transactions.get(one, 0) for one in receivers]
    usable = all(counts)
    sizes = counts if usable else [1] * len(receivers)
    weights = [round(size / sum(sizes), 6) for size in sizes[:-1]]
    return [*weights, round(1 - sum(weights), 6)]
