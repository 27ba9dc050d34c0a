"""The tallies of a round as arrays, one row a cluster: what every figure is made from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scoring.arrays import FloatArray, IntArray, as_floats, joint_codes
from scoring.clusters import Calibration, ClusterTotals
from scoring.shares import sums_from_level_counts
from surveys.models import WHOLE, Standing
from surveys.questionnaire_content import Content
from surveys.rules.credit import ITSELF, RESOLVING, SIDES, Credit
from surveys.tallies import section_key, side_key

LEVELS = 5
WORDS = ("channel", "standing", "class_key", "question_key")


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
    """G clusters by dossier class: codes and counts (G,), `levels` (G, J, 5).

    `answered`: "" or section → (G,).

    `agencies` are the bodies that received: a centre's answers are its parent's. `resolvers` are the other
    bodies credited (`rules.credit`: ITSELF, NOBODY or an id) and `answered_by_side` what `answered` is with
    the items of one side alone. `left_out` marks answers that people set aside or excluded. Counts are of
    answers as they are; `weights` come on top. `credited` says which rows came from another office.
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
    classes: NDArray[np.str_]
    left_out: NDArray[np.bool_]
    resolvers: IntArray
    answered_by_side: Mapping[str, Mapping[str, FloatArray]] = field(default_factory=dict)
    credited: NDArray[np.bool_] | None = None
    weights: FloatArray | None = None
    calibration: Calibration | None = None

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
            classes=self.classes[chosen],
            left_out=self.left_out[chosen],
            resolvers=self.resolvers[chosen],
            answered_by_side={
                side: {key: one[chosen] for key, one in found.items()}
                for side, found in self.answered_by_side.items()
            },
            credited=None if self.credited is None else self.credited[chosen],
            weights=None,
            calibration=None,
        )

    def in_channels(self, channels: Sequence[str]) -> "Frame":
        return self.only(np.isin(self.channels, channels))

    def counted(self) -> "Frame":
        """Without what was left out."""
        return self.only(~self.left_out) if self.left_out.any() else self

    @cached_property
    def totals(self) -> ClusterTotals:
        return replace(self.totals_by(self.agencies), calibration=self.calibration)

    def totals_by(self, groups: IntArray) -> ClusterTotals:
        """Cluster totals with another grouping than agencies (G,).

        Weights were fitted to whole agencies: inside a part of one they are taken as they are.
        """
        return ClusterTotals(
            agencies=groups,
            strata=self.months,
            responses=self.responses,
            items=sums_from_level_counts(self.levels, self.satisfied_levels),
            clusters=self.clusters,
            weights=self.weights,
        )


@dataclass(frozen=True)
class TallyColumns:
    """Columns of cluster_tally, one entry a row; `words` says what the codes of a column mean."""

    arrays: Mapping[str, IntArray]
    words: Mapping[str, tuple[str, ...]]

    def __getitem__(self, name: str) -> IntArray:
        return self.arrays[name]

    def code(self, column: str, word: str) -> int:
        """The code of a word; -1, which no row has, when the word never occurs."""
        known = self.words[column]
        return known.index(word) if word in known else -1


def read_columns(
    names: Sequence[str], chunks: Iterable[Sequence[Sequence[object]]]
) -> TallyColumns:
    """Rows of cluster_tally as arrays; words become codes, so a row takes some fifty bytes.

    Codes follow the words' own order: in whichever order rows come, sums are added up alike to the last bit.
    """
    words: dict[str, dict[str, int]] = {name: {} for name in names if name in WORDS}
    parts: dict[str, list[IntArray]] = {name: [] for name in names}
    for chunk in chunks:
        for place, name in enumerate(names):
            values: list[object] = [row[place] for row in chunk]
            if name in words:
                known = words[name]
                values = [known.setdefault(str(one), len(known)) for one in values]
            kind = np.int64 if name == "cluster_id" else np.int32
            parts[name].append(np.array(values, dtype=kind))
    empty = [np.zeros(0, np.int32)]
    arrays: dict[str, IntArray] = {name: np.concatenate(parts.pop(name) or empty) for name in names}
    ordered = {name: tuple(sorted(found)) for name, found in words.items()}
    for name, found in words.items():
        ranks = {word: rank for rank, word in enumerate(ordered[name])}
        codes = arrays[name]
        arrays[name] = np.array([ranks[word] for word in found], codes.dtype)[codes]
    return TallyColumns(arrays, ordered)


def build_frame(
    columns: TallyColumns,
    items: Items,
    satisfied_levels: tuple[int, ...],
    parent_of: Mapping[int, int],
    credit: Credit | None = None,
) -> Frame:
    """One row a cluster, class, standing and resolver; questions outside the index are left out."""
    agencies = columns["agency_id"].astype(np.int64)
    for child, parent in parent_of.items():
        agencies = np.where(agencies == child, parent, agencies)
    resolvers = _resolvers(agencies, columns["resolving_agency_id"], credit or Credit())
    channels, months = columns["channel"], columns["month"].astype(np.int64)
    standings, classes = columns["standing"], columns["class_key"]
    codes, count = joint_codes(
        [agencies, channels, months, columns["cluster_id"], standings, classes, resolvers]
    )
    first = np.zeros(count, np.int64)
    first[codes] = np.arange(len(codes))
    wanted = {"": WHOLE, **{key: section_key(key) for key in items.sections}}
    return Frame(
        items=items,
        satisfied_levels=satisfied_levels,
        agencies=agencies[first],
        channels=np.array(columns.words["channel"], dtype=str)[channels[first]],
        months=months[first],
        clusters=columns["cluster_id"][first],
        responses=_summed(columns, "response_count", codes, WHOLE, count),
        levels=_levels(columns, codes, items.keys, count),
        answered={
            key: _summed(columns, "level_1", codes, name, count) for key, name in wanted.items()
        },
        classes=np.array(columns.words["class_key"], dtype=str)[classes[first]],
        left_out=standings[first] == columns.code("standing", Standing.LEFT_OUT),
        resolvers=resolvers[first],
        answered_by_side=_answered_by_side(columns, codes, items, count),
    )


def _resolvers(agencies: IntArray, resolving: IntArray, credit: Credit) -> IntArray:
    """Who else is credited for each row (G,), by the rule; asked once for each pair of agencies."""
    found = np.full(len(agencies), ITSELF, np.int64)
    others = np.flatnonzero(resolving)
    pairs, codes = np.unique(
        np.stack([agencies[others], resolving[others]]), axis=1, return_inverse=True
    )
    credited = [credit.resolver(office, other) for office, other in pairs.T.tolist()]
    found[others] = np.array(credited, np.int64)[codes.reshape(-1)]
    return found


def _answered_by_side(
    columns: TallyColumns, codes: IntArray, items: Items, count: int
) -> dict[str, dict[str, FloatArray]]:
    """Nothing where no row has another resolver than its office."""
    if columns.code("question_key", side_key(RESOLVING)) < 0:
        return {}
    return {
        side: {
            key: _summed(columns, "level_1", codes, side_key(side, key), count)
            for key in ("", *items.sections)
        }
        for side in SIDES
    }


def _summed(
    columns: TallyColumns, name: str, codes: IntArray, question: str, count: int
) -> FloatArray:
    """Sums (G,) of a column over the rows of one question."""
    chosen = columns["question_key"] == columns.code("question_key", question)
    return as_floats(np.bincount(codes[chosen], columns[name][chosen].astype(float), count))


def _levels(
    columns: TallyColumns, codes: IntArray, keys: tuple[str, ...], count: int
) -> FloatArray:
    levels = np.zeros((count, len(keys), LEVELS))
    for item, key in enumerate(keys):
        for level in range(LEVELS):
            levels[:, item, level] = _summed(columns, f"level_{level + 1}", codes, key, count)
    return levels
