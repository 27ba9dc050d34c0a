"""Reads a PDF that has text: from lines and where they stand to paragraphs, tables and footnotes."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from feedback.parsing import doubts
from feedback.parsing.blocks import Block, BlockKind, is_capital
from feedback.parsing.columns import side_by_side
from feedback.parsing.footnotes import read_footnote
from feedback.parsing.joining import join_blocks
from feedback.parsing.markdown import is_rule, superscript
from feedback.parsing.marks import read_mark
from feedback.parsing.pdf_lines import PdfLine, read_pages

_NOTE = re.compile(
    r"(?P<number>[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}|\[\d{1,3}\]|\d{1,3}(?=\s*[^\W\d]))\s*(?P<rest>\S.*)", re.DOTALL
)
_NEAR = 4.0  # points


@dataclass(frozen=True)
class _Layout:
    """How this file sets its paragraphs; lengths in points, `full` in characters."""

    left: float
    indent: float | None  # where first lines begin, if they are set in
    pitch: float  # from one line of a paragraph to the next
    full: int
    size: float


def read_pdf(data: bytes) -> list[Block]:
    """The blocks of the file; raises a DraftRefused for a scan, a password, a damaged file."""
    pages = read_pages(data)
    lines = [line for line in pages.lines if not is_rule(line.text)]
    if not lines:
        return []
    layout = _layout(lines, pages.width)
    lines = _with_raised(lines, layout)
    blocks = join_blocks(list(_blocks(lines, layout)), is_wrapped=True)
    if pages.dropped and blocks:
        blocks[0] = blocks[0].with_doubts(doubts.PAGE_FURNITURE_DROPPED)
    if pages.empty_pages and blocks:
        blocks[0] = blocks[0].with_doubts(doubts.PICTURE_LEFT_OUT)
    return blocks


def _with_raised(lines: Sequence[PdfLine], layout: _Layout) -> list[PdfLine]:
    """«Nhân dân1» refers to the note «1 Gồm …» at the foot of its page: the number is made a raised one."""
    notes: dict[int, list[str]] = {}
    for line in lines:
        found = _NOTE.fullmatch(line.text) if _is_foot(line, layout) else None
        if found and found["number"].isdecimal():
            notes.setdefault(line.page, []).append(found["number"])
    return [_raised(line, notes.get(line.page, []), layout) for line in lines]


def _raised(line: PdfLine, numbers: Sequence[str], layout: _Layout) -> PdfLine:
    text = line.text
    for number in numbers if not _is_foot(line, layout) else ():
        text = re.sub(
            rf"(?<=[^\W\d]){number}(?![\d.)%/])(?=\W|$)", superscript(number), text, count=1
        )
    return replace(line, text=text) if text != line.text else line


def _is_foot(line: PdfLine, layout: _Layout) -> bool:
    return _is_small(line, layout) and line.height < 0.5


def _layout(lines: Sequence[PdfLine], width: float) -> _Layout:
    starts = Counter(round(line.x) for line in lines)
    common = [x for x, count in starts.items() if count >= max(2, 0.03 * len(lines))]
    left = float(min(common, default=min(starts)))
    inner = Counter(
        {x: n for x, n in starts.items() if 8 < x - left < 90 and n >= max(2, 0.08 * len(lines))}
    )
    indent = float(inner.most_common(1)[0][0]) if inner else None
    lengths = sorted(len(line.text) for line in lines)
    sizes = Counter(round(line.size, 1) for line in lines)
    size = sizes.most_common(1)[0][0]
    fitting = int(0.9 * (width - left - 50) / (0.46 * size)) if size else 0
    return _Layout(
        left, indent, _pitch(lines, size), max(lengths[int(len(lengths) * 0.9)], fitting), size
    )


def _pitch(lines: Sequence[PdfLine], size: float) -> float:
    """From one line of a paragraph to the next: measured where a line goes on in small letters."""
    steps = Counter(
        round(before.y - line.y)
        for before, line in pairwise(lines)
        if before.page == line.page and _goes_on_low(line) and 0 < before.y - line.y < 60
    )
    step, count = steps.most_common(1)[0] if steps else (0, 0)
    return float(step) if count >= 2 else 1.3 * size


def _goes_on_low(line: PdfLine) -> bool:
    return line.text[0].islower() and read_mark(line.text) is None


def _blocks(lines: Sequence[PdfLine], layout: _Layout) -> list[Block]:
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        rows = _rows(lines, at)
        if rows:
            blocks += _table([line.text for line in rows])
            at += len(rows)
            continue
        before = lines[at - 1] if at else None
        following = lines[at + 1] if at + 1 < len(lines) else None
        blocks.append(_block(lines[at], before, following, layout, blocks))
        at += 1
    return blocks


def _rows(lines: Sequence[PdfLine], at: int) -> Sequence[PdfLine]:
    end = at
    while end < len(lines) and "\t" in lines[end].text and lines[end].page == lines[at].page:
        end += 1
    return lines[at:end] if end - at >= 2 else []


def _table(rows: list[str]) -> list[Block]:
    apart = side_by_side(rows)
    if apart:
        return [Block(line) for line in apart]
    return [Block("\n".join(rows), BlockKind.TABLE, doubts=(doubts.TABLE_GUESSED,))]


def _block(
    line: PdfLine,
    before: PdfLine | None,
    following: PdfLine | None,
    layout: _Layout,
    blocks: list[Block],
) -> Block:
    text = line.text.replace("\t", " ")
    gap = before is None or _is_new(line, before, layout)
    if note_of_text := read_footnote(Block(text, page=line.page, doubts=line.doubts)):
        return note_of_text
    note = _NOTE.fullmatch(text) if _is_foot(line, layout) else None
    if note:
        number = superscript(note["number"]) if note["number"].isdecimal() else note["number"]
        return Block(
            note["rest"], BlockKind.FOOTNOTE, number=number, page=line.page, doubts=line.doubts
        )
    if _is_foot(line, layout) and blocks and blocks[-1].kind is BlockKind.FOOTNOTE:
        return Block(text, gap=False, runs_on=True, page=line.page, doubts=line.doubts)
    return Block(
        text, bold_to=line.bold_to, gap=gap, full=_is_full(line, following, layout), page=line.page,
        runs_on=before is not None and not gap and _runs_on(line, before, layout), doubts=line.doubts,
    )  # fmt: skip


def _is_small(line: PdfLine, layout: _Layout) -> bool:
    return line.size < layout.size - 1


def _is_new(line: PdfLine, before: PdfLine, layout: _Layout) -> bool:
    """Whether the line begins a paragraph, as far as its place says."""
    if layout.indent is not None and abs(line.x - layout.indent) < _NEAR:
        return True
    if line.page != before.page:
        return abs(line.x - layout.left) >= _NEAR
    step = before.y - line.y
    return step > 1.2 * layout.pitch or step < -_NEAR


def _runs_on(line: PdfLine, before: PdfLine, layout: _Layout) -> bool:
    """At the left margin below a line that fills the width, in a text whose first lines are set in;
    or the second line of a heading in bold capitals.
    """
    if is_capital(line.text) and is_capital(before.text) and line.bold_to and before.bold_to:
        return len(before.text) >= 0.65 * layout.full
    if (
        layout.indent is None
        or abs(line.x - layout.left) >= _NEAR
        or abs(line.size - before.size) > 1
    ):
        return False
    return len(before.text) >= 0.75 * layout.full


def _is_full(line: PdfLine, following: PdfLine | None, layout: _Layout) -> bool:
    if following is None or _is_new(following, line, layout):
        return False
    return len(line.text) + 1 + len(following.text.split()[0]) > 0.88 * layout.full
