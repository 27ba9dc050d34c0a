"""What changed between two wordings, word by word, as people read it: kept, removed, added."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum


class RunKind(StrEnum):
    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Run:
    """Words in a row that share a fate, with the blanks after them."""

    kind: RunKind
    text: str


# A number with its points and slashes (1.500.000; 15/7) is one word; marks above letters stay with them.
_PIECES = re.compile(r"(\d+(?:[.,/]\d+)+|[\w\u0300-\u036f]+|[^\w\s])(\s*)")
_FEWEST_KEPT = 0.2  # below it two texts have nothing in common: one is shown struck out, one new
_WHOLE_STEPS = 400  # differences looked for in one go; with more the text is cut at its rare words
_PIECE_STEPS = 100

_Block = tuple[int, int, int]  # start in old, start in new, length


def word_changes(old: str, new: str) -> list[Run]:
    """Kept and added runs joined give `new`; kept and removed ones give `old` but for its blanks.

    The time grows with the length of the texts, not with its square: 20,000 words against others take
    about a second at worst. Blanks alone are no change.
    """
    old_pieces, new_pieces = _PIECES.findall(old), _PIECES.findall(new)
    old_words, new_words = [word for word, _ in old_pieces], [word for word, _ in new_pieces]
    blocks = _readable(_common_blocks(old_words, new_words), old_words, new_words)
    runs = []
    for kind, low, high in _spans(blocks, len(old_words), len(new_words)):
        pieces = old_pieces if kind == RunKind.REMOVED else new_pieces
        text = "".join(word + blank for word, blank in pieces[low:high])
        runs.append(Run(kind, text))
    return _with_lead(new, runs)


def is_unchanged(old: str, new: str) -> bool:
    """Whether both have the same words and marks in the same order."""
    return old.split() == new.split() or [word for word, _ in _PIECES.findall(old)] == [
        word for word, _ in _PIECES.findall(new)
    ]


def _with_lead(new: str, runs: list[Run]) -> list[Run]:
    """Blanks before the first word belong to no piece; they go to the first run that is in `new`."""
    lead = new[: len(new) - len(new.lstrip())]
    for index, run in enumerate(runs):
        if lead and run.kind != RunKind.REMOVED:
            runs[index] = Run(run.kind, lead + run.text)
            break
    return runs


def _spans(
    blocks: list[_Block], old_size: int, new_size: int
) -> Iterator[tuple[RunKind, int, int]]:
    """The runs as index ranges: kept and added ones in the new words, removed ones in the old."""
    old_at = new_at = 0
    for old_start, new_start, length in [*blocks, (old_size, new_size, 0)]:
        if old_start > old_at:
            yield RunKind.REMOVED, old_at, old_start
        if new_start > new_at:
            yield RunKind.ADDED, new_at, new_start
        if length:
            yield RunKind.KEPT, new_start, new_start + length
        old_at, new_at = old_start + length, new_start + length


def _common_blocks(old: Sequence[str], new: Sequence[str]) -> list[_Block]:
    """Equal stretches in order, neighbours joined."""
    joined: list[_Block] = []
    for old_at, new_at, length in _blocks(old, new, 0, 0, _WHOLE_STEPS):
        if joined and length:
            a, b, n = joined[-1]
            if a + n == old_at and b + n == new_at:
                joined[-1] = (a, b, n + length)
                continue
        if length:
            joined.append((old_at, new_at, length))
    return joined


def _blocks(
    old: Sequence[str], new: Sequence[str], old_base: int, new_base: int, steps: int
) -> Iterator[_Block]:
    head = _head_length(old, new)
    tail = _head_length(old[head:][::-1], new[head:][::-1])
    yield old_base, new_base, head
    old_middle, new_middle = old[head : len(old) - tail], new[head : len(new) - tail]
    if old_middle and new_middle:
        yield from _middle_blocks(old_middle, new_middle, old_base + head, new_base + head, steps)
    yield old_base + len(old) - tail, new_base + len(new) - tail, tail


def _middle_blocks(
    old: Sequence[str], new: Sequence[str], old_base: int, new_base: int, steps: int
) -> Iterator[_Block]:
    found = _shortest_edit(old, new, steps)
    if found is not None:
        for old_at, new_at in found:
            yield old_base + old_at, new_base + new_at, 1
    elif steps == _WHOLE_STEPS:  # too different for one go: cut at words that stand once in each
        old_from = new_from = 0
        for old_at, new_at in [*_anchors(old, new), (len(old), len(new))]:
            yield from _blocks(
                old[old_from:old_at],
                new[new_from:new_at],
                old_base + old_from,
                new_base + new_from,
                _PIECE_STEPS,
            )
            old_from, new_from = old_at, new_at


def _head_length(old: Sequence[str], new: Sequence[str]) -> int:
    length = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        length += 1
    return length


def _shortest_edit(
    old: Sequence[str], new: Sequence[str], steps: int
) -> list[tuple[int, int]] | None:
    """Pairs of equal words along the shortest way from old to new (E. Myers, 1986); None if too far."""
    reach = {1: 0}
    trail: list[dict[int, int]] = []
    for step in range(min(steps, len(old) + len(new)) + 1):
        trail.append(dict(reach))
        for line in range(-step, step + 1, 2):
            is_down = line == -step or (line != step and reach[line - 1] < reach[line + 1])
            at = reach[line + 1] if is_down else reach[line - 1] + 1
            while at < len(old) and at - line < len(new) and old[at] == new[at - line]:
                at += 1
            reach[line] = at
            if at >= len(old) and at - line >= len(new):
                return _walk_back(trail, len(old), len(new))
    return None


def _walk_back(trail: list[dict[int, int]], old_at: int, new_at: int) -> list[tuple[int, int]]:
    pairs = []
    for step in range(len(trail) - 1, -1, -1):
        reach, line = trail[step], old_at - new_at
        is_down = line == -step or (line != step and reach[line - 1] < reach[line + 1])
        before = line + 1 if is_down else line - 1
        old_before = reach[before] if step else 0
        new_before = old_before - before if step else 0
        while old_at > old_before and new_at > new_before:
            old_at, new_at = old_at - 1, new_at - 1
            pairs.append((old_at, new_at))
        old_at, new_at = old_before, new_before
    return pairs[::-1]


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """The longest row, rising in both, of words that stand exactly once in each text."""
    old_count, new_count = Counter(old), Counter(new)
    place = {word: index for index, word in enumerate(new) if new_count[word] == 1}
    pairs = [(i, place[w]) for i, w in enumerate(old) if old_count[w] == 1 and w in place]
    ends: list[int] = []
    best: list[int] = []
    previous: list[int] = []
    for index, (_, new_at) in enumerate(pairs):
        rank = bisect_left(ends, new_at)
        ends[rank : rank + 1], best[rank : rank + 1] = [new_at], [index]
        previous.append(best[rank - 1] if rank else -1)
    chain, at = [], best[-1] if best else -1
    while at >= 0:
        chain.append(pairs[at])
        at = previous[at]
    return chain[::-1]


def _readable(blocks: list[_Block], old: Sequence[str], new: Sequence[str]) -> list[_Block]:
    """Without the crumbs that only happen to be equal: a lone «và» between two rewritten stretches."""
    kept_words = sum(_word_count(new[b : b + n]) for _, b, n in blocks)
    if kept_words < _FEWEST_KEPT * max(_word_count(old), _word_count(new)):
        return []
    kept: list[_Block] = []
    for index, (old_at, new_at, length) in enumerate(blocks):
        old_from, new_from = _end(kept[-1]) if kept else (0, 0)
        after = blocks[index + 1][:2] if index + 1 < len(blocks) else (len(old), len(new))
        before_size = max(old_at - old_from, new_at - new_from)
        after_size = max(after[0] - old_at - length, after[1] - new_at - length)
        words = _word_count(new[new_at : new_at + length])
        if words > 1 or min(before_size, after_size) < 2 * words + 1:
            kept.append((old_at, new_at, length))
    return kept


def _end(block: _Block) -> tuple[int, int]:
    return block[0] + block[2], block[1] + block[2]


def _word_count(words: Sequence[str]) -> int:
    return sum(1 for word in words if word[0].isalnum())
