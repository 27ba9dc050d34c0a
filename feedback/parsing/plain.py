"""Reads .txt, .md and pasted text: lines to blocks, with stray marks of Markdown taken out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from base.words import nfc
from feedback.parsing import doubts
from feedback.parsing.blocks import Block, BlockKind
from feedback.parsing.columns import side_by_side
from feedback.parsing.footnotes import read_footnote
from feedback.parsing.joining import join_blocks
from feedback.parsing.markdown import BREAK, is_rule, plain_line
from feedback.parsing.marks import read_mark

_INVISIBLE = dict.fromkeys(
    map(ord, "\ufeff\u200b\u200c\u200d\u2060\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e")
)
_CELLS_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?")
_WRAP_LONGEST = 130
_NUMBER_ALONE = re.compile(r"[-–]?\s*(\d{1,3})\s*[-–]?")


@dataclass(frozen=True)
class _Line:
    raw: str
    text: str
    bold_to: int
    heading: bool
    gap: bool
    page: int


def read_text(text: str) -> list[Block]:
    """The blocks of a plain text in order; every printed word is in one of them."""
    lines = list(_lines(nfc(text.replace("\r\n", "\n").replace("\r", "\n").translate(_INVISIBLE))))
    lines, dropped = _without_page_numbers(lines)
    width = _wrap_width(lines)
    blocks = join_blocks(_blocks(lines, width), is_wrapped=bool(width))
    if dropped and blocks:
        blocks[0] = blocks[0].with_doubts(doubts.PAGE_FURNITURE_DROPPED)
    return blocks


def _lines(text: str) -> Iterator[_Line]:
    gap, page = True, 0
    for raw in text.split("\n"):
        page += raw.count("\f")
        raw = raw.replace("\f", "").replace("\v", " ").replace("\xa0", " ").rstrip("\r")
        printed, bold_to, heading = plain_line(raw)
        if not printed or is_rule(printed):
            gap = True
            continue
        yield _Line(raw, printed, bold_to, heading, gap or heading, page)
        gap = False


def _wrap_width(lines: list[_Line]) -> int:
    """The width at which the text was broken, or 0 where a line is a whole paragraph.

    Lines that go on in small letters tell: broken by width, they are all nearly as long as the longest.
    """
    width = max((len(line.raw.rstrip()) for line in lines), default=0)
    if not 30 <= width <= _WRAP_LONGEST:
        return 0
    broken = [
        len(line.raw.rstrip()) + 1 + len(following.text.split()[0])
        for line, following in pairwise(lines)
        if not following.gap and following.text[0].islower() and line.text[-1] not in ".;:"
    ]
    full = sum(length > width - 3 for length in broken)
    return width if len(broken) >= 2 and full >= 0.8 * len(broken) else 0


def _without_page_numbers(lines: list[_Line]) -> tuple[list[_Line], bool]:
    """Numbers alone on a line go only where they count up by one, at least three of them."""
    alone = [at for at, line in enumerate(lines) if line.gap and _NUMBER_ALONE.fullmatch(line.text)]
    values = [int(_NUMBER_ALONE.fullmatch(lines[at].text)[1]) for at in alone]  # type: ignore[index]
    counts_up = len(values) >= 3 and values[0] in (1, 2)
    if not counts_up or values != list(range(values[0], values[0] + len(values))):
        return lines, False
    return [line for at, line in enumerate(lines) if at not in alone], True


def _blocks(lines: list[_Line], width: int) -> list[Block]:
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        length = _table_length(lines, at)
        if length:
            blocks += _table(_table_rows(lines[at : at + length]))
            at += length
            continue
        line, following = lines[at], lines[at + 1] if at + 1 < len(lines) else None
        blocks.append(_block(line, _is_full(line, following, width)))
        at += 1
    return blocks


def _block(line: _Line, full: bool) -> Block:
    block = Block(
        " ".join(line.text.split()), bold_to=line.bold_to, heading=line.heading, gap=line.gap,
        full=full, page=line.page,
    )  # fmt: skip
    return read_footnote(block) or block


def _is_full(line: _Line, following: _Line | None, width: int) -> bool:
    """Whether the break after the line is no end of a paragraph: a hard break, or the width used up."""
    if following is None or following.gap:
        return False
    if line.raw.endswith(("  ", "\\")):
        return True
    first_word = following.raw.split()[0] if following.raw.split() else ""
    return bool(width) and len(line.raw.rstrip()) + 1 + len(first_word) > width


def _table_length(lines: list[_Line], at: int) -> int:
    """How many lines from here on are rows: «| a | b |», or cells parted by tabs."""
    for is_row in (_is_piped, _is_tabbed):
        end = at
        while end < len(lines) and is_row(lines[end].raw) and (end == at or not lines[end].gap):
            end += 1
        if end - at >= 2:
            return end - at
    return 0


def _table(rows: list[str]) -> list[Block]:
    apart = side_by_side(rows)
    if apart:
        return [_block(_Line(line, *plain_line(line), True, 0), full=False) for line in apart]
    cells = [[" ".join(plain_line(cell)[0].split()) for cell in row.split("\t")] for row in rows]
    text = "\n".join("\t".join(row) for row in cells if any(row))
    return [Block(text, BlockKind.TABLE)] if text else []


def _table_rows(lines: list[_Line]) -> list[str]:
    rows = []
    for line in lines:
        if _CELLS_RULE.fullmatch(line.raw.strip()):
            continue
        inner = line.raw.strip("\n")
        cells = inner.strip().strip("|").split("|") if _is_piped(inner) else inner.split("\t")
        rows.append("\t".join(BREAK.sub("\v", cell.strip()) for cell in cells))
    return rows


def _is_piped(raw: str) -> bool:
    return raw.strip().startswith("|") and raw.strip().count("|") >= 2


def _is_tabbed(raw: str) -> bool:
    """Cells parted by tabs; a number and a tab before one text is a list pasted from Word."""
    cells = raw.strip().split("\t")
    return len(cells) > 2 or (len(cells) == 2 and read_mark(cells[0] + " x") is None)
