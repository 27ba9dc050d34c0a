"""From packed answers to counts: what a row of cluster_tally holds, computed with numpy.

The seven columns of a question are level 1…5, none, blank. A rating counts its levels and «không có ý
kiến» (none); a single choice counts option 1…5 in the levels and any later option in none; several
choices count how often option 1…5 was ticked, none is the responses that ticked a later one; a number
counts in level 1 that it was given. The key "*" counts in level 1 the responses with a valid rating of
at least one item of the index, "*section" those of one section; the others are blank. Where another
body resolved, "<*" and ">*" (and "<*section", ">*section") count the same of those items alone that
count for who received, and of those that count for who resolved.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from surveys.models import WHOLE, Standing
from surveys.packing import NO_OPINION, slots
from surveys.queries.tallies import AnswerRow
from surveys.questionnaire_content import MULTIPLE, NUMBER, RATING, Content, Question
from surveys.rules.credit import RECEIVING, RESOLVING, SIDES, counts_for

Ints = NDArray[np.int64]
COLUMNS = ("level_1", "level_2", "level_3", "level_4", "level_5", "none_count", "blank_count")
LEVELS, NONE, BLANK = 5, 5, 6
MARKS = {RECEIVING: "<", RESOLVING: ">"}


class ClusterKey(NamedTuple):
    """What a group of responses has in common."""

    agency_id: int
    channel: str
    month: int
    iso_week: int
    cluster_id: int
    standing: str = Standing.COUNTED
    class_key: str = ""
    resolving_agency_id: int = 0


@dataclass
class TallyBlock:
    """Counts of G groups: `responses` and `seen` (G,), `counts` question key → (G, 7), `places`.

    `seen` counts the responses and what was noted about them when they were read.
    """

    keys: list[ClusterKey]
    places: list[int | None]
    responses: Ints
    seen: Ints
    counts: dict[str, Ints]

    def rows(self, round_id: int) -> Iterator[dict[str, Any]]:
        """As rows of cluster_tally; a question that no response of a group was asked has no row.

        Of superseded responses nothing is said but that they were seen.
        """
        is_gone = np.array([key.standing == Standing.SUPERSEDED for key in self.keys], bool)
        is_own = np.array([not key.resolving_agency_id for key in self.keys], bool)
        for question, counts in self.counts.items():
            is_whole = question == WHOLE
            kept = counts.any(axis=1) if is_whole else counts.any(axis=1) & ~is_gone
            if question[0] in MARKS.values():
                kept &= ~is_own
            for group in np.flatnonzero(kept).tolist():
                responses, found = int(self.responses[group]), counts[group].tolist()
                if is_gone[group]:
                    responses, found = 0, [0] * len(COLUMNS)
                yield (
                    {"round_id": round_id, **self.keys[group]._asdict()}
                    | dict(zip(COLUMNS, found, strict=True))
                    | {"question_key": question, "place_id": self.places[group]}
                    | {"response_count": responses}
                    | {"seen_count": int(self.seen[group]) if is_whole else 0}
                )


def section_key(key: str) -> str:
    """The question_key under which a section's answered responses are counted."""
    return f"{WHOLE}{key}"


def side_key(side: str, key: str = "") -> str:
    """As `section_key` (or of the whole), of the items that count for one side."""
    return f"{MARKS[side]}{WHOLE}{key}"


def items_by_key(content: Content, by_side: bool) -> dict[str, list[str]]:
    """question_key of the whole, of each section, and of both by side → the items of the index in it."""
    spans = {"": list(content.index_questions)}
    for section in content.sections:
        items = [one for one in section.questions if one in spans[""]]
        if items:
            spans[section.key] = items
    found = {section_key(key): [one.key for one in items] for key, items in spans.items()}
    for side in SIDES if by_side else ():
        for key, items in spans.items():
            chosen = [one.key for one in items if counts_for(one.rated, side)]
            found |= {side_key(side, key): chosen} if chosen else {}
    return found


def tally(rows: Iterable[Sequence[AnswerRow]], contents: Mapping[int, Content]) -> TallyBlock:
    """Counts of chunks of responses; memory grows with the groups, not with the responses."""
    groups: dict[ClusterKey, int] = {}
    places: dict[int, int | None] = {}
    counts: dict[str, Ints] = {}
    responses, seen = np.zeros(0, np.int64), np.zeros(0, np.int64)
    for chunk in rows:
        group = np.array(
            [groups.setdefault(ClusterKey(*row[:8]), len(groups)) for row in chunk], np.int64
        )
        for code, row in zip(group.tolist(), chunk, strict=True):
            places[code] = larger_place(places.get(code), row.place_id)
        responses = _grown(responses, len(groups))
        responses += np.bincount(group, minlength=len(groups))
        seen = _grown(seen, len(groups))
        np.add.at(seen, group, [row.seen for row in chunk])
        for key, found in _count_chunk(chunk, group, len(groups), contents):
            counts[key] = _grown(counts.get(key, np.zeros((0, 7), np.int64)), len(groups))
            counts[key] += found
    return TallyBlock(
        list(groups),
        [places[code] for code in range(len(groups))],
        responses,
        seen,
        {key: _grown(one, len(groups)) for key, one in counts.items()},
    )


def _count_chunk(
    chunk: Sequence[AnswerRow], group: Ints, groups: int, contents: Mapping[int, Content]
) -> Iterator[tuple[str, Ints]]:
    """(question key, counts (groups, 7)) for each version answered in the chunk."""
    versions = np.array([row.questionnaire_version_id for row in chunk])
    by_side = any(row.resolving_agency_id for row in chunk)
    for version in np.unique(versions).tolist():
        chosen = np.flatnonzero(versions == version)
        packed = b"".join(chunk[one].answers for one in chosen.tolist())
        found = count_answers(contents[version], packed, group[chosen], groups, by_side)
        yield from found.items()


def larger_place(one: int | None, other: int | None) -> int | None:
    """A cluster has one place; where an import has none for some, the known one stands for all."""
    return max(one or 0, other or 0) or None


def merge(blocks: Sequence[TallyBlock]) -> TallyBlock:
    """Blocks over the same groups (several questionnaire versions of a round) as one."""
    groups: dict[ClusterKey, int] = {}
    codes = [
        np.array([groups.setdefault(key, len(groups)) for key in block.keys], np.int64)
        for block in blocks
    ]
    places: list[int | None] = [None] * len(groups)
    responses, seen = np.zeros(len(groups), np.int64), np.zeros(len(groups), np.int64)
    counts: dict[str, Ints] = {}
    for block, code in zip(blocks, codes, strict=True):
        np.add.at(responses, code, block.responses)
        np.add.at(seen, code, block.seen)
        for place, found in zip(block.places, code.tolist(), strict=True):
            places[found] = larger_place(places[found], place)
        for key, values in block.counts.items():
            sums = counts.setdefault(key, np.zeros((len(groups), 7), np.int64))
            np.add.at(sums, code, values)
    return TallyBlock(list(groups), places, responses, seen, counts)


def count_answers(
    content: Content, packed: bytes, group: Ints, groups: int, by_side: bool = False
) -> dict[str, Ints]:
    """Counts (groups, 7) per question of packed answers laid end to end, `group` (n,) of each."""
    layout = slots(content)
    width = sum(one for _, one in layout.values())
    answers = np.frombuffer(packed, np.uint8).reshape(len(group), width)
    counted = {}
    for question in content.questions:
        if question.key in layout:
            offset, size = layout[question.key]
            values = answers[:, offset : offset + size]
            counted[question.key] = _count_question(question, values, group, groups)
    valid = {
        question.key: _is_level(answers[:, layout[question.key][0]])
        for question in content.index_questions
    }
    nobody = np.zeros(len(group), bool)
    for name, items in items_by_key(content, by_side).items():
        answered = np.logical_or.reduce([nobody, *(valid[one] for one in items)])
        counted[name] = _given(answered, group, groups)
    return counted


def _count_question(
    question: Question, values: NDArray[np.uint8], group: Ints, groups: int
) -> Ints:
    if question.type == NUMBER:
        return _given((values != np.array([128, 0, 0, 0])).any(axis=1), group, groups)
    if question.type == MULTIPLE:
        return _ticked(values[:, 0].astype(np.int64) << 8 | values[:, 1], group, groups)
    return _by_column(_columns_of(question, values[:, 0]), group, groups)


def _columns_of(question: Question, values: NDArray[np.uint8]) -> Ints:
    """Which of the seven columns each value (n,) of a rating or single choice counts in."""
    if question.type != RATING:
        return np.where(values == 0, BLANK, np.minimum(values.astype(np.int64) - 1, NONE))
    if not (_is_level(values) | (values == 0) | (values == NO_OPINION)).all():
        raise ValueError(f"a stored answer of {question.key} is no level of the scale")
    column = np.where(values == NO_OPINION, NONE, values.astype(np.int64) - 1)
    return np.where(values == 0, BLANK, column)


def _is_level(values: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return (values >= 1) & (values <= LEVELS)


def _by_column(column: Ints, group: Ints, groups: int) -> Ints:
    return np.bincount(group * 7 + column, minlength=groups * 7).reshape(groups, 7)


def _given(given: NDArray[np.bool_], group: Ints, groups: int) -> Ints:
    return _by_column(np.where(given, 0, BLANK), group, groups)


def _ticked(bits: Ints, group: Ints, groups: int) -> Ints:
    counts = np.zeros((groups, 7), np.int64)
    flags = [bits >> option & 1 for option in range(LEVELS)] + [bits >> LEVELS > 0, bits == 0]
    for column, flag in enumerate(flags):
        counts[:, column] = np.bincount(group[flag.astype(bool)], minlength=groups)
    return counts


def _grown(counts: Ints, groups: int) -> Ints:
    missing = groups - len(counts)
    return np.concatenate([counts, np.zeros((missing, *counts.shape[1:]), np.int64)])
