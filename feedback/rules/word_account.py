"""Whether a reviewed tree still has every word of the file it was read from, in order."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from feedback.provisions import Node
from feedback.rules.word_changes import Run, RunKind, word_changes


class Standing(StrEnum):
    SAME = "same"
    REORDERED = "reordered"  # the same words, not all where they were
    DIFFERS = "differs"


@dataclass(frozen=True)
class Account:
    """`differences` are stretches with a few kept words around each; at most `_MOST` of them."""

    standing: Standing
    word_count: int
    read_count: int
    difference_count: int = 0
    differences: tuple[tuple[Run, ...], ...] = ()


_MOST = 30
_AROUND = 5  # kept words shown on either side


def account(read: Node, now: Node) -> Account:
    """`read` is the tree as it came from the file, `now` the one under review."""
    old, new = read.words(), now.words()
    if old == new:
        return Account(Standing.SAME, len(new), len(old))
    if Counter(old) == Counter(new):
        return Account(Standing.REORDERED, len(new), len(old))
    found = _stretches(word_changes(" ".join(old), " ".join(new)))
    return Account(Standing.DIFFERS, len(new), len(old), len(found), tuple(found[:_MOST]))


def _stretches(runs: list[Run]) -> list[tuple[Run, ...]]:
    found: list[list[Run]] = []
    last: Run | None = None
    for run in runs:
        if run.kind == RunKind.KEPT:
            if found:
                found[-1].append(Run(RunKind.KEPT, _first(run.text)))
            last = run
            continue
        if last is not None or not found:
            lead = [Run(RunKind.KEPT, _last(last.text))] if last else []
            found.append(lead)
            last = None
        found[-1].append(run)
    return [tuple(one) for one in found]


def _first(text: str) -> str:
    words = text.split()
    return " ".join(words[:_AROUND]) + (" …" if len(words) > _AROUND else "")


def _last(text: str) -> str:
    words = text.split()
    return ("… " if len(words) > _AROUND else "") + " ".join(words[-_AROUND:]) + " "
