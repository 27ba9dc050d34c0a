"""Counters against abuse: one file in memory shared by a host's processes, never in the database.

A visitor is a keyed hash of agency, network and browser family under a salt that is random, lives in
the same memory file and is replaced each day: afterwards nobody can tell who it was, not even we.
What leaves this module is a rank («1», «2», «3 or more today») or «locked», never a mark.
"""

import fcntl
import hashlib
import hmac
import ipaddress
import json
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RANK_CAP = 3


@dataclass(frozen=True)
class AbuseCounters:
    """`path` must lie on a tmpfs; `day` is any text that changes when the salt shall change."""

    path: Path

    @contextmanager
    def _state(self, day: str) -> Iterator[dict[str, Any]]:
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "r+", encoding="utf-8") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            raw = handle.read()
            state = json.loads(raw) if raw else {}
            if state.get("day") != day:
                state = {"day": day, "salt": secrets.token_hex(32), "seen": {}, "wrong": {}}
            yield state
            handle.seek(0)
            handle.truncate()
            json.dump(state, handle)

    def rank_today(self, day: str, agency_id: int, network: str, family: str) -> int:
        """The how-manieth answer of this visitor for this agency today, capped at 3; counts it."""
        with self._state(day) as state:
            mark = _mark(state["salt"], f"{agency_id}|{network}|{family}")
            count = min(int(state["seen"].get(mark, 0)) + 1, RANK_CAP)
            state["seen"][mark] = count
            return count

    def count_wrong(self, day: str, subject: str, window_seconds: int = 600) -> int:
        """Counts one wrong attempt of `subject`; returns the attempts within the window."""
        now = int(time.monotonic())
        with self._state(day) as state:
            mark = _mark(state["salt"], subject)
            recent = [t for t in state["wrong"].get(mark, []) if now - t < window_seconds] + [now]
            state["wrong"][mark] = recent[-50:]
            return len(recent)

    def wrong_attempts(self, day: str, subject: str, window_seconds: int = 600) -> int:
        """The attempts of `subject` within the window, counting none."""
        now = int(time.monotonic())
        with self._state(day) as state:
            mark = _mark(state["salt"], subject)
            return len([t for t in state["wrong"].get(mark, []) if now - t < window_seconds])


def _mark(salt: str, subject: str) -> str:
    return hmac.new(bytes.fromhex(salt), subject.encode(), hashlib.sha256).hexdigest()[:24]


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
