"""Provisions quoted in an amending text («… sửa đổi như sau: “Điều 5. …”»): which blocks are a quotation."""

import re

from feedback.parsing.blocks import Block
from feedback.parsing.marks import BULLETS, read_mark

_OPENS = re.compile(r"[“\"«](?=\s*\S)")
_LONGEST = 400  # blocks; a quotation longer than this is a forgotten sign


def quoted_blocks(blocks: list[Block]) -> tuple[set[int], set[int]]:
    """The places of blocks that stand inside quotation marks, and those that open one never closed.

    A quotation counts when its first words are a provision's number, or when it opens a paragraph and
    runs beyond it; quoted words inside one sentence are none.
    """
    inside: set[int] = set()
    unclosed: set[int] = set()
    at = 0
    while at < len(blocks):
        opening = _opens_at(blocks[at])
        if opening is None:
            at += 1
            continue
        end = _closes_at(blocks, at)
        if end is None:
            unclosed.add(at)
            inside.add(at) if opening == 0 else None
            at += 1
            continue
        inside.update(range(at if opening == 0 else at + 1, end + 1))
        at = end + 1
    return inside, unclosed


def _opens_at(block: Block) -> int | None:
    """Where a quotation of provisions opens in the block: 0, or a later place that is left open."""
    text = block.text
    if not block.is_paragraph:
        return None
    for found in _OPENS.finditer(text):
        mark = read_mark(text[found.end() :].lstrip())
        quotes_number = mark is not None and mark.style not in BULLETS
        starts = found.start() == 0
        is_open = _balance(text[found.start() :]) > 0
        if starts and (quotes_number or is_open):
            return 0
        if quotes_number and is_open:
            return found.start()
    return None


def _closes_at(blocks: list[Block], start: int) -> int | None:
    balance = 0
    for at in range(start, min(start + _LONGEST, len(blocks))):
        balance += _balance(blocks[at].text)
        if balance <= 0:
            return at
    return None


def _balance(text: str) -> int:
    """Opened less closed; a straight sign closes after a word or a stop and opens before one."""
    straight = 0
    for found in re.finditer('"', text):
        before = text[found.start() - 1 : found.start()]
        straight += 1 if not before or before.isspace() or before in "(:“" else -1
    return text.count("“") - text.count("”") + text.count("«") - text.count("»") + straight
