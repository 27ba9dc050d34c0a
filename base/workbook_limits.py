"""Looks into an XLSX before anything reads it: how much it holds when unpacked, how far its cells reach.

The reader lays out a sheet from its first to its last cell at once. Two cells far apart, in a file of five
kilobytes, would take more memory than there is and end the whole process with everybody's requests in it.
What the file says of its own sizes is not believed: everything is unpacked once, in pieces, and counted.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

UNPACKED_LIMIT = 200 * 1024 * 1024
CELLS_LIMIT = 20_000_000
_PIECE, _OVERLAP = 1 << 20, 64
_COLUMN = re.compile(rb"r\s*=\s*[\"']([A-Za-z]+)[0-9]")
_ROW = re.compile(rb"r\s*=\s*[\"'][A-Za-z]+([0-9]+)")
_OTHER_KINDS = {"xl/workbook.bin", "content.xml", "mimetype"}


class WorkbookUnreadable(Exception):
    """Not the XLSX it claims to be."""


class WorkbookTooLarge(Exception):
    """More than a process may take into memory."""


def check_workbook(data: bytes, archive: zipfile.ZipFile) -> None:
    """Raises WorkbookUnreadable or WorkbookTooLarge; memory stays small whatever the file holds."""
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if len(names) < len(entries) or "xl/workbook.xml" not in names or names & _OTHER_KINDS:
        raise WorkbookUnreadable
    unpacked = 0
    for entry in entries:
        rows, columns, before = 1, 1, b""
        for piece in _pieces(data, entry):
            unpacked += len(piece)
            seen = before + piece
            columns = max(columns, *map(_column, set(_COLUMN.findall(seen))), 1)
            rows = max(rows, *map(_number, set(_ROW.findall(seen))), 1)
            if unpacked > UNPACKED_LIMIT or rows * columns > CELLS_LIMIT:
                raise WorkbookTooLarge
            before = piece[-_OVERLAP:]


def _column(letters: bytes) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters[:9].upper():
        number = number * 26 + letter - 64
    return number


def _number(digits: bytes) -> int:
    return int(digits[:9])


def _pieces(data: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """What the entry really unpacks to, a piece at a time."""
    try:
        names, extra = struct.unpack_from("<HH", data, entry.header_offset + 26)
        start = entry.header_offset + 30 + names + extra
        packed = memoryview(data)[start : start + entry.compress_size]
        if entry.compress_type == zipfile.ZIP_STORED:
            yield from (bytes(packed[at : at + _PIECE]) for at in range(0, len(packed), _PIECE))
        elif entry.compress_type == zipfile.ZIP_DEFLATED:
            yield from _inflated(packed)
        else:
            raise WorkbookUnreadable
    except (struct.error, zlib.error) as error:
        raise WorkbookUnreadable from error


def _inflated(packed: memoryview) -> Iterator[bytes]:
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    waiting: bytes | memoryview = packed
    while not inflate.eof:
        piece = inflate.decompress(waiting, _PIECE)
        if not piece and not inflate.unconsumed_tail:
            return
        yield piece
        waiting = inflate.unconsumed_tail
