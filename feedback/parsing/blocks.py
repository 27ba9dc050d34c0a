"""A block: one paragraph, table or footnote of a draft, between the file it came from and the tree."""

from dataclasses import dataclass, replace
from enum import StrEnum

_FINISHED = (".", ";", ":", "!", "?", "…", ".”", '."', ";”", ';"', "./.")


class BlockKind(StrEnum):
    PARAGRAPH = "paragraph"
    TABLE = "table"
    FOOTNOTE = "footnote"


@dataclass(frozen=True)
class Block:
    """`text` is what is printed, numbers included; a table's has one line a row, cells parted by tabs.

    `bold_to` counts the leading characters set in bold; `gap` says that a blank line or a paragraph mark
    stands before the block, `full` that its last line was broken because the width was used up,
    `runs_on` that its place on the page says it continues the block before,
    `is_prose` that it is no heading whatever it opens with (a line of a table of contents).
    """

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    number: str = ""  # of a footnote only
    bold_to: int = 0
    heading: bool = False
    gap: bool = True
    full: bool = False
    runs_on: bool = False
    page: int = 0
    is_prose: bool = False
    doubts: tuple[str, ...] = ()

    @property
    def is_bold(self) -> bool:
        return 0 < len(self.text) <= self.bold_to

    @property
    def is_paragraph(self) -> bool:
        return self.kind is BlockKind.PARAGRAPH

    @property
    def is_finished(self) -> bool:
        """Whether its sentence has come to an end, as far as its last sign shows."""
        return self.text.rstrip("*”\"') ").endswith(_FINISHED) or self.text.endswith(_FINISHED)

    @property
    def is_capital(self) -> bool:
        return is_capital(self.text)

    def with_doubts(self, *codes: str) -> "Block":
        return replace(self, doubts=(*self.doubts, *codes))


def is_capital(text: str) -> bool:
    """All in capital letters, at least two of them: «TM. ỦY BAN NHÂN DÂN», «QUYẾT ĐỊNH:»."""
    return text.isupper() and sum(letter.isalpha() for letter in text) > 1
