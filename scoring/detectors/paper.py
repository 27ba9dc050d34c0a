"""Paper forms: numbers that are missing, and forms keyed faster than a hand can turn pages."""

import numpy as np

from scoring.arrays import FloatArray

FASTEST = 30.0  # seconds a form
MISSING = 0.02
STREAK = 10


def fast_streak(seconds: FloatArray) -> int:
    """Most forms keyed one after the other with less than 30 s between two. `seconds` sorted."""
    longest = current = 0
    for gap in np.diff(seconds):
        current = current + 1 if gap < FASTEST else 0
        longest = max(longest, current)
    return longest + 1 if longest else 0


def missing_share(serials: int, missing: int) -> float:
    return missing / serials if serials > 0 else 0.0
