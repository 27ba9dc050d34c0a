"""Footnotes printed inside a text: «¹ Các cơ quan …» or «[1] …» at the start of a line."""

import re
from dataclasses import replace

from feedback.parsing.blocks import Block, BlockKind

_RAISED = re.compile(r"(?P<number>[⁰¹²³⁴⁵⁶⁷⁸⁹]+|\[\d{1,3}\])\s*(?P<rest>\S.*)", re.DOTALL)


def read_footnote(block: Block) -> Block | None:
    """The block as a footnote with its number, or None where it opens with no raised number."""
    found = _RAISED.match(block.text)
    if not found or not block.is_paragraph:
        return None
    return replace(block, kind=BlockKind.FOOTNOTE, number=found["number"], text=found["rest"])
