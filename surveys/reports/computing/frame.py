"""The tallies of a round as arrays, one row a cluster: what every figure is made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scoring.arrays import FloatArray, IntArray, as_floats, joint_codes
from scoring.clusters import ClusterTotals
from scoring.shares import sums_from_level_counts
from surveys.models import WHOLE
from surveys.questionnaire_content import Content
from surveys.tallies import section_key

LEVELS = 5


@dataclass(frozen=True)
class Items:
    """The items of the index in order, and which of them make up each dimension."""

    keys: tuple[str, ...]
    sections: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, content: Content) -> "Items":
        keys = tuple(one.key for one in content.index_questions)
        place = {key: number for number, key in enumerate(keys)}
        sections = {
            section.key: tuple(place[one.key] for one in section.questions if one.key in place)
            for section in content.sections
        }
        return cls(keys, {key: found for key, found in sections.items() if found})


@dataclass(frozen=True)
class Frame:
    """G clusters: codes and counts (G,), `levels` (G, J, 5), `answered` "" or section → (G,).

    `agencies` are those the answers count for: a centre's are its parent's.
    """

    items: Items
    satisfied_levels: tuple[int, ...]
    agencies: IntArray
    channels: NDArray[np.str_]
    months: IntArray
    clusters: IntArray
    responses: FloatArray
    levels: FloatArray
    answered: Mapping[str, FloatArray]

    def only(self, chosen: NDArray[np.bool_]) -> "Frame":
        return replace(
            self,
            agencies=self.agencies[chosen],
            channels=self.channels[chosen],
            months=self.months[chosen],
            clusters=self.clusters[chosen],
            responses=self.responses[chosen],
            levels=self.levels[chosen],
            answered={key: one[chosen] for key, one in self.answered.items()},
        )

    def in_channels(self, channels: Sequence[str]) -> "Frame":
        return self.only(np.isin(self.channels, channels))

    @cached_property
    def totals(self) -> ClusterTotals:
        return self.totals_by(self.agencies)

    def totals_by(self, groups: IntArray) -> ClusterTotals:
        """Cluster totals with another grouping than agencies (G,)."""
        return ClusterTotals(
            agencies=groups,
            strata=self.months,
            responses=self.responses,
            items=sums_from_level_counts(self.levels, self.satisfied_levels),
            clusters=self.clusters,
        )


def build_frame(
    columns: Mapping[str, NDArray[np.generic]],
    items: Items,
    satisfied_levels: tuple[int, ...],
    parent_of: Mapping[int, int],
) -> Frame:
    """`columns` are those of cluster_tally, one entry a row; questions outside the index are left out."""
    agencies = columns["agency_id"].astype(np.int64)
    for child, parent in parent_of.items():
        agencies = np.where(agencies == child, parent, agencies)
    channels, channel_codes = np.unique(columns["channel"].astype(str), return_inverse=True)
    months, clusters = columns["month"].astype(np.int64), columns["cluster_id"].astype(np.int64)
    codes, count = joint_codes([agencies, channel_codes, months, clusters])
    first = np.zeros(count, np.int64)
    first[codes] = np.arange(len(codes))
    questions = columns["question_key"].astype(str)
    wanted = {"": WHOLE, **{key: section_key(key) for key in items.sections}}
    return Frame(
        items=items,
        satisfied_levels=satisfied_levels,
        agencies=agencies[first],
        channels=channels[channel_codes.reshape(-1)[first]],
        months=months[first],
        clusters=clusters[first],
        responses=_summed(columns["response_count"], codes, questions == WHOLE, count),
        levels=_levels(columns, codes, questions, items.keys, count),
        answered={
            key: _summed(columns["level_1"], codes, questions == name, count)
            for key, name in wanted.items()
        },
    )


def _summed(
    values: NDArray[np.generic], codes: IntArray, chosen: NDArray[np.bool_], count: int
) -> FloatArray:
    return as_floats(np.bincount(codes[chosen], values[chosen].astype(float), count))


def _levels(
    columns: Mapping[str, NDArray[np.generic]],
    codes: IntArray,
    questions: NDArray[np.str_],
    keys: tuple[str, ...],
    count: int,
) -> FloatArray:
    levels = np.zeros((count, len(keys), LEVELS))
    for item, key in enumerate(keys):
        chosen = questions == key
        for level in range(LEVELS):
            levels[:, item, level] = _summed(columns[f"level_{level + 1}"], codes, chosen, count)
    return levels
