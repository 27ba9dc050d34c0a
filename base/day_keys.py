"""Keys that live for a day and are then destroyed, outside database and backups.

What is sealed under the key of a day can be opened until `forget_day_keys` has destroyed it; afterwards
by nobody. The folder INSTANCE_DIR/trace-keys must be left out of every backup (docs/operations.md).
"""

import os
import secrets
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from base.clock import HANOI

KEPT_FOR = timedelta(hours=48)
FOLDER = "trace-keys"
_open_keys: dict[tuple[Path, date], AESGCM] = {}


class DayKeyGone(LookupError):
    """The key of that day was destroyed, or never made."""


def _path(instance_dir: Path, day: date) -> Path:
    return instance_dir / FOLDER / f"{day.isoformat()}.key"


def _make_or_read(instance_dir: Path, day: date) -> bytes:
    """Two processes may come here at once: a whole file is linked into place, and the first one wins."""
    path = _path(instance_dir, day)
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


def seal(instance_dir: Path, day: date, plain: bytes, about: bytes) -> bytes:
    """nonce + ciphertext under the key of `day`, made on first use; `about` is bound to it."""
    cipher = _open_keys.get((instance_dir, day))
    if cipher is None:
        cipher = AESGCM(_make_or_read(instance_dir, day))
        _open_keys.clear()
        _open_keys[instance_dir, day] = cipher
    nonce = os.urandom(12)
    return nonce + cipher.encrypt(nonce, plain, about)


def unseal(instance_dir: Path, day: date, sealed: bytes, about: bytes) -> bytes:
    """What was sealed; raises DayKeyGone once the key is destroyed."""
    try:
        key = _path(instance_dir, day).read_bytes()
    except FileNotFoundError as error:
        raise DayKeyGone(day.isoformat()) from error
    return AESGCM(key).decrypt(sealed[:12], sealed[12:], about)


def days_to_forget(days: set[date], now: datetime) -> set[date]:
    """Those of the days that ended in Vietnam more than 48 hours ago."""
    return {
        day
        for day in days
        if datetime(day.year, day.month, day.day, tzinfo=HANOI) + timedelta(days=1) + KEPT_FOR
        <= now
    }


def forget_day_keys(instance_dir: Path, now: datetime) -> int:
    """Destroys the keys whose time is over; returns how many."""
    paths = {date.fromisoformat(one.stem): one for one in (instance_dir / FOLDER).glob("*.key")}
    due = days_to_forget(set(paths), now)
    for day in due:
        path = paths[day]
        path.write_bytes(secrets.token_bytes(path.stat().st_size))
        path.unlink()
    for known in [one for one in _open_keys if one[1] in due]:
        del _open_keys[known]
    return len(due)
