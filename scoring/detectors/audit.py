"""Telephone checks of dossiers drawn by lot: which ones, and what the calls say (trust.md 3.2.6).

Plain integers in, plain floats out; nobody's answers are asked for, only whether they answered.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from scipy.special import bdtr

SIGNIFICANT = 0.01  # one-sided
CONFIDENCE = 0.95


@dataclass(frozen=True)
class CallTest:
    """`p_value`: chance of so few answering dossiers among those reached if all used codes were honest.

    `most_fraud`: upper 95 % limit of the share of reached dossiers with a false answer (zero-defect form);
    59 clean calls give 5 %, 299 give 1 %.
    """

    reached: int
    answered: int
    expected_share: float
    p_value: float
    defects: int
    most_fraud: float

    @property
    def is_striking(self) -> bool:
        return self.p_value < SIGNIFICANT


def draw(seed: str, day_sizes: Mapping[int, int], count: int) -> list[tuple[int, int]]:
    """(ordinal of the day, place 1… within it) of `count` dossiers, all of them where there are fewer.

    Those with the smallest SHA-256 of "seed day place": anybody who knows the seed draws the same ones.
    The result is in the order in which they are to be called.
    """
    everything = [
        (hashlib.sha256(f"{seed} {day} {place}".encode()).digest(), day, place)
        for day, size in sorted(day_sizes.items())
        for place in range(1, size + 1)
    ]
    return [(day, place) for _, day, place in sorted(everything)[:count]]


def call_test(reached: int, answered: int, defects: int, used: int, issued: int) -> CallTest:
    """`answered` of the `reached` say they answered; `used` of `issued` codes say so.

    `defects`: calls in which somebody else had answered for the person. Raises ValueError when more
    answered than were reached.
    """
    if answered > reached or defects > reached:
        raise ValueError("more than were reached")
    share = used / issued if issued else 0.0
    p_value = float(bdtr(answered, reached, min(share, 1.0))) if reached and share else 1.0
    return CallTest(reached, answered, share, p_value, defects, upper_limit(defects, reached))


def upper_limit(defects: int, reached: int) -> float:
    """Exact (Clopper–Pearson) one-sided upper limit; 1 where nobody was reached."""
    if defects >= reached:
        return 1.0
    low, high = defects / reached, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if bdtr(defects, reached, middle) > 1 - CONFIDENCE:
            low = middle
        else:
            high = middle
    return high
