"""Counters against abuse: one file in memory shared by a host's processes, never in the database.

A visitor is a keyed hash of agency, network and browser family under a salt that is random, lives in
the same memory file and is replaced each day: afterwards nobody can tell who it was, not even we.
What leaves this module is a rank («1», «2», «3 or more today») or a count of wrong attempts, never a mark.

The file is a table of fixed size in shared memory, because every answer counts here while others wait:
a header (day, salt), then slots for visitors, then slots for wrong attempts. A full table forgets the
oldest visitors rather than refuse anybody.
"""

import fcntl
import hashlib
import hmac
import ipaddress
import mmap
import os
import secrets
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

RANK_CAP = 3
WRONG_CAP = 62  # more attempts than this are not told apart

_DAY = struct.Struct(">32s")
_SALT_AT, _SALT_BYTES = _DAY.size, 32
_SEEN_AT = 64
_SEEN = struct.Struct(">8sB7s")
_SEEN_SLOTS = 1 << 17
_WRONG_AT = _SEEN_AT + _SEEN.size * _SEEN_SLOTS
_WRONG = struct.Struct(f">8s{WRONG_CAP}I")
_WRONG_SLOTS = 1 << 13
_SIZE = _WRONG_AT + _WRONG.size * _WRONG_SLOTS
_PROBES = 16
_NOBODY = b"\0" * 8


class _Table:
    """The mapped file of one path in this process; `turn` holds off other threads and processes."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        if os.fstat(self._descriptor).st_size != _SIZE:
            os.ftruncate(self._descriptor, _SIZE)
        self.bytes = mmap.mmap(self._descriptor, _SIZE)
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, day: str) -> Iterator[None]:
        """Exclusive use; a new day wipes everything, the salt included."""
        stamp = hashlib.sha256(day.encode()).digest()
        with self._lock:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
            try:
                if self.bytes[: _DAY.size] != stamp:
                    self._begin_day(stamp)
                yield
            finally:
                fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def _begin_day(self, stamp: bytes) -> None:
        self.bytes[:] = b"\0" * _SIZE
        self.bytes[: _DAY.size] = stamp
        self.bytes[_SALT_AT : _SALT_AT + _SALT_BYTES] = secrets.token_bytes(_SALT_BYTES)

    def mark(self, subject: str) -> bytes:
        salt = self.bytes[_SALT_AT : _SALT_AT + _SALT_BYTES]
        return hmac.digest(salt, subject.encode(), hashlib.sha256)[:8]

    def slot(self, mark: bytes, start: int, width: int, slots: int) -> int:
        """Where the mark stands or may be put; the place of another one when all are taken."""
        first = int.from_bytes(mark, "big")
        for step in range(_PROBES):
            at = start + (first + step) % slots * width
            if self.bytes[at : at + 8] in (mark, _NOBODY):
                return at
        at = start + first % slots * width
        self.bytes[at : at + width] = b"\0" * width
        return at


_tables: dict[Path, _Table] = {}
_opening = threading.Lock()
os.register_at_fork(after_in_child=_tables.clear)  # a file lock must not be shared with the parent


@dataclass(frozen=True)
class AbuseCounters:
    """`path` must lie on a tmpfs; `day` is any text that changes when the salt shall change."""

    path: Path

    @property
    def _table(self) -> _Table:
        table = _tables.get(self.path)
        if table is None:
            with _opening:
                table = _tables.setdefault(self.path, _Table(self.path))
        return table

    def rank_today(
        self, day: str, agency_id: int, network: str, family: str, page: bytes = b""
    ) -> int:
        """The how-manieth answer of this visitor for this agency today, capped at 3; counts it.

        `page` (bytes that differ from page to page) keeps the same page, sent again over a bad network,
        from being counted twice. Only its mark is kept: a response's number follows from the bytes.
        """
        table = self._table
        with table.turn(day):
            mark = table.mark(f"{agency_id}|{network}|{family}")
            at = table.slot(mark, _SEEN_AT, _SEEN.size, _SEEN_SLOTS)
            _, count, last_page = _SEEN.unpack_from(table.bytes, at)
            page_mark = table.mark(f"page|{page.hex()}")[:7]
            if not (page and count and last_page == page_mark):
                count = min(count + 1, RANK_CAP)
                _SEEN.pack_into(table.bytes, at, mark, count, page_mark)
            return int(count)

    def count_wrong(self, day: str, subject: str, window_seconds: int = 600) -> int:
        """Counts one wrong attempt of `subject`; returns the attempts within the window, at most 62."""
        now = int(time.monotonic()) + 1
        table = self._table
        with table.turn(day):
            at, mark, recent = self._recent(table, subject, now - window_seconds)
            recent = [*recent, now][-WRONG_CAP:]
            _WRONG.pack_into(table.bytes, at, mark, *recent, *[0] * (WRONG_CAP - len(recent)))
            return len(recent)

    def wrong_attempts(self, day: str, subject: str, window_seconds: int = 600) -> int:
        """The attempts of `subject` within the window, counting none."""
        now = int(time.monotonic()) + 1
        table = self._table
        with table.turn(day):
            return len(self._recent(table, subject, now - window_seconds)[2])

    @staticmethod
    def _recent(table: _Table, subject: str, since: int) -> tuple[int, bytes, list[int]]:
        mark = table.mark(subject)
        at = table.slot(mark, _WRONG_AT, _WRONG.size, _WRONG_SLOTS)
        known, *instants = _WRONG.unpack_from(table.bytes, at)
        recent = [one for one in instants if one > max(since, 0)] if known == mark else []
        return at, mark, recent


def counters_in(tmpfs_dir: Path, instance_dir: Path) -> AbuseCounters:
    """The counters of one installation; two installations on a host do not share theirs."""
    name = hashlib.sha256(str(instance_dir).encode()).hexdigest()[:12]
    return AbuseCounters(tmpfs_dir / f"ydan-{name}.counters")


def network_of(address: str | None) -> str:
    """The /24 of an IPv4 or the /64 of an IPv6 address; «unknown» when there is none."""
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    prefix = 24 if ip.version == 4 else 64
    return str(ipaddress.ip_network(f"{ip}/{prefix}", strict=False))


def browser_family(agent: str | None) -> str:
    """A coarse family, so that the mark does not become a fingerprint."""
    text = (agent or "").lower()
    for family in ("zalo", "samsungbrowser", "firefox", "edg", "chrome", "safari"):
        if family in text:
            return family
    return "other"
