"""How alike two wordings are: the share of neighbouring word pairs they have in common."""

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, eq=False)
class Wording:
    """`text` is what must be equal to be the same; `pairs` are words with their neighbours."""

    text: str
    pairs: Counter[str]
    size: int

    @classmethod
    def of(cls, text: str) -> "Wording":
        words = _WORD.findall(text.lower())
        if len(words) < 2:
            pairs = Counter(words)
        else:
            pairs = Counter(f"{a} {b}" for a, b in itertools.pairwise(words))
        return cls(" ".join(text.split()), pairs, pairs.total())

    @classmethod
    def joined(cls, own: "Wording", below: Counter[str]) -> "Wording":
        pairs = own.pairs + below
        return cls(own.text, pairs, pairs.total())


def _common(one: Wording, other: Wording) -> int:
    small, large = (one, other) if len(one.pairs) <= len(other.pairs) else (other, one)
    return sum(min(count, large.pairs[pair]) for pair, count in small.pairs.items())


def likeness(one: Wording, other: Wording) -> float:
    """0 nothing in common … 1 the same pairs (Dice); two empty wordings are alike."""
    total = one.size + other.size
    return 2 * _common(one, other) / total if total else 1.0


def containment(part: Wording, whole: Wording) -> float:
    """The share of `part` that stands in `whole`."""
    return _common(part, whole) / part.size if part.size else 0.0


_COMMON = 25  # a pair that stands in more wordings than this tells nothing
_PROBES = 40
_NEAREST = 6


def rare_candidates(wanted: Sequence[Wording], offered: Mapping[int, Wording]) -> list[list[int]]:
    """For each wanted wording the few offered ones that share the most of its rare pairs.

    Looking only at rare pairs keeps the work far from every-with-every.
    """
    holders: dict[str, list[int]] = defaultdict(list)
    for index, wording in offered.items():
        for pair in wording.pairs:
            holders[pair].append(index)
    found = []
    for wording in wanted:
        known = [pair for pair in wording.pairs if len(holders.get(pair, ())) <= _COMMON]
        known = [pair for pair in known if pair in holders]
        known.sort(key=lambda pair: (len(holders[pair]), pair))
        votes = Counter(index for pair in known[:_PROBES] for index in holders[pair])
        ranked = sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))
        found.append([index for index, _ in ranked[:_NEAREST]])
    return found
