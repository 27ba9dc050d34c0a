"""A provision's text with all below it, as it is read and as new wording starts from it."""

from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_WORDING = 8000  # nobody rewrites a whole chapter in a box


@dataclass(frozen=True)
class Part:
    """One node: what is printed of it. `depth` counts from the provision it was read for."""

    type: str
    number: str
    title: str
    text: str
    depth: int = 0

    @property
    def line(self) -> str:
        return " ".join(words for words in (self.number, self.title, self.text) if words)


def whole_text(parts: Sequence[Part]) -> str:
    """A line a node."""
    return "\n".join(part.line for part in parts if part.line)


def proposable_wording(parts: Sequence[Part]) -> str:
    """What the box for new wording starts from; "" where the text is too long for one."""
    text = whole_text(parts)
    return text if len(text) <= LONGEST_WORDING else ""
