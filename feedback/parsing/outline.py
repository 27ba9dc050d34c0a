"""A tree as lines: kind, number, title and the words of each node's own, one line a node, indented."""

from collections.abc import Iterator

from feedback.parsing.doubts import DOUBTS
from feedback.provisions import Node, ProvisionType


def own_word_count(node: Node) -> int:
    return sum(len(part.split()) for part in (node.number, node.title, node.text))


def outline_lines(root: Node, depth: int = 0, with_doubts: bool = False) -> Iterator[str]:
    """«  khoan "2." Mục tiêu [3]»: the figure counts number, title and text, not the children."""
    if root.type is not ProvisionType.DOCUMENT:
        number = f' "{root.number}"' if root.number else ""
        title = f" {' '.join(root.title.split())}" if root.title else ""
        yield f"{'  ' * depth}{root.type}{number}{title} [{own_word_count(root)}]"
        if with_doubts:
            yield from (f"{'  ' * depth}  ? {DOUBTS[code]}" for code in root.doubts)
        depth += 1
    for child in root.children:
        yield from outline_lines(child, depth, with_doubts)
