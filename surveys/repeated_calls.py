"""Answers to calls that may be sent twice over a bad line: kept for an hour, in memory alone.

One file a call in a folder on the tmpfs, named by a hash and sealed under a key that follows from the
caller's own `Idempotency-Key`: the file alone tells nobody a code. Each host keeps its own; a call that is
repeated comes back to the same host (nginx pins an address to one).
"""

import hashlib
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from base.clock import now
from base.settings import Settings
from surveys.rules.code_calls import CallDiffers, CallGoesOn

KEPT_SECONDS = 3600
_SWEEP_ONE_IN = 64


@dataclass(frozen=True)
class RepeatedCall:
    """One call with its place in memory; `body` is what was asked, so that another question is refused."""

    path: Path
    cipher: AESGCM
    body: bytes

    def begin(self) -> str | None:
        """The earlier answer, or None when this call is the first; raises CallGoesOn, CallDiffers."""
        _sweep(self.path.parent, by_chance=True)
        _forget_if_old(self.path)
        try:
            os.close(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            _stamp(self.path)
        except FileExistsError:
            return self._earlier()
        return None

    def _earlier(self) -> str:
        kept = self.path.read_bytes()
        if not kept:
            raise CallGoesOn
        try:
            return self.cipher.decrypt(kept[:12], kept[12:], self.body).decode()
        except InvalidTag as error:
            raise CallDiffers from error

    def keep(self, answer: str) -> None:
        """After the commit; appears whole or not at all."""
        nonce = os.urandom(12)
        fresh = self.path.with_suffix(f".{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_bytes(nonce + self.cipher.encrypt(nonce, answer.encode(), self.body))
        _stamp(fresh)
        fresh.replace(self.path)

    def forget(self) -> None:
        """Nothing was done: the same call may try again."""
        self.path.unlink(missing_ok=True)


def repeated_call(settings: Settings, caller: bytes, call_key: str, body: bytes) -> RepeatedCall:
    """Of one caller (the hash of its API key) and its Idempotency-Key."""
    installation = hashlib.sha256(str(settings.instance_dir).encode()).hexdigest()[:12]
    folder = settings.tmpfs_dir / f"ydan-{installation}.answers"
    folder.mkdir(mode=0o700, exist_ok=True)
    about = caller + call_key.encode()
    name = hashlib.sha256(b"name|" + about).hexdigest()[:40]
    cipher = AESGCM(hashlib.sha256(b"seal|" + about).digest())
    return RepeatedCall(folder / name, cipher, body)


def _stamp(path: Path) -> None:
    instant = now().timestamp()
    os.utime(path, (instant, instant))


def _is_old(path: Path) -> bool:
    try:
        return now().timestamp() - path.stat().st_mtime > KEPT_SECONDS
    except FileNotFoundError:
        return False


def _forget_if_old(path: Path) -> None:
    if _is_old(path):
        path.unlink(missing_ok=True)


def _sweep(folder: Path, *, by_chance: bool) -> None:
    """Every now and then, by whoever calls: what is over an hour old goes."""
    if by_chance and secrets.randbelow(_SWEEP_ONE_IN):
        return
    for path in folder.iterdir():
        with suppress(OSError):
            _forget_if_old(path)
