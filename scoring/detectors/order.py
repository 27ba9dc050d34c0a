"""In what order answers come: equal ones side by side (dup), contented ones in clumps (run)."""

import numpy as np
from numpy.typing import NDArray

from scoring.arrays import FloatArray
from scoring.detectors.permutation import Moments, equal_neighbours, like_neighbours, z_of

DUP_LAGS = 3
RUN_LAGS = 5


def dup_day(levels: NDArray[np.int8]) -> Moments:
    """Equal answer vectors (n, items), in the order they came, at lags 1 to 3."""
    if len(levels) < 4:
        return Moments(0.0, 0.0, 0.0)
    rows = np.ascontiguousarray(levels).view(f"V{levels.shape[1]}").ravel()
    codes = np.unique(rows, return_inverse=True)[1].reshape(-1).astype(np.int64)
    return equal_neighbours(codes, DUP_LAGS)


def run_day(shares: FloatArray) -> Moments:
    """Share of high levels of each response, in the order they came, at lags 1 to 5."""
    return like_neighbours(shares[~np.isnan(shares)], RUN_LAGS)


def clumping(days: Moments) -> float:
    """z of dup or run over a month; `days` holds the sums over its days, whose orders are independent."""
    return z_of(days)
