"""Which comments say nearly the same: character n-grams of text without diacritics, deterministic.

Polite openings and closings are left out. Texts with the same fingerprint fall together first. Of what is
left, a text joins the first leader (in a fixed order) whose cosine similarity reaches the threshold;
comparing with leaders only keeps a chain of small differences from tying far ends together. Only texts
about one provision, with one stance, and with the same numbers and negations are compared.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from feedback.queries.groups import GroupedText
from feedback.rules.groups import sense_mark, without_courtesies

THRESHOLD = 0.82
_BLOCK = 256  # leaders compared at once: bounds the memory of one product
_SHORTEST = 12  # letters: shorter texts («Đồng ý») are alike only when they are equal

Told = Callable[[int], None]


@dataclass
class Grouping:
    """`joined`: existing group id → further comments; `made`: (provision, comments) of new groups."""

    joined: dict[int, list[int]] = field(default_factory=dict)
    made: list[tuple[int | None, list[int]]] = field(default_factory=list)


@dataclass
class _Unit:
    """Comments with one and the same text."""

    text: str
    fingerprint: bytes
    comment_ids: list[int]
    group_id: int | None


def find_groups(comments: Sequence[GroupedText], told: Told = lambda _done: None) -> Grouping:
    """Groups for comments that have none; those that have one only lead. `told` hears how many are done."""
    found = Grouping()
    done = 0
    for provision_id, units in _buckets(_without_lone(comments)):
        for members in _clusters(units):
            _keep(found, provision_id, members)
        done += sum(len(unit.comment_ids) for unit in units)
        told(done)
    return found


def _without_lone(comments: Sequence[GroupedText]) -> list[GroupedText]:
    """A group of one is a comment that an officer took out: it neither leads nor follows."""
    sizes = Counter(one.group_id for one in comments)
    return [one for one in comments if one.group_id is None or sizes[one.group_id] > 1]


def _buckets(comments: Sequence[GroupedText]) -> Iterator[tuple[int | None, list[_Unit]]]:
    """(provision, its units with one stance and one sense), in a fixed order."""
    buckets: dict[Any, dict[Any, _Unit]] = defaultdict(dict)
    for one in comments:
        text = without_courtesies(one.text)
        key = (one.provision_id or 0, one.stance, sense_mark(one.text))
        same = (one.fingerprint, one.group_id)
        unit = buckets[key].setdefault(same, _Unit(text, one.fingerprint, [], one.group_id))
        unit.comment_ids.append(one.comment_id)
    for key in sorted(buckets):
        yield key[0] or None, list(buckets[key].values())


def _keep(found: Grouping, provision_id: int | None, members: list[_Unit]) -> None:
    free = sorted(one for unit in members if unit.group_id is None for one in unit.comment_ids)
    group_id = next((unit.group_id for unit in members if unit.group_id is not None), None)
    if not free:
        return
    if group_id is not None:
        found.joined.setdefault(group_id, []).extend(free)
    elif len(free) > 1:
        found.made.append((provision_id, free))


def _clusters(units: list[_Unit]) -> Iterator[list[_Unit]]:
    """Existing groups lead, then the most frequent text, then the alphabet."""
    units = sorted(
        units, key=lambda unit: (unit.group_id or 2**31, -len(unit.comment_ids), unit.text)
    )
    leads = _equal_ones(units)
    _follow_alike(units, leads)
    by_leader: dict[int, list[_Unit]] = defaultdict(list)
    for number, unit in enumerate(units):
        by_leader[leads[leads[number]]].append(unit)
    yield from by_leader.values()


def _equal_ones(units: list[_Unit]) -> list[int]:
    """For each unit the first one with the same fingerprint (itself, mostly)."""
    first: dict[bytes, int] = {}
    return [first.setdefault(unit.fingerprint, number) for number, unit in enumerate(units)]


def _follow_alike(units: list[_Unit], leads: list[int]) -> None:
    """Lets every unit that still leads itself follow the first leader it is alike enough to."""
    long_enough = [
        number
        for number, unit in enumerate(units)
        if leads[number] == number and len(unit.text) >= _SHORTEST
    ]
    if len(long_enough) < 2:
        return
    vectors = _vectors([units[number].text for number in long_enough])
    waiting = list(range(len(long_enough)))
    while waiting:
        block, rest = waiting[:_BLOCK], waiting[_BLOCK:]
        followers = _alike(vectors, block, waiting)
        taken: set[int] = set()
        for leader in block:
            if leader in taken:
                continue
            for one in followers[leader]:
                if one > leader and one not in taken:
                    taken.add(one)
                    leads[long_enough[one]] = long_enough[leader]
        waiting = [one for one in rest if one not in taken]


def _vectors(texts: list[str]) -> Any:
    """Unit vectors of n-gram counts; without document frequencies, so that how alike two texts are does

    not hang on what others wrote.
    """
    import numpy
    from sklearn.feature_extraction.text import TfidfVectorizer  # only the worker pays for it

    vectorizer = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), use_idf=False, dtype=numpy.float32
    )
    return vectorizer.fit_transform(texts).tocsr()


def _alike(vectors: Any, block: list[int], waiting: list[int]) -> dict[int, list[int]]:
    """For each of the block those of the waiting ones that reach the threshold, in order."""
    product = (vectors[block] @ vectors[waiting].T).tocsr()
    found: dict[int, list[int]] = {}
    for row, leader in enumerate(block):
        low, high = product.indptr[row], product.indptr[row + 1]
        near = product.data[low:high] >= THRESHOLD
        found[leader] = sorted(waiting[column] for column in product.indices[low:high][near])
    return found
