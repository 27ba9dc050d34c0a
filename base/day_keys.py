"""Keys that live for some days and are then destroyed, outside database and backups.

What is sealed under the key of a day can be opened until `forget_day_keys` has destroyed it; afterwards
by nobody. There are two shelves of them in INSTANCE_DIR: `trace-keys`, which live for 48 hours after their
day, and `link-keys`, which live as long as a response may be answered anew. Both folders must be left out
of every backup (docs/operations.md).
"""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from base.clock import HANOI

KEPT_FOR = timedelta(hours=48)


@dataclass(frozen=True)
class KeyShelf:
    """A folder of keys, one a day, each destroyed `kept_for` after its day has ended in Vietnam."""

    folder: str
    kept_for: timedelta


TRACES = KeyShelf("trace-keys", KEPT_FOR)


def links(days: int) -> KeyShelf:
    """Keys of the links between codes and answers; how long they live is a legal setting."""
    return KeyShelf("link-keys", timedelta(days=days))


LINKS = links(7)
_open_keys: dict[str, tuple[Path, date, AESGCM]] = {}  # folder → the key last sealed with


class DayKeyGone(LookupError):
    """The key of that day was destroyed, or never made."""


def _path(instance_dir: Path, shelf: KeyShelf, day: date) -> Path:
    return instance_dir / shelf.folder / f"{day.isoformat()}.key"


def _make_or_read(path: Path) -> bytes:
    """Two processes may come here at once: a whole file is linked into place, and the first one wins."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(secrets.token_bytes(32))
            handle.flush()
            os.fsync(handle.fileno())
        with suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    return path.read_bytes()


def seal(
    instance_dir: Path, day: date, plain: bytes, about: bytes, shelf: KeyShelf = TRACES
) -> bytes:
    """nonce + ciphertext under the key of `day`, made on first use; `about` is bound to it."""
    known = _open_keys.get(shelf.folder)
    if known is None or known[:2] != (instance_dir, day):
        cipher = AESGCM(_make_or_read(_path(instance_dir, shelf, day)))
        known = _open_keys[shelf.folder] = (instance_dir, day, cipher)
    nonce = os.urandom(12)
    return nonce + known[2].encrypt(nonce, plain, about)


def unseal(
    instance_dir: Path, day: date, sealed: bytes, about: bytes, shelf: KeyShelf = TRACES
) -> bytes:
    """What was sealed; raises DayKeyGone once the key is destroyed."""
    try:
        key = _path(instance_dir, shelf, day).read_bytes()
    except FileNotFoundError as error:
        raise DayKeyGone(day.isoformat()) from error
    return AESGCM(key).decrypt(sealed[:12], sealed[12:], about)


def days_to_forget(days: set[date], now: datetime, shelf: KeyShelf = TRACES) -> set[date]:
    """Those of the days that ended in Vietnam longer ago than the shelf keeps keys."""
    return {
        day
        for day in days
        if datetime(day.year, day.month, day.day, tzinfo=HANOI) + timedelta(days=1) + shelf.kept_for
        <= now
    }


def list_key_days(instance_dir: Path, shelf: KeyShelf) -> set[date]:
    """Days whose key is still there."""
    return {date.fromisoformat(one.stem) for one in (instance_dir / shelf.folder).glob("*.key")}


def forget_day_keys(instance_dir: Path, now: datetime, shelf: KeyShelf = TRACES) -> int:
    """Destroys the keys whose time is over; returns how many."""
    due = days_to_forget(list_key_days(instance_dir, shelf), now, shelf)
    for day in due:
        path = _path(instance_dir, shelf, day)
        path.write_bytes(secrets.token_bytes(path.stat().st_size))
        path.unlink()
        if _open_keys.get(shelf.folder, ())[:2] == (instance_dir, day):
            del _open_keys[shelf.folder]
    return len(due)
