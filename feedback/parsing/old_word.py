"""Reads the text of a .doc (Word 97–2003) itself: paragraphs, tables, footnotes, but no automatic numbers.

Used where no LibreOffice is installed, or it fails; what Word only numbers on the screen is then missing, and
the draft says so. Structure: [MS-DOC], FIB and piece table.
"""

import io
import re
import struct
from collections.abc import Iterator

import olefile

from base.words import nfc
from feedback.parsing import doubts
from feedback.parsing.blocks import Block, BlockKind
from feedback.parsing.columns import side_by_side
from feedback.parsing.joining import join_blocks
from feedback.parsing.legacy_letters import guessed
from feedback.parsing.markdown import is_rule, superscript
from feedback.parsing.refusals import FileUnreadable

_SECOND_TABLE, _FLAGS = 0x0200, 0x0A
_TEXT_LENGTH, _NOTES_LENGTH, _PIECES, _LISTS = 0x4C, 0x50, 0x01A2, 0x02E6
_FIELD_CODE = re.compile("\x13[^\x13\x14\x15]*(?:\x14|(?=\x15))")
_DROPPED = dict.fromkeys([*range(1), 1, 3, 4, 5, 6, 8, 0x14, 0x15, 0x1F, 0xAD])
_CELL, _NOTE = "\x07", "\x02"


def read_old_word(data: bytes) -> list[Block]:
    """The blocks of the file; raises FileUnreadable."""
    try:
        text, notes, has_lists = _texts(data)
    except (OSError, struct.error, ValueError, IndexError, TypeError) as error:
        raise FileUnreadable from error
    text, code = guessed(text)
    blocks = join_blocks(
        list(_blocks(text, [guessed(note)[0] for note in notes])), is_wrapped=False
    )
    codes = [one for one in (code, doubts.NUMBERS_NOT_REBUILT if has_lists else None) if one]
    if blocks and codes:
        blocks[0] = blocks[0].with_doubts(*codes)
    return blocks


def _texts(data: bytes) -> tuple[str, list[str], bool]:
    """The main text, the footnotes, and whether the file has numbered lists."""
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        stream = ole.openstream("WordDocument").read()
        flags = struct.unpack_from("<H", stream, _FLAGS)[0]
        table = ole.openstream("1Table" if flags & _SECOND_TABLE else "0Table").read()
    start, length = struct.unpack_from("<II", stream, _PIECES)
    main, notes = struct.unpack_from("<II", stream, _TEXT_LENGTH)
    whole = "".join(_pieces(stream, table[start : start + length]))
    has_lists = struct.unpack_from("<I", stream, _LISTS)[0] > 0
    parts = whole[main : main + notes].split(_NOTE)[1:] if notes else []
    return whole[:main], [" ".join(_clean(part).split()) for part in parts], has_lists


def _pieces(stream: bytes, clx: bytes) -> Iterator[str]:
    at = 0
    while clx[at] == 1:
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    size = struct.unpack_from("<I", clx, at + 1)[0]
    plc = clx[at + 5 : at + 5 + size]
    count = (size - 4) // 12
    edges = struct.unpack_from(f"<{count + 1}I", plc, 0)
    for index in range(count):
        offset = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * index + 2)[0]
        length = edges[index + 1] - edges[index]
        if offset & 0x40000000:
            first = (offset & 0x3FFFFFFF) // 2
            yield stream[first : first + length].decode("cp1252", "replace")
        else:
            yield stream[offset : offset + 2 * length].decode("utf-16-le", "replace")


def _clean(text: str) -> str:
    while _FIELD_CODE.search(text):
        text = _FIELD_CODE.sub("", text)
    text = text.replace("\x1e", "-").replace("\xa0", " ").replace("\t", " ").translate(_DROPPED)
    return nfc(text)


def _blocks(text: str, notes: list[str]) -> Iterator[Block]:
    waiting = list(notes)
    rows: list[str] = []
    cells: list[str] = []
    for part in re.split(f"(?<={_CELL})|(?<=\r)|(?<=\x0c)", _clean(text)):
        if part.endswith(_CELL):
            if part == _CELL and cells:
                rows.append("\t".join(cells))
                cells = []
            else:
                lines = part.rstrip(_CELL).split("\x0b")
                cells.append("\v".join(" ".join(line.split()) for line in lines))
            continue
        if cells:  # a paragraph inside a cell that goes on
            cells.append(" ".join(part.split()))
            continue
        yield from _table(rows)
        rows = []
        yield from _paragraph(part, waiting, len(notes))
    yield from _table([*rows, *(["\t".join(cells)] if cells else [])])


def _table(rows: list[str]) -> Iterator[Block]:
    if not any(row.strip() for row in rows):
        return
    apart = side_by_side(rows)
    if apart:
        yield from (Block(line) for line in apart)
    else:
        yield Block("\n".join(rows).replace("\v", " "), BlockKind.TABLE)


def _paragraph(part: str, waiting: list[str], total: int) -> Iterator[Block]:
    found: list[Block] = []
    while _NOTE in part and waiting:
        number = superscript(str(total - len(waiting) + 1))
        part = part.replace(_NOTE, number, 1)
        found.append(Block(waiting.pop(0), BlockKind.FOOTNOTE, number=number))
    gap = True
    for line in part.replace(_NOTE, "").split("\x0b"):
        shown = " ".join(line.split())
        if shown and not is_rule(shown):
            yield Block(shown, gap=gap)
            gap = False
    yield from found
