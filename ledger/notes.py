"""Checkpoints as signed notes (C2SP signed-note, tlog-checkpoint, tlog-cosignature); Ed25519. Pure.

The note's text is origin, size, root in base64 and one extension line with the time, which is coarse and
never goes back; then an empty line and the signatures.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

LOG_KEY, WITNESS_KEY = 1, 4  # signature types: Ed25519, and timestamped cosignature/v1


class NoteMalformed(ValueError):
    """Not a signed note or not a key of the kinds we know."""


@dataclass(frozen=True)
class VerifierKey:
    """name+keyid+base64(kind || public key)"""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        told = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return hashlib.sha256(told).digest()[:4]

    def __str__(self) -> str:
        material = base64.b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.name}+{self.id.hex()}+{material}"


def read_key(text: str) -> VerifierKey:
    try:
        name, key_id, material = text.strip().split("+", 2)
        raw = base64.b64decode(material, validate=True)
    except (ValueError, binascii.Error) as error:
        raise NoteMalformed(text) from error
    key = VerifierKey(name, raw[0] if raw else 0, raw[1:])
    wrong = not name or any(one.isspace() for one in name) or len(key.public) != 32
    if wrong or key.kind not in (LOG_KEY, WITNESS_KEY) or key.id.hex() != key_id:
        raise NoteMalformed(text)
    return key


@dataclass(frozen=True)
class Checkpoint:
    origin: str
    size: int
    root: bytes
    at: datetime

    @property
    def body(self) -> str:
        root = base64.b64encode(self.root).decode()
        return f"{self.origin}\n{self.size}\n{root}\ntime {self.at:%Y-%m-%dT%H:%M:%SZ}\n"


def read_checkpoint(note: str) -> Checkpoint:
    """The text of a note of ours, its signatures unchecked; raises NoteMalformed."""
    body = note.partition("\n\n")[0]
    try:
        origin, size, root, time = body.split("\n")
        word, _, instant = time.partition(" ")
        at = datetime.strptime(instant, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        found = Checkpoint(origin, int(size), base64.b64decode(root, validate=True), at)
    except (ValueError, binascii.Error) as error:
        raise NoteMalformed(note) from error
    if word != "time" or found.body != f"{body}\n":
        raise NoteMalformed(note)
    return found


class Signer:
    """The log's own key; made from the secret `ledger_signing` (32 bytes in hexadecimal)."""

    def __init__(self, name: str, secret: str) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret))
        self.key = VerifierKey(name, LOG_KEY, self._private.public_key().public_bytes_raw())

    def sign_text(self, text: str) -> bytes:
        return self._private.sign(text.encode())

    def sign(self, checkpoint: Checkpoint) -> str:
        signature = self._private.sign(checkpoint.body.encode())
        return f"{checkpoint.body}\n{signature_line(self.key, signature)}"


def signature_line(key: VerifierKey, signature: bytes) -> str:
    return f"— {key.name} {base64.b64encode(key.id + signature).decode()}\n"


def signature_of(note: str, key: VerifierKey) -> bytes | None:
    """What stands behind the key's name and id in a note (or a lone line); None if it did not sign."""
    for line in note.split("\n"):
        parts = line.split(" ")
        if len(parts) != 3 or parts[0] != "—" or parts[1] != key.name:
            continue
        try:
            raw = base64.b64decode(parts[2], validate=True)
        except (ValueError, binascii.Error):
            continue
        if raw[:4] == key.id:
            return raw[4:]
    return None


def _is_signed(key: VerifierKey, signature: bytes, message: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def is_signed_by(note: str, key: VerifierKey) -> bool:
    """Whether the log's key signed the text of the note."""
    signature = signature_of(note, key)
    body, _, _ = note.partition("\n\n")
    return signature is not None and _is_signed(key, signature, f"{body}\n")


def cosigned_at(body: str, line: str, key: VerifierKey) -> datetime | None:
    """When a witness cosigned a checkpoint's text; None if the line is not its valid cosignature."""
    found = signature_of(line, key)
    if found is None or len(found) != 72:
        return None
    seconds = int.from_bytes(found[:8], "big")
    if not _is_signed(key, found[8:], f"cosignature/v1\ntime {seconds}\n{body}"):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
