"""Material for the tests of reading: where the real drafts lie, and short ways to read a text."""

import os
import re
from collections import Counter
from pathlib import Path

from feedback.parsing.growing import grow_tree
from feedback.parsing.outline import own_word_count
from feedback.parsing.plain import read_text
from feedback.provisions import Node, ProvisionType

_PARTED = {
    ProvisionType.PHAN,
    ProvisionType.CHUONG,
    ProvisionType.MUC,
    ProvisionType.DIEU,
    ProvisionType.ANNEX,
}
OUTLINES = Path(__file__).parent / "outlines"


def real_drafts() -> Path | None:
    """The folder of real documents, if this checkout has one beside it or SHARED_DRAFTS names it."""
    named = os.environ.get("SHARED_DRAFTS")
    places = [Path(named)] if named else [up / "shared" / "drafts" for up in Path(__file__).parents]
    return next((place for place in places if place.is_dir()), None)


def tree_of(text: str) -> Node:
    return grow_tree(read_text(text))


def sketch(root: Node) -> list[str]:
    """One line a node: depth by blanks, kind, number; what tests compare with."""
    lines = []

    def draw(node: Node, depth: int) -> None:
        for child in node.children:
            lines.append(f"{' ' * depth}{child.type} {child.number}".rstrip())
            draw(child, depth + 1)

    draw(root, 0)
    return lines


def outline_of(root: Node) -> list[tuple[int, str, str, str, int]]:
    """(depth, kind, number, title, own words) of every node in order."""
    rows = []

    def draw(node: Node, depth: int) -> None:
        for child in node.children:
            rows.append((depth, str(child.type), child.number, child.title, own_word_count(child)))
            draw(child, depth + 1)

    draw(root, 0)
    return rows


def check_nothing_lost(root: Node, printed: str, in_order: bool = True) -> None:
    """Every letter and digit once and in order; of other signs only what parts «Điều 3» from its title."""
    given = " ".join(root.words())
    letters, wanted = re.findall(r"\w", given), re.findall(r"\w", printed)
    assert letters == wanted if in_order else Counter(letters) == Counter(wanted)
    signs, given_signs = (Counter(re.findall(r"[^\w\s]", text)) for text in (printed, given))
    assert not given_signs - signs
    lost = signs - given_signs
    assert set(lost) <= set(".:-–—")
    assert lost.total() <= sum(node.type in _PARTED for node in root.walk())


def find(root: Node, number: str, kind: ProvisionType | None = None) -> Node:
    return next(
        node
        for node in root.walk()
        if node.number == number and (kind is None or node.type is kind)
    )
