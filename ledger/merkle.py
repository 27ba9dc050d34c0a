"""The tree of RFC 9162 (the same as RFC 6962): hashes, proofs, and how they are checked. Pure.

A leaf is SHA-256(0x00 || data), a node SHA-256(0x01 || left || right). Trees too large to be held are read
through `Subtrees`, which fetches blocks of 256 neighbours; what is stored is said in `ledger.models`.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence

SPAN_BITS = 8  # of every eighth level the hashes are stored
SPAN = 1 << SPAN_BITS
HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()
# fetch(level, first, last): stored hashes of complete subtrees of 2^level leaves, first ≤ index < last
Fetch = Callable[[int, int, int], Sequence[bytes]]


def hash_leaf(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def hash_node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def split_point(size: int) -> int:
    """The largest power of two smaller than `size` (≥ 2)."""
    return 1 << (size - 1).bit_length() - 1


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over leaf (or subtree) hashes; any number of them."""
    level = list(hashes)
    if not level:
        return EMPTY_ROOT
    while len(level) > 1:
        odd = [level.pop()] if len(level) % 2 else []
        level = [hash_node(*pair) for pair in zip(level[::2], level[1::2], strict=True)] + odd
    return level[0]


def complete_subtrees(start: int, end: int) -> Iterator[tuple[int, int]]:
    """(height, index) of the complete subtrees of which [start, end) consists, from left to right."""
    while start < end:
        height = (end - start).bit_length() - 1
        if start:
            height = min(height, (start & -start).bit_length() - 1)
        yield height, start >> height
        start += 1 << height


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """The leaf ranges whose hashes prove leaf `index`, from the leaf upwards."""
    ranges = []
    start, end = 0, size
    while end - start > 1:
        middle = start + split_point(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def consistency_ranges(first: int, second: int) -> list[tuple[int, int]]:
    """The leaf ranges whose hashes prove that the tree of `first` leaves is the beginning of `second`."""
    ranges: list[tuple[int, int]] = []
    start, end, is_whole = 0, second, True
    while first != end:
        middle = start + split_point(end - start)
        if first <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start, is_whole = middle, False
    return ([] if is_whole else [(start, end)]) + ranges[::-1]


class Subtrees:
    """Hashes of any range of a stored tree; every block of 256 is fetched once."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._blocks: dict[tuple[int, int], Sequence[bytes]] = {}

    def _stored(self, level: int, index: int, count: int) -> Sequence[bytes]:
        """`count` neighbours within one block."""
        block = index >> SPAN_BITS
        if (level, block) not in self._blocks:
            first = block << SPAN_BITS
            self._blocks[level, block] = self._fetch(level, first, first + SPAN)
        at = index & (SPAN - 1)
        return self._blocks[level, block][at : at + count]

    def _complete(self, height: int, index: int) -> bytes:
        level = height - height % SPAN_BITS
        count = 1 << height - level
        found = self._stored(level, index * count, count)
        if len(found) != count:
            raise LookupError(f"hashes of level {level} are missing at {index * count}")
        return root_of(found)

    def range_hash(self, start: int, end: int) -> bytes:
        """The hash of [start, end), which is a subtree of some tree; [0, n) is the root of size n."""
        parts = [self._complete(*one) for one in complete_subtrees(start, end)]
        if not parts:
            return EMPTY_ROOT
        found = parts.pop()
        while parts:
            found = hash_node(parts.pop(), found)
        return found

    def root(self, size: int) -> bytes:
        return self.range_hash(0, size)

    def inclusion(self, index: int, size: int) -> list[bytes]:
        if not 0 <= index < size:
            raise ValueError("no such leaf in a tree of this size")
        return [self.range_hash(*one) for one in inclusion_ranges(index, size)]

    def consistency(self, first: int, second: int) -> list[bytes]:
        if not 0 < first <= second:
            raise ValueError("sizes must be 0 < first ≤ second")
        return [self.range_hash(*one) for one in consistency_ranges(first, second)]


class Growth:
    """Adds leaves to a tree; `made` collects (level, index, hash) of the stored subtrees they complete."""

    def __init__(self, size: int, fetch: Fetch) -> None:
        self.size = size
        self._fetch = fetch
        self._tails: dict[int, list[bytes]] = {}
        self.made: list[tuple[int, int, bytes]] = []

    def add(self, leaf: bytes) -> None:
        self._add(0, self.size, leaf)
        self.size += 1

    def _add(self, level: int, index: int, found: bytes) -> None:
        if level:
            self.made.append((level, index, found))
        first = index - index % SPAN
        if level not in self._tails:
            self._tails[level] = list(self._fetch(level, first, index)) if first < index else []
        tail = self._tails[level]
        tail.append(found)
        if len(tail) == SPAN:
            self._tails[level] = []
            self._add(level + SPAN_BITS, index >> SPAN_BITS, root_of(tail))


def _are_hashes(*values: bytes) -> bool:
    return all(len(one) == HASH_BYTES for one in values)


def _climb(at: int, last: int, path: Sequence[bytes]) -> list[tuple[bool, bytes]] | None:
    """(stands on the left, hash) for each step from a node upwards; None for a path of wrong length."""
    steps = []
    for one in path:
        if last == 0:
            return None
        is_left = at & 1 == 1 or at == last
        steps.append((is_left, one))
        while is_left and not at & 1 and at:
            at, last = at >> 1, last >> 1
        at, last = at >> 1, last >> 1
    return steps if last == 0 else None


def proves_inclusion(
    index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes
) -> bool:
    """RFC 9162, 2.1.3.2."""
    if not (0 <= index < size and _are_hashes(leaf, root, *path)):
        return False
    steps = _climb(index, size - 1, path)
    if steps is None:
        return False
    found = leaf
    for is_left, one in steps:
        found = hash_node(one, found) if is_left else hash_node(found, one)
    return found == root


def proves_consistency(
    first: int, second: int, first_root: bytes, second_root: bytes, path: Sequence[bytes]
) -> bool:
    """RFC 9162, 2.1.4.2; a first size of 0 is refused, for everything extends an empty tree."""
    if not (0 < first <= second and _are_hashes(first_root, second_root, *path)):
        return False
    if first == second:
        return not path and first_root == second_root
    start, *rest = [first_root, *path] if first & (first - 1) == 0 else [*path] or [b""]
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    steps = _climb(at, last, rest)
    if steps is None:
        return False
    old = new = start
    for is_left, one in steps:
        old = hash_node(one, old) if is_left else old
        new = hash_node(one, new) if is_left else hash_node(new, one)
    return old == first_root and new == second_root
