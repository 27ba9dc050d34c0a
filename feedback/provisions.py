"""The tree of a draft: parts, chapters, articles, clauses, points, with the text as it was printed."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class ProvisionType(StrEnum):
    """What a node is. DOCUMENT is the root only; it prints nothing of its own."""

    DOCUMENT = "document"
    LEGAL_BASIS = "legal_basis"  # căn cứ
    PHAN = "phan"
    CHUONG = "chuong"
    MUC = "muc"  # Mục, Tiểu mục
    DIEU = "dieu"
    KHOAN = "khoan"
    DIEM = "diem"
    SECTION = "section"  # I., 1., a) of plans and reports
    BULLET = "bullet"
    PARAGRAPH = "paragraph"
    TABLE = "table"
    SIGNATURE = "signature"
    RECIPIENTS = "recipients"  # nơi nhận
    ANNEX = "annex"
    FOOTNOTE = "footnote"


@dataclass(frozen=True)
class Node:
    """`number` is printed text ("Điều 3", "3.", "đ)"), never counted; `text` is the node's own body.

    In document order number, title, text, then the children give back every word of the document once.
    The stop or dash that parts «Điều 3.» or «Chương I -» from its title is a sign, no word, and is not kept.
    A TABLE's text has one line a row, its cells parted by tabs. `doubts` name what the reader was unsure
    of (codes of feedback.parsing.doubts); they are no part of the text.
    """

    type: ProvisionType
    number: str = ""
    title: str = ""
    text: str = ""
    children: tuple["Node", ...] = ()
    doubts: tuple[str, ...] = field(default=(), compare=False)

    def walk(self) -> Iterator["Node"]:
        """This node and all below it, in the order of the document."""
        yield self
        for child in self.children:
            yield from child.walk()

    def words(self) -> list[str]:
        """Every word printed in this node and below it, in order."""
        return [
            word
            for node in self.walk()
            for part in (node.number, node.title, node.text)
            for word in part.split()
        ]


def to_json(node: Node) -> dict[str, Any]:
    """The node as `flask feedback parse --json` prints it and as a draft version keeps it."""
    value: dict[str, Any] = {
        "type": str(node.type),
        "number": node.number,
        "title": node.title,
        "text": node.text,
        "children": [to_json(child) for child in node.children],
    }
    if node.doubts:
        value["doubts"] = list(node.doubts)
    return value


def from_json(value: dict[str, Any]) -> Node:
    """The reverse of to_json; raises KeyError or ValueError on what is no node."""
    return Node(
        ProvisionType(value["type"]),
        value["number"],
        value["title"],
        value["text"],
        tuple(from_json(child) for child in value["children"]),
        tuple(value.get("doubts", ())),
    )


def text_hash(root: Node) -> str:
    """SHA-256 (hex) over the words in order, parted by one blank: the same text, the same hash."""
    return hashlib.sha256(" ".join(root.words()).encode()).hexdigest()


def canonical_json(root: Node) -> str:
    return json.dumps(to_json(root), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
