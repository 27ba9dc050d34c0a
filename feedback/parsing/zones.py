"""The zones of a draft: its own body, its ending (signature, nơi nhận), and what is annexed to it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from feedback.parsing.blocks import Block, is_capital
from feedback.parsing.marks import BULLETS, Style, mark_of

RECIPIENTS = re.compile(r"Nơi\s+nhận\b\s*:?", re.IGNORECASE)
CLOSING = re.compile(
    r"(?:Trên đây là|(?:Bộ luật|Luật|Pháp lệnh|Nghị quyết|Nghị định|Quyết định|Hương ước|Quy ước|Bản)"
    r"\s+này\s+(?:đã\s+)?được\s.*\bthông qua|Kính (?:trình|đề nghị)\b|Nơi nhận)"
)
_NATION = re.compile(r"C[ỘO]NG H[ÒO][AÀ]\s+X[ÃA] H[ỘO]I CH[ỦU] NGH[ĨI]A|Độc lập\s*[-–]\s*Tự do")
_ANNEX = re.compile(
    r"(?P<number>(?:PHỤ\s+LỤC|Phụ\s+lục)(?:\s+(?:số\s+|SỐ\s+)?(?:[IVXLC]+|\d+|[A-H])(?:\.\d+)?(?=[\s.:\-–(]|$))?)"
    r"\s*[.:]?\s*[-–]?\s*(?P<rest>.*)",
    re.DOTALL,
)
_FORM = re.compile(
    r"(?P<number>(?:Mẫu|MẪU|Biểu|BIỂU|Biểu mẫu|BIỂU MẪU)\s+(?:số|SỐ)\s*:?\s*[\w./-]+)\.?\s*(?P<rest>.*)",
    re.DOTALL,
)
_ATTACHED = re.compile(
    r"(?:DỰ THẢO\s+)?(?:QUY CHẾ|QUY ĐỊNH|QUY TRÌNH|ĐIỀU LỆ|NỘI QUY|KẾ HOẠCH|ĐỀ ÁN|CHƯƠNG TRÌNH|PHƯƠNG ÁN"
    r"|DANH MỤC|BẢNG|HƯỚNG DẪN|HƯƠNG ƯỚC|QUY ƯỚC|ĐỊNH MỨC|TIÊU CHÍ|BỘ TIÊU CHÍ|CHIẾN LƯỢC|NỘI DUNG|BIỂU"
    r"|MỨC|DANH SÁCH)\b"
)
_ISSUED_WITH = re.compile(
    r"\(?\s*(?:Được\s+)?(?:Ban hành\s+)?(?:kèm|Kèm) theo\b|\(?\s*Dự thảo kèm theo\b"
)
_SIGNS = re.compile(
    r"(?:TM|KT|TL|TUQ|Q|T/M|K/T|T/L)\s*\.|(?:T/M|K/T|T/L)\s|(?:QUYỀN\s+|PHÓ\s+|ĐỒNG\s+)*"
    r"(?:CHỦ\s+(?:TỊCH|TỌA|NHIỆM|TRÌ)|GIÁM ĐỐC|HIỆU TRƯỞNG|CỤC TRƯỞNG|BÍ THƯ|TRƯỞNG|CHÁNH|THỦ TRƯỞNG"
    r"|TỔNG GIÁM ĐỐC|TỔ TRƯỞNG|BỘ TRƯỞNG|THỦ TƯỚNG|CHỈ HUY|NGƯỜI|ĐẠI DIỆN|ĐẠI BIỂU|THAY MẶT|THƯ KÝ|BAN\b)"
)
_LETTERHEAD = re.compile(
    r"(?:ỦY BAN|UBND|HỘI ĐỒNG|HĐND|SỞ\b|BỘ\b|CỤC\b|CHI CỤC|CHÍNH PHỦ|QUỐC HỘI|TỈNH\b|THÀNH PHỐ|HUYỆN|XÃ\b"
    r"|PHƯỜNG)"
)
_REFERS = re.compile(r"(?:ban hành|kèm theo|của|này|quy định|tại|và)\b")


@dataclass(frozen=True)
class Zone:
    """Blocks [start, end) of the main text or of one annex; its ending begins at `ending` (= end if none).

    `head` blocks from `start` on are the annex's number and title.
    """

    start: int
    end: int
    ending: int
    head: int = 0


def find_zones(blocks: Sequence[Block], quoted: set[int]) -> list[Zone]:
    starts = _annex_starts(blocks, quoted)
    edges = [0, *starts, len(blocks)]
    zones = []
    for start, end in pairwise(edges):
        head = _head_length(blocks, start, end) if start in starts else 0
        zones.append(Zone(start, end, _ending(blocks, start + head, end, quoted), head))
    return zones


def annex_number(text: str) -> tuple[str, str]:
    """«PHỤ LỤC II: Danh mục» → («PHỤ LỤC II», «Danh mục»); no number: ("", text)."""
    found = _ANNEX.fullmatch(text) or _FORM.fullmatch(text)
    return (" ".join(found["number"].split()), found["rest"]) if found else ("", text)


def is_signature_line(block: Block) -> bool:
    return block.is_paragraph and is_capital(block.text) and bool(_SIGNS.match(block.text))


def letterhead_at(blocks: Sequence[Block]) -> int:
    """Where in an ending the head of the annexed text begins: an agency's or the nation's name."""
    for at, block in enumerate(blocks):
        if not block.is_paragraph or at == 0:
            continue
        after_name = not blocks[at - 1].is_capital
        if (block.is_capital and after_name and _LETTERHEAD.match(block.text)) or _NATION.search(
            block.text
        ):
            return at
    return len(blocks)


def _annex_starts(blocks: Sequence[Block], quoted: set[int]) -> list[int]:
    """An annex can begin only after the text itself has: a first number, or nơi nhận."""
    starts: list[int] = []
    begun = False
    for at, block in enumerate(blocks):
        if at in quoted or not block.is_paragraph:
            continue
        in_head = bool(starts) and _head_length(blocks, starts[-1], at + 1) > at - starts[-1]
        if begun and not in_head and _opens_annex(blocks, at):
            starts.append(at)
        begun = begun or bool(RECIPIENTS.match(block.text)) or _is_numbered(block)
    return starts


def _opens_annex(blocks: Sequence[Block], at: int) -> bool:
    block = blocks[at]
    found = _ANNEX.fullmatch(block.text) or _FORM.fullmatch(block.text)
    if found:
        rest = found["rest"]
        return not rest or not (
            rest[0].islower() or _REFERS.match(rest) or rest.endswith((".", ";", ","))
        )
    if not (block.is_capital and _ATTACHED.match(block.text)) or mark_of(block):
        return False
    return any(_ISSUED_WITH.match(later.text) for later in blocks[at + 1 : at + 6])


def _head_length(blocks: Sequence[Block], start: int, end: int) -> int:
    """The blocks of an annex's heading: its number, its title in capitals, «(Ban hành kèm theo …)»."""
    at = start + 1
    limit = min(end, start + 7)
    for later in range(start + 1, limit):
        if _is_numbered(blocks[later]) or not blocks[later].is_paragraph:
            break
        if _ISSUED_WITH.match(blocks[later].text):
            at = later + 1
    while at < limit and _is_head_line(blocks[at], blocks[at - 1]):
        at += 1
    return at - start


def _is_head_line(block: Block, before: Block) -> bool:
    if not block.is_paragraph:
        return False
    if _ISSUED_WITH.match(block.text):
        return True
    if _NATION.search(block.text) or is_signature_line(block) or _opens_form(block):
        return False
    if _is_numbered(block):
        return False
    if block.is_capital:
        return True
    short = len(block.text.split()) <= 40 and not block.text.endswith((".", ";", ":", ","))
    if short and annex_number(before.text)[0] and not annex_number(before.text)[1]:
        return block.text[:1].isupper()
    return short and (block.is_bold or block.heading) and not _ISSUED_WITH.match(before.text)


def _opens_form(block: Block) -> bool:
    return bool(_FORM.fullmatch(block.text))


def _ending(blocks: Sequence[Block], start: int, end: int, quoted: set[int]) -> int:
    """Where nơi nhận or the signature begins; the last numbered provision stands before it."""
    last = max(
        (at for at in range(start, end) if at not in quoted and _is_numbered(blocks[at])),
        default=start,
    )
    for at in range(start, end):
        if RECIPIENTS.match(blocks[at].text) and at not in quoted:
            return _signature_before(blocks, max(start, min(last + 1, at)), at)
    if last == start and not _is_numbered(blocks[start] if start < end else Block("")):
        return _late_signature(blocks, start, end)
    for at in range(last + 1, end):
        if is_signature_line(blocks[at]):
            return at
    return end


def _late_signature(blocks: Sequence[Block], start: int, end: int) -> int:
    """In a text without any number: a signing line in its last third."""
    for at in range(start + (end - start) * 2 // 3, end):
        if is_signature_line(blocks[at]):
            return at
    return end


def _signature_before(blocks: Sequence[Block], low: int, recipients: int) -> int:
    for at in range(max(low, recipients - 6), recipients):
        if is_signature_line(blocks[at]):
            return at
    return recipients


def _is_numbered(block: Block) -> bool:
    mark = mark_of(block)
    return (
        mark is not None and mark.style not in BULLETS and mark.style is not Style.BRACKETED_LETTER
    )
