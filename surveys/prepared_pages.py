"""A page made once and handed out many times: only a few short values differ from view to view.

The parts between those values are compressed once. A view puts its values between them as stored (that
is, uncompressed) blocks of the same gzip stream, which any browser reads as one page; making one takes
some microseconds instead of a rendering and a compression.
"""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

SLOT = "\x1aslot\x1a"  # rendered into a template where a value shall stand; never typed by people
_GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
_STORED = struct.Struct("<BHH")
_TRAILER = struct.Struct("<II")
_LAST_EMPTY_BLOCK = b"\x03\x00"


@dataclass(frozen=True)
class PreparedPage:
    """`pieces` stand around the slots; `deflated` are the same, each ending on a byte boundary."""

    pieces: tuple[bytes, ...]
    deflated: tuple[bytes, ...]

    def gzipped(self, values: Sequence[bytes]) -> bytes:
        """The page with the values in its slots, as a gzip stream."""
        stream = [_GZIP_HEADER, self.deflated[0]]
        for value, part in zip(values, self.deflated[1:], strict=True):
            stream += (_STORED.pack(0, len(value), len(value) ^ 0xFFFF), value, part)
        plain = self.plain(values)
        stream += (_LAST_EMPTY_BLOCK, _TRAILER.pack(zlib.crc32(plain), len(plain)))
        return b"".join(stream)

    def plain(self, values: Sequence[bytes]) -> bytes:
        """The same page for a client that takes no gzip."""
        found = [self.pieces[0]]
        for value, piece in zip(values, self.pieces[1:], strict=True):
            found += (value, piece)
        return b"".join(found)


def _deflate(piece: bytes) -> bytes:
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    return compressor.compress(piece) + compressor.flush(zlib.Z_FULL_FLUSH)


def prepare(page: str) -> PreparedPage:
    """The page cut at its slots and compressed."""
    pieces = tuple(piece.encode() for piece in page.split(SLOT))
    return PreparedPage(pieces, tuple(_deflate(piece) for piece in pieces))
