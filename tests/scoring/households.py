"""Made-up answers of several agencies, and their cluster totals, for property tests."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from scoring.clusters import ClusterTotals
from scoring.shares import ItemSums

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Answers:
    """One row per response: agency, month, place x day, levels (n, J), 0 for no valid answer."""

    agency: Ints
    month: Ints
    cluster: Ints
    levels: Ints

    def satisfied(self) -> NDArray[np.float64]:
        """1 or 0 per answer, NaN where there is none."""
        return np.where(self.levels > 0, (self.levels >= 4).astype(float), np.nan)

    def of(self, agency: int) -> "Answers":
        mine = self.agency == agency
        return Answers(self.agency[mine], self.month[mine], self.cluster[mine], self.levels[mine])

    def totals(self, generator: np.random.Generator | None = None) -> ClusterTotals:
        """Totals with one row per cluster, in a random order when a generator is given."""
        key = np.stack([self.agency, self.month, self.cluster], axis=1)
        rows, which = np.unique(key, axis=0, return_inverse=True)
        if generator is not None:
            order = generator.permutation(len(rows))
            rows, which = rows[order], np.argsort(order)[which.reshape(-1)]
        which = which.reshape(-1)
        return ClusterTotals(
            agencies=rows[:, 0],
            strata=rows[:, 1],
            responses=np.bincount(which, minlength=len(rows)).astype(float),
            items=ItemSums(
                add_up(which, self.levels > 0, len(rows)),
                add_up(which, self.levels >= 4, len(rows)),
                add_up(which, self.levels, len(rows)),
            ),
        )


def add_up(which: Ints, values: NDArray[np.generic], count: int) -> NDArray[np.float64]:
    sums = np.zeros((count, values.shape[1]))
    np.add.at(sums, which, values.astype(float))
    return sums


def make_answers(
    seed: int, size: int = 300, agencies: int = 3, months: int = 3, days: int = 6, items: int = 4
) -> Answers:
    """Answers whose level depends on agency and day, with a tenth of them missing."""
    generator = np.random.default_rng(seed)
    agency = generator.integers(0, agencies, size)
    month = generator.integers(0, months, size)
    cluster = generator.integers(0, days, size)
    mood = generator.normal(0, 0.6, (agencies, months, days))[agency, month, cluster]
    raw = 3.9 + mood[:, None] + generator.normal(0, 1, (size, items))
    levels = np.clip(np.rint(raw), 1, 5).astype(np.int64)
    levels[generator.random((size, items)) < 0.1] = 0
    return Answers(agency, month, cluster, levels)


answers = st.builds(
    make_answers,
    seed=st.integers(0, 10_000),
    size=st.integers(1, 120),
    agencies=st.integers(1, 4),
    months=st.integers(1, 4),
    days=st.integers(1, 5),
    items=st.integers(1, 4),
)
