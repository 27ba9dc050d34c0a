"""Joins what was broken by the width of a line or the end of a page, and nothing else."""

import re
from dataclasses import replace

from feedback.parsing import doubts
from feedback.parsing.blocks import Block, BlockKind
from feedback.parsing.marks import BULLETS, Style, mark_of

_LEFT_OPEN = re.compile(
    r"(?:\b(?:khoản|điểm|Điều|điều|Chương|chương|Mục|mục)\s+[\dIVXa-zđ]{1,5}"
    r"|\b(?:và|hoặc|của|tại|theo|với|các|những|về|từ|đến|số|ngày|trong|khoản|điểm))$"
)
_CUT_WORD = re.compile(r"\w[-/]$")  # «53/2024/NQ-» at a line's end: Vietnamese is not hyphenated
_NEW_BASIS = re.compile(r"(?:Căn cứ|Theo đề nghị|Xét|Trên cơ sở|Nơi nhận)\b")
_ENDS_PREAMBLE = re.compile(r"(?:QUYẾT|NGHỊ|THÔNG QUA)\b")


def join_blocks(blocks: list[Block], is_wrapped: bool) -> list[Block]:
    """`is_wrapped`: the file broke its lines by width, so a full line goes on in the next."""
    joined: list[Block] = []
    for block in blocks:
        at = _open_block(joined, block)
        if at is not None and _goes_on(joined[at], block, is_wrapped):
            joined[at] = _joined(joined[at], block)
        else:
            joined.append(block)
    return joined


def _open_block(joined: list[Block], block: Block) -> int | None:
    """The block this one might continue: the last, or the one a footnote at a page's foot has cut in two."""
    if not joined:
        return None
    last = at = len(joined) - 1
    if not block.is_paragraph or not (block.gap or block.page != joined[at].page):
        return last
    while at > 0 and joined[at].kind is BlockKind.FOOTNOTE:
        at -= 1
    is_cut = not joined[at].is_finished and (_starts_low(block) or block.runs_on)
    ends_note = joined[last].is_finished or not joined[at].is_finished
    return at if is_cut and ends_note else last


def _goes_on(before: Block, block: Block, is_wrapped: bool) -> bool:
    if not block.is_paragraph or before.kind is BlockKind.TABLE or block.heading or block.is_prose:
        return False
    if block.is_capital and before.is_finished and not before.is_capital:
        return False
    if block.runs_on:
        return True
    if before.kind is BlockKind.FOOTNOTE and block.gap:
        return False
    if _NEW_BASIS.match(block.text) or _ENDS_PREAMBLE.match(block.text):
        return False
    if mark_of(block):
        return _is_no_mark(before, block)
    runs_on = not before.is_finished and (_starts_low(block) or _is_left_open(before))
    if block.gap:
        return runs_on and not (before.is_bold or before.heading)
    return (
        before.full
        or runs_on
        or (before.text.endswith(",") and before.is_capital and block.is_capital)
    )


def _is_no_mark(before: Block, block: Block) -> bool:
    """Whether a number at the line's start belongs to the sentence before: «… tại khoản 2 / Điều 5 …»."""
    mark = mark_of(block)
    if mark is None or before.is_finished or before.heading:
        return False
    if mark.style in BULLETS:
        return before.full and mark.style is Style.DASH and mark.rest[:1].islower()
    if block.gap and mark.style is not Style.DIEU:
        return False
    return _is_left_open(before)


def _is_left_open(before: Block) -> bool:
    """Ends in a word no sentence ends in: «… tại», «… khoản 2»; «Điều 2» alone is a heading."""
    mark = mark_of(before)
    return bool(_LEFT_OPEN.search(before.text)) and (mark is None or bool(mark.rest))


def _starts_low(block: Block) -> bool:
    first = block.text.lstrip("“\"'(")[:1]
    return first.islower() or block.text[:1] in ",;)"


def _joined(before: Block, block: Block) -> Block:
    glue = "" if _CUT_WORD.search(before.text) and block.text[:1].isalnum() else " "
    text = f"{before.text}{glue}{block.text}"
    is_bold = before.is_bold and (block.is_bold or (not block.gap and block.bold_to > 0))
    bold_to = len(text) if is_bold else min(before.bold_to, len(before.text))
    codes = (doubts.JOINED_OVER_PAGE,) if block.gap or block.page != before.page else ()
    return replace(
        before, text=text, page=block.page, bold_to=bold_to,
        full=block.full, doubts=tuple(dict.fromkeys((*before.doubts, *block.doubts, *codes))),
    )  # fmt: skip
