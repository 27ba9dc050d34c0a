"""The printed lines of a PDF with where they stand; page numbers and repeated lines are left out."""

import io
import re
import zlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pypdf
from pypdf.errors import PyPdfError

from base.words import nfc
from feedback.parsing.legacy_letters import from_font
from feedback.parsing.markdown import superscript
from feedback.parsing.refusals import FileUnreadable, HasPassword, IsScan, LettersUnreadable

_DAMAGED = (
    PyPdfError, ValueError, LookupError, TypeError, AttributeError, OSError, ArithmeticError, AssertionError,
    NotImplementedError, zlib.error,
)  # fmt: skip
_NUMBER = re.compile(
    r"(?:Trang|trang|Page)?\s*[-–—]?\s*(\d{1,4})\s*(?:[/|]\s*\d{1,4})?\s*[-–—]?", re.IGNORECASE
)
_DIGITS = re.compile(r"\d+")
_STRANGE = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]|\(cid:\d+\)")
_EDGE = 62.0  # points from the top or the foot: where numbers and running lines stand


@dataclass(frozen=True)
class Piece:
    text: str
    x: float
    y: float
    size: float
    is_bold: bool
    doubt: str | None = None


@dataclass(frozen=True)
class PdfLine:
    """Cells are parted by tabs. `height` is its place up the page, 0 at the foot and 1 at the top; `edge`
    the points to the nearer of both.
    """

    text: str
    x: float
    y: float
    size: float
    bold_to: int
    page: int
    height: float
    edge: float
    doubts: tuple[str, ...] = ()


@dataclass
class PdfPages:
    lines: list[PdfLine] = field(default_factory=list)
    dropped: bool = False
    empty_pages: int = 0
    width: float = 595.0


def read_pages(data: bytes) -> PdfPages:
    """Raises HasPassword, IsScan, LettersUnreadable or FileUnreadable."""
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise HasPassword
        pages = [_page_lines(page, at) for at, page in enumerate(reader.pages)]
        width = float(reader.pages[0].mediabox.width)
    except _DAMAGED as error:
        raise FileUnreadable from error
    letters = "".join(line.text for page in pages for line in page)
    empty = sum(not page for page in pages)
    if sum(sign.isalpha() for sign in letters) < 20 * len(pages) and empty * 2 >= len(pages):
        raise IsScan
    if len(_STRANGE.findall(letters)) * 5 > len(letters):
        raise LettersUnreadable
    kept = _without_furniture(pages)
    return PdfPages(kept, len(kept) < sum(map(len, pages)), empty, width)


def _page_lines(page: Any, number: int) -> list[PdfLine]:
    pieces: list[list[Piece]] = [[]]

    def visit(text: str, page_matrix: Any, matrix: Any, font: Any, size: Any) -> None:
        name = str(font.get("/BaseFont", "")).removeprefix("/") if font else ""
        x, y, scale = _place(page_matrix, matrix)
        is_bold = "bold" in name.lower() or "black" in name.lower()
        for at, part in enumerate(text.split("\n")):
            if at:
                pieces.append([])
            if part:
                turned, doubt = from_font(part, name)
                piece = Piece(turned, x, y, float(size or 0) * scale, is_bold, doubt)
                if _is_elsewhere(piece, pieces[-1]):
                    pieces.append([])
                pieces[-1].append(piece)

    page.extract_text(visitor_text=visit)
    box = page.mediabox
    low, tall = float(box.bottom), float(box.height) or 1.0
    lines = (_line(row, number, low, tall) for row in pieces)
    return [line for line in lines if line is not None]


def _is_elsewhere(piece: Piece, row: list[Piece]) -> bool:
    """Higher or lower than the row before it by more than a raised number is."""
    last = next((one for one in reversed(row) if one.text.strip()), None)
    if last is None or not piece.text.strip():
        return False
    return abs(piece.y - last.y) > 0.7 * max(piece.size, last.size)


def _place(page: Any, text: Any) -> tuple[float, float, float]:
    """Where a text stands on the page and how much its size is scaled: both matrices applied."""
    x, y = float(text[4]), float(text[5])
    scale = (abs(float(text[3])) or abs(float(text[1]))) * (
        abs(float(page[3])) or abs(float(page[1]))
    )
    return (
        x * float(page[0]) + y * float(page[2]) + float(page[4]),
        x * float(page[1]) + y * float(page[3]) + float(page[5]),
        scale or 1.0,
    )


def _line(row: list[Piece], number: int, low: float, tall: float) -> PdfLine | None:
    inked = [piece for piece in row if piece.text.strip()]
    if not inked:
        return None
    size = Counter({piece.size: 0 for piece in inked})
    for piece in inked:
        size[piece.size] += len(piece.text)
    main = size.most_common(1)[0][0]
    text, bold_to = _laid_out(row, main)
    first = inked[0]
    codes = tuple(dict.fromkeys(piece.doubt for piece in inked if piece.doubt))
    edge = min(first.y - low, low + tall - first.y)
    return PdfLine(
        text, first.x, first.y, main, bold_to, number, (first.y - low) / tall, edge, codes
    )


def _laid_out(row: list[Piece], main: float) -> tuple[str, int]:
    """The words of a row; small raised digits become raised, a wide gap a tab."""
    text, bold_to, bold_so_far, reach = "", 0, True, None
    base = next(piece.y for piece in row if piece.text.strip() and piece.size == main)
    for piece in row:
        shown = nfc(piece.text.replace("\xa0", " "))
        raised = piece.size < 0.8 * main or piece.y > base + 0.2 * main
        if raised and shown.strip().isdecimal() and len(shown.strip()) <= 3:
            shown = superscript(shown)
        if shown.strip():
            if reach is not None and piece.x - reach > 2.2 * main:
                text = text.rstrip() + "\t"
            reach = piece.x + 0.5 * piece.size * len(shown.rstrip())
        text = text + (shown.lstrip() if text.endswith(("\t", " ")) or not text else shown)
        bold_so_far = bold_so_far and (piece.is_bold or not shown.strip())
        if bold_so_far:
            bold_to = len(text.rstrip())
    cells = [" ".join(cell.split()) for cell in text.split("\t")]
    printed = "\t".join(cells).strip()
    return printed, min(bold_to, len(printed)) if bold_to < len(text.rstrip()) else len(printed)


def _without_furniture(pages: list[list[PdfLine]]) -> list[PdfLine]:
    """Page numbers that count with the pages, and edge lines that come again on most pages, are no text."""
    heads = Counter(
        pattern for page in pages for pattern in {_pattern(line) for line in _edges(page)}
    )
    kept: list[PdfLine] = []
    for at, page in enumerate(pages):
        edges = _edges(page)
        for line in page:
            if line in edges and (
                _is_page_number(line, at) or _comes_again(line, heads, len(pages))
            ):
                continue
            kept.append(line)
    return kept


def _edges(page: list[PdfLine]) -> list[PdfLine]:
    outer = [*page[:2], *page[-2:]]
    return [line for line in outer if line.edge < _EDGE]


def _is_page_number(line: PdfLine, at: int) -> bool:
    found = _NUMBER.fullmatch(line.text)
    return found is not None and int(found[1]) == at + 1


def _pattern(line: PdfLine) -> str:
    """The same words at the same place: numbers may count."""
    return f"{_DIGITS.sub('#', line.text)} {line.y:.0f}"


def _comes_again(line: PdfLine, heads: Counter[str], pages: int) -> bool:
    return heads[_pattern(line)] >= max(2, 0.6 * pages)
