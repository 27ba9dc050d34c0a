"""Finding a node again after somebody else changed the tree, and cutting a long tree into pages."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from feedback.provisions import Node, ProvisionType
from feedback.rules.provision_heads import RANK
from feedback.rules.tree_edits import NodeMissing, Place, node_at

_ARTICLE = RANK[ProvisionType.DIEU]
_CHAPTER = RANK[ProvisionType.MUC]


@dataclass(frozen=True)
class Spot:
    """A node where it stands; `place` counts child indexes from the root."""

    place: Place
    node: Node
    sibling_count: int

    @property
    def depth(self) -> int:
        return len(self.place) - 1

    @property
    def rank(self) -> int:
        return RANK[self.node.type]


def spots(root: Node, place: Place = ()) -> list[Spot]:
    """All nodes but the root, in the order of the document."""
    found: list[Spot] = []
    for index, child in enumerate(root.children):
        found.append(Spot((*place, index), child, len(root.children)))
        found += spots(child, (*place, index))
    return found


def fingerprint(node: Node) -> str:
    """What a form remembers of the node it was opened with: its own kind and words."""
    own = "\x1f".join((str(node.type), node.number, node.title, node.text))
    return hashlib.sha256(own.encode()).hexdigest()[:32]


def locate(root: Node, place: Place, seen: str) -> Place | None:
    """Where the node with this fingerprint stands now; None when it was changed, or there are several."""
    try:
        if fingerprint(node_at(root, place)) == seen:
            return place
    except NodeMissing:
        pass
    found = [spot.place for spot in spots(root) if fingerprint(spot.node) == seen]
    return found[0] if len(found) == 1 else None


def cut_pages(rows: Sequence[Spot]) -> list[Sequence[Spot]]:
    """Pages of about eighty nodes: cut before a chapter if one comes in time, else before an article."""
    starts = [0]
    for index, spot in enumerate(rows):
        size = index - starts[-1]
        is_cut = size >= 200 or (size >= 90 and (spot.rank <= _ARTICLE or not spot.depth))
        if is_cut or (size >= 50 and spot.rank <= _CHAPTER):
            starts.append(index)
    return [rows[start:end] for start, end in zip(starts, [*starts[1:], len(rows)], strict=True)]


def page_of(pages: Sequence[Sequence[Spot]], place: Place) -> int:
    """The index of the page on which the node at `place` stands; 0 when it is on none."""
    for number, page in enumerate(pages):
        if any(spot.place == place for spot in page):
            return number
    return 0
