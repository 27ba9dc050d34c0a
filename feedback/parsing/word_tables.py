"""Word's tables: rows of cells, nested ones flattened; and those that only place things on the page."""

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

from feedback.parsing.blocks import Block, is_capital
from feedback.parsing.word_xml import W, value

_PLACES_THINGS = re.compile(
    r"Nơi nhận|C[ỘO]NG H[ÒO][AÀ] X[ÃA] H[ỘO]I|Độc lập\s*[-–]|^\s*(?:TM|KT|TL|TUQ)\s*\.",
    re.MULTILINE,
)
CellLines = Callable[[Element], tuple[list[Block], list[Block]]]


def is_layout(table: Element) -> bool:
    """The head of a document, its signature and nơi nhận stand in tables nobody sees; so do framed texts."""
    rows = table.findall(f"{W}tr")
    cells = [cell for row in rows for cell in row.findall(f"{W}tc")]
    if len(cells) == 1:
        return True
    if len(rows) > 6 or len(cells) > 14:
        return False
    texts = [_plain(cell) for cell in cells]
    if any(_PLACES_THINGS.search(text) for text in texts):
        return True
    return len(rows) <= 3 and len(cells) <= 4 and _is_signing(texts)


def _is_signing(texts: list[str]) -> bool:
    """Two names under two offices: each cell opens in capitals, none holds a sentence."""
    filled = [text.strip() for text in texts if text.strip()]
    openings = [text.splitlines()[0] for text in filled]
    return bool(filled) and all(
        is_capital(line) and not line.rstrip().endswith(".") for line in openings
    )


def _plain(cell: Element) -> str:
    paragraphs = cell.iter(f"{W}p")
    return "\n".join("".join(text.text or "" for text in line.iter(f"{W}t")) for line in paragraphs)


def table_text(
    table: Element,
    cell_lines: CellLines,
    notes: list[Block],
    is_left_out: Callable[[Element], bool],
) -> tuple[str, tuple[str, ...]]:
    """One line a row, cells parted by tabs; a cell that a merged one covers is empty, its words come once."""
    rows: list[str] = []
    codes: list[str] = []
    for row in _rows(table):
        properties = row.find(f"{W}trPr")
        if properties is not None and any(is_left_out(child) for child in properties):
            continue
        cells = []
        for cell in _cells(row):
            text, found = _cell_text(cell, cell_lines, notes, is_left_out)
            codes += found
            cells.append("" if _is_covered(cell) and not text else text)
        rows.append("\t".join(cells))
    return "\n".join(row for row in rows if row.strip()), tuple(dict.fromkeys(codes))


def _rows(table: Element) -> list[Element]:
    return [row for child in table for row in _through(child, f"{W}tr")]


def _cells(row: Element) -> list[Element]:
    return [cell for child in row for cell in _through(child, f"{W}tc")]


def _through(element: Element, tag: str) -> list[Element]:
    """Word wraps rows and cells of forms in content controls."""
    if element.tag == tag:
        return [element]
    if element.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins"):
        return [found for child in element for found in _through(child, tag)]
    return []


def _is_covered(cell: Element) -> bool:
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and value(merge) in (None, "continue")


def _cell_text(
    cell: Element, cell_lines: CellLines, notes: list[Block], is_left_out: Callable[[Element], bool]
) -> tuple[str, list[str]]:
    parts: list[str] = []
    codes: list[str] = []
    for child in [found for inner in cell for found in _content(inner)]:
        if child.tag == f"{W}tbl":
            text, found = table_text(child, cell_lines, notes, is_left_out)
            parts.append(" ".join(text.split()))
            codes += found
            continue
        lines, foot = cell_lines(child)
        parts += [line.text for line in lines]
        codes += [code for line in lines for code in line.doubts]
        notes += foot
    return " ".join(part for part in parts if part), codes


def _content(element: Element) -> list[Element]:
    if element.tag in (f"{W}p", f"{W}tbl"):
        return [element]
    if element.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins"):
        return [found for child in element for found in _content(child)]
    return []
