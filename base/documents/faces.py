"""The face documents are set in: Times New Roman or one of its measures, where the copy knows Vietnamese.

Old copies of Liberation Serif lack «ộ» and its like; typst would take these letters, in the middle of a word,
from another face. Folders with such a copy are passed over; where none is left, typst brings a face along.
"""

import struct
from functools import cache
from pathlib import Path
from typing import Any

import typst

FACES = ("Times New Roman", "Liberation Serif", "Tinos")
_TRIAL = "ộẾữ"


@cache
def document_fonts() -> Any:
    """The host's faces without such copies, and what typst brings along; looked for once a process."""
    everything = typst.Fonts(include_system_fonts=True).fonts()
    found = [(one.family, Path(one.path)) for one in everything if one.path]
    folders = {path.parent for _family, path in found}
    unfit = {
        path.parent for family, path in found if family in FACES and not knows_letters(path, _TRIAL)
    }
    kept = [str(one) for one in sorted(folders - unfit)]
    return typst.Fonts(include_system_fonts=False, font_paths=kept)


def knows_letters(path: Path, letters: str) -> bool:
    """Whether a TrueType or OpenType file has a glyph for each; a file that cannot be read has none."""
    try:
        data = path.read_bytes()
        table = _character_map(data)
        return table is not None and all(_glyph(table, ord(one)) for one in letters)
    except (OSError, struct.error, IndexError):
        return False


def _character_map(data: bytes) -> bytes | None:
    """The Unicode map of format 4, which every font for Windows has."""
    start = struct.unpack_from(">I", data, 12)[0] if data[:4] == b"ttcf" else 0
    count = struct.unpack_from(">H", data, start + 4)[0]
    for number in range(count):
        tag, _sum, offset, _length = struct.unpack_from(">4sIII", data, start + 12 + 16 * number)
        if tag == b"cmap":
            return _format_4(data, offset)
    return None


def _format_4(data: bytes, offset: int) -> bytes | None:
    for number in range(struct.unpack_from(">H", data, offset + 2)[0]):
        platform, encoding, at = struct.unpack_from(">HHI", data, offset + 4 + 8 * number)
        is_unicode = platform == 0 or (platform, encoding) == (3, 1)
        if is_unicode and struct.unpack_from(">H", data, offset + at)[0] == 4:
            return data[offset + at :]
    return None


def _glyph(table: bytes, letter: int) -> int:
    """The number of its glyph; 0 is «no such letter»."""
    doubled = struct.unpack_from(">H", table, 6)[0]
    for place in range(0, doubled, 2):
        if struct.unpack_from(">H", table, 14 + place)[0] < letter:
            continue
        start = struct.unpack_from(">H", table, 16 + doubled + place)[0]
        if start > letter:
            return 0
        delta = struct.unpack_from(">H", table, 16 + 2 * doubled + place)[0]
        at = 16 + 3 * doubled + place
        away = struct.unpack_from(">H", table, at)[0]
        if not away:
            return int((letter + delta) & 0xFFFF)
        return int(struct.unpack_from(">H", table, at + away + 2 * (letter - start))[0])
    return 0
