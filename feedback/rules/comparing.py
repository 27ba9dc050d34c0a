"""What became of every provision from one version to the next; proposed here, decided by an officer.

First what is word for word the same, then what resembles most, from the largest unit to the smallest so
that a clause is looked for first where its article went; last what was joined into another.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from feedback.provisions import Node, ProvisionType
from feedback.rules.likeness import Wording, containment, likeness, rare_candidates
from feedback.rules.paths import assign_paths, number_slug
from feedback.rules.provision_heads import RANK


class Change(StrEnum):
    """What became of a provision from one version to the next."""

    KEPT = "kept"
    CHANGED = "changed"
    MOVED = "moved"
    MERGED = "merged"
    REMOVED = "removed"
    NEW = "new"


@dataclass(frozen=True)
class Piece:
    """A provision to compare: `parent` is its index in the same list; the list is in document order."""

    path: str
    type: str
    number: str
    title: str
    text: str
    parent: int | None = None

    def body(self) -> str:
        return f"{self.title} {self.text}".strip()


@dataclass(frozen=True)
class Proposal:
    """Indexes into the old and the new list; REMOVED has no new one, NEW no old one."""

    old: int | None
    new: int | None
    change: Change
    similarity: float = 0.0


LIKE_IN_PLACE = 0.4  # same number, same parent: less than this is another rule under an old number
LIKE_ELSEWHERE = 0.6
CONTAINED = 0.8
_SAME_PLACE = (
    0.25  # what the same number under the same parent adds to a likeness when candidates vie
)
_FEWEST_WORDS = 4  # shorter texts are alike by chance


def pieces_of(root: Node) -> list[Piece]:
    """All provisions of a tree, with the addresses that freezing will give them."""
    return [
        Piece(path, str(node.type), node.number, node.title, node.text, parent)
        for node, path, _depth, parent in assign_paths(root)
    ]


def compare(old: Sequence[Piece], new: Sequence[Piece]) -> list[Proposal]:
    """One proposal or more for every new provision, in their order; then the removed ones in theirs."""
    matching = _Matching(old, new)
    for step in sorted(set(matching.old_steps)):
        matching.take_exact(step)
        matching.take_alike(step)
    matching.take_exact(None)
    matching.take_merged()
    return matching.proposals()


@dataclass
class _Matching:
    old: Sequence[Piece]
    new: Sequence[Piece]
    to_new: dict[int, int] = field(default_factory=dict)
    to_old: dict[int, int] = field(default_factory=dict)
    similarity: dict[tuple[int, int], float] = field(default_factory=dict)
    merged: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self.old_steps, self.new_steps = _steps(self.old), _steps(self.new)
        self.old_words = [Wording.of(piece.body()) for piece in self.old]
        self.new_words = [Wording.of(piece.body()) for piece in self.new]
        self.old_whole = _with_children(self.old, self.old_words)
        self.new_whole = _with_children(self.new, self.new_words)

    def take(self, old: int, new: int, similarity: float) -> None:
        self.to_new[old], self.to_old[new] = new, old
        self.similarity[old, new] = similarity

    def take_exact(self, step: "_Step | None") -> None:
        """Equal wording: first under the same parent, then anywhere; `None` minds no kind."""
        for must_be_home in (True, False):
            free: dict[str, list[int]] = defaultdict(list)
            for index in self._free_new(step):
                free[self.new_words[index].text].append(index)
            for index in self._free_old(step):
                words = self.old_words[index]
                found = self._by_closeness(index, free.get(words.text, []))
                if must_be_home:
                    found = [one for one in found if self._is_same_place(index, one)]
                if found and (must_be_home or words.size >= _FEWEST_WORDS):
                    free[words.text].remove(found[0])
                    self.take(index, found[0], 1.0)

    def _by_closeness(self, old: int, news: list[int]) -> list[int]:
        """Equal texts stand in many places: those under the same parent, then those of like content."""
        if len(news) < 2:
            return news[:]
        return sorted(
            news,
            key=lambda new: (
                not self._is_same_home(old, new),
                -likeness(self.old_whole[old], self.new_whole[new]),
                new,
            ),
        )

    def take_alike(self, step: "_Step") -> None:
        """The most alike first; the same number under the same parent weighs, but does not decide."""
        pairs = sorted(self._pairs(step), key=lambda pair: (-pair[0], pair[1], pair[2]))
        for _weight, old, new, alike in pairs:
            if old not in self.to_new and new not in self.to_old:
                self.take(old, new, alike)

    def _pairs(self, step: "_Step") -> Iterator[tuple[float, int, int, float]]:
        olds, news = self._free_old(step), self._free_new(step)
        at_place = defaultdict(list)
        for new in news:
            at_place[self._new_place(new)].append(new)
        wanted = [self.old_whole[i] for i in olds]
        nearby = rare_candidates(wanted, {i: self.new_whole[i] for i in news})
        for old, near in zip(olds, nearby, strict=True):
            homes = at_place.get(self._old_place(old), [])
            for new in {*near, *homes}:
                alike = self._alike(old, new)
                in_place = new in homes
                if alike >= (LIKE_IN_PLACE if in_place else LIKE_ELSEWHERE):
                    yield alike + (_SAME_PLACE if in_place else 0.0), old, new, alike

    def _alike(self, old: int, new: int) -> float:
        """Own wording; with children, what they say counts as much."""
        own = likeness(self.old_words[old], self.new_words[new])
        if (
            self.old_whole[old] is self.old_words[old]
            and self.new_whole[new] is self.new_words[new]
        ):
            return own
        whole = likeness(self.old_whole[old], self.new_whole[new])
        return (own + whole) / 2 if self.old_words[old].size and self.new_words[new].size else whole

    def take_merged(self) -> None:
        """An old provision whose words stand inside a new one that says more than its origin did."""
        olds = [i for i in self._free_old() if self.old_words[i].size >= _FEWEST_WORDS]
        hosts = {i: words for i, words in enumerate(self.new_words) if words.size and self._grew(i)}
        nearby = rare_candidates([self.old_words[i] for i in olds], hosts)
        for old, near in zip(olds, nearby, strict=True):
            held = [(containment(self.old_words[old], self.new_words[n]), -n) for n in near]
            share, new = max(held, default=(0.0, 0))
            if share >= CONTAINED:
                self.merged[-new].append(old)
                self.similarity[old, -new] = likeness(self.old_words[old], self.new_words[-new])

    def _grew(self, new: int) -> bool:
        return new not in self.to_old or self.similarity[self.to_old[new], new] < 1

    def proposals(self) -> list[Proposal]:
        found: list[Proposal] = []
        for new in range(len(self.new)):
            origins = [*([self.to_old[new]] if new in self.to_old else []), *self.merged[new]]
            change = Change.MERGED if len(origins) > 1 else None
            for old in sorted(origins):
                one = change or self.kind_of(old, new)
                found.append(Proposal(old, new, one, round(self.similarity[old, new], 3)))
            if not origins:
                found.append(Proposal(None, new, Change.NEW))
        gone = set(self._free_old()) - {old for olds in self.merged.values() for old in olds}
        return [*found, *(Proposal(old, None, Change.REMOVED) for old in sorted(gone))]

    def kind_of(self, old: int, new: int) -> Change:
        if not self._is_same_home(old, new) or self._has_other_number(old, new):
            return Change.MOVED
        is_same = self.old_words[old].text == self.new_words[new].text
        return Change.KEPT if is_same else Change.CHANGED

    def _has_other_number(self, old: int, new: int) -> bool:
        return number_slug(self.old[old].number) != number_slug(self.new[new].number)

    def _is_same_home(self, old: int, new: int) -> bool:
        """Whether the parent is the one the old parent became; an article's chapter does not matter."""
        if self.old[old].type == self.new[new].type == ProvisionType.DIEU:
            return True
        home, new_home = self.old[old].parent, self.new[new].parent
        return (None if home is None else self.to_new.get(home, -1)) == new_home

    def _old_place(self, old: int) -> tuple[object, ...]:
        piece = self.old[old]
        home = piece.parent if piece.type != ProvisionType.DIEU else None
        return (
            None if home is None else self.to_new.get(home, -1),
            piece.type,
            number_slug(piece.number),
        )

    def _new_place(self, new: int) -> tuple[object, ...]:
        piece = self.new[new]
        home = piece.parent if piece.type != ProvisionType.DIEU else None
        return (home, piece.type, number_slug(piece.number))

    def _is_same_place(self, old: int, new: int) -> bool:
        return self._old_place(old) == self._new_place(new)

    def _free_old(self, step: "_Step | None" = None) -> list[int]:
        """Those of this step, or all, that have no counterpart yet."""
        steps = enumerate(self.old_steps)
        return [i for i, one in steps if i not in self.to_new and step in (None, one)]

    def _free_new(self, step: "_Step | None" = None) -> list[int]:
        """As above; how deep sections are nested may have changed."""
        steps = enumerate(self.new_steps)
        return [
            i for i, one in steps if i not in self.to_old and (step is None or step[0] == one[0])
        ]


_Step = tuple[int, int]  # the rank of a kind, and inside how many of the same rank it stands


def _steps(pieces: Sequence[Piece]) -> list[_Step]:
    found: list[_Step] = []
    for piece in pieces:
        rank = RANK[ProvisionType(piece.type)]
        home = found[piece.parent] if piece.parent is not None else (-1, 0)
        found.append((rank, home[1] + 1 if home[0] == rank else 0))
    return found


def _with_children(pieces: Sequence[Piece], words: Sequence[Wording]) -> list[Wording]:
    """The wording of every provision and all below it; the same object where nothing is below."""
    below: list[Counter[str] | None] = [None] * len(pieces)
    for index in range(len(pieces) - 1, -1, -1):
        home = pieces[index].parent
        if home is not None:
            mine = below[index] or Counter()
            below[home] = (below[home] or Counter()) + mine + words[index].pairs
    return [
        one if more is None else Wording.joined(one, more)
        for one, more in zip(words, below, strict=True)
    ]


def change_between(old: Piece, new: Piece) -> tuple[Change, float]:
    """(kept, changed or moved, likeness) of two provisions an officer says are one; by their addresses."""
    before, after = Wording.of(old.body()), Wording.of(new.body())
    alike = round(likeness(before, after), 3)
    if old.path != new.path:
        return Change.MOVED, alike
    return (Change.KEPT if before.text == after.text else Change.CHANGED), alike
