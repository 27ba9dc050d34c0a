"""The array types and the few checks that every part of the arithmetic shares."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


def as_floats(values: ArrayLike) -> FloatArray:
    """The values as float64 (no copy when they already are)."""
    return np.asarray(values, dtype=np.float64)


def as_codes(values: ArrayLike) -> tuple[IntArray, int]:
    """Any labels as 0..K-1 in sorted order, and K."""
    labels, codes = np.unique(np.asarray(values), return_inverse=True)
    return codes.reshape(-1).astype(np.int64), len(labels)


def joint_codes(columns: Sequence[ArrayLike]) -> tuple[IntArray, int]:
    """Rows of several label columns as 0..K-1 in the columns' sorted order, and K."""
    codes, count = as_codes(columns[0])
    for column in columns[1:]:
        further, further_count = as_codes(column)
        codes, count = as_codes(codes * further_count + further)
    return codes, count


def sum_by(codes: IntArray, values: FloatArray, count: int) -> FloatArray:
    """Sums of `values` (R,) or (R, J) by code: (count,) or (count, J)."""
    if values.ndim == 1:
        return as_floats(np.bincount(codes, weights=values, minlength=count))
    sums = np.empty((count, values.shape[1]))
    for column in range(values.shape[1]):
        sums[:, column] = np.bincount(codes, weights=values[:, column], minlength=count)
    return sums


def check_lengths(expected: int, **columns: ArrayLike | None) -> None:
    """Raise ValueError, naming the column, when one has another length than expected."""
    for name, column in columns.items():
        if column is not None and np.shape(column)[0] != expected:
            raise ValueError(f"{name} has {np.shape(column)[0]} rows, expected {expected}")
