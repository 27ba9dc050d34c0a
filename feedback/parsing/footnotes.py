"""Footnotes printed inside a text: «¹ Các cơ quan …» or «[1] …» at the start of a line."""

import re
from collections.abc import Sequence
from dataclasses import replace

from feedback.parsing.blocks import Block, BlockKind

_RAISED = re.compile(r"(?P<number>[⁰¹²³⁴⁵⁶⁷⁸⁹]+|\[\d{1,3}\])\s*(?P<rest>\S.*)", re.DOTALL)

_BRACKETED = re.compile(r"(?P<number>\(\d{1,2}\))\s*(?P<rest>\S.*)", re.DOTALL)
_REFERENCE = re.compile(r"(?<=[^\W\d])\(\d{1,2}\)")


def read_footnote(block: Block) -> Block | None:
    """The block as a footnote with its number, or None where it opens with no raised number."""
    found = _RAISED.match(block.text)
    if not found or not block.is_paragraph:
        return None
    return replace(block, kind=BlockKind.FOOTNOTE, number=found["number"], text=found["rest"])


def with_bracketed_notes(blocks: Sequence[Block]) -> list[Block]:
    """«(1) Gồm …» is a footnote where «(1)» hangs on a word above: «Người dân(1) được biết»."""
    referred: set[str] = set()
    out: list[Block] = []
    for block in blocks:
        found = _BRACKETED.fullmatch(block.text) if block.is_paragraph else None
        if found and found["number"] in referred:
            referred.discard(found["number"])
            note = replace(
                block, kind=BlockKind.FOOTNOTE, number=found["number"], text=found["rest"]
            )
            out.append(note)
            continue
        referred.update(_REFERENCE.findall(block.text))
        out.append(block)
    return out
