"""The tree while it grows: a branch can still take children, words and doubts; then it is frozen."""

from dataclasses import dataclass, field

from feedback.parsing.marks import Mark, Style
from feedback.provisions import Node, ProvisionType


@dataclass(eq=False)
class Branch:
    type: ProvisionType
    number: str = ""
    title: str = ""
    text: str = ""
    mark: Mark | None = None
    children: list["Branch"] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    @property
    def style(self) -> Style | None:
        return self.mark.style if self.mark else None

    def add(self, child: "Branch") -> "Branch":
        self.children.append(child)
        return child

    def doubt(self, *codes: str) -> None:
        self.doubts.extend(code for code in codes if code not in self.doubts)

    def freeze(self) -> Node:
        """The finished node; a paragraph standing alone under a title becomes the node's own text."""
        children = self.children
        text, doubts = self.text, list(self.doubts)
        if not text and self._has_lone_paragraph():
            first, children = children[0], children[1:]
            text = first.text
            doubts += [code for code in first.doubts if code not in doubts]
        return Node(
            self.type,
            self.number,
            self.title,
            text,
            tuple(child.freeze() for child in children),
            tuple(doubts),
        )

    def _has_lone_paragraph(self) -> bool:
        if self.mark is None or not self.children:
            return False
        first, second = self.children[0], self.children[1:2]
        return _is_prose(first) and not (second and _is_prose(second[0]))


def _is_prose(branch: Branch) -> bool:
    return branch.type is ProvisionType.PARAGRAPH and not branch.number and not branch.title
