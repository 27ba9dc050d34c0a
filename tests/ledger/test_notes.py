"""Signed notes as C2SP writes them, and Ed25519 by RFC 8032's own arithmetic."""

from datetime import UTC, datetime

import pytest

from ledger.notes import (
    WITNESS_KEY,
    Checkpoint,
    NoteMalformed,
    Signer,
    VerifierKey,
    cosigned_at,
    is_signed_by,
    read_checkpoint,
    read_key,
    signature_line,
)
from ledger.tools import verify_ledger as verifier

C2SP_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
C2SP_NOTE = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlT"
    "gK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
SECRET = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"  # RFC 8032, 7.1, test 1
PUBLIC = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
SIGNATURE = (
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
    "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
)
SIGNER = Signer("ydan.thanhhoa.example/so-cong-khai", SECRET)
CHECKPOINT = Checkpoint(
    SIGNER.key.name, 5678, bytes(range(32)), datetime(2026, 11, 23, 3, 5, tzinfo=UTC)
)


def test_the_example_of_the_specification_is_signed_by_its_key() -> None:
    assert str(read_key(C2SP_KEY)) == C2SP_KEY
    assert is_signed_by(C2SP_NOTE, read_key(C2SP_KEY))
    assert not is_signed_by(
        C2SP_NOTE.replace("example message", "exemple message"), read_key(C2SP_KEY)
    )


def test_the_verifiers_arithmetic_gives_the_published_key_and_signature() -> None:
    assert verifier.public_key(bytes.fromhex(SECRET)).hex() == PUBLIC
    assert verifier.sign(bytes.fromhex(SECRET), b"").hex() == SIGNATURE
    assert verifier.is_signature(bytes.fromhex(PUBLIC), b"", bytes.fromhex(SIGNATURE))


@pytest.mark.parametrize("byte", [0, 31, 32, 63])
def test_the_verifier_refuses_a_signature_with_a_changed_byte(byte: int) -> None:
    wrong = bytearray.fromhex(SIGNATURE)
    wrong[byte] ^= 1
    assert not verifier.is_signature(bytes.fromhex(PUBLIC), b"", bytes(wrong))


def test_the_verifier_refuses_a_signature_whose_scalar_was_made_larger_by_the_order() -> None:
    raw = bytes.fromhex(SIGNATURE)
    larger = int.from_bytes(raw[32:], "little") + verifier.ORDER
    assert not verifier.is_signature(
        bytes.fromhex(PUBLIC), b"", raw[:32] + larger.to_bytes(32, "little")
    )


def test_a_checkpoint_says_origin_size_root_and_time_and_reads_back() -> None:
    note = SIGNER.sign(CHECKPOINT)
    assert note.split("\n")[:4] == [
        "ydan.thanhhoa.example/so-cong-khai",
        "5678",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "time 2026-11-23T03:05:00Z",
    ]
    assert read_checkpoint(note) == CHECKPOINT
    assert is_signed_by(note, SIGNER.key)
    assert verifier.Checkpoint(note, verifier.Key(str(SIGNER.key))).size == 5678


def test_a_checkpoint_with_another_number_is_not_signed() -> None:
    note = SIGNER.sign(CHECKPOINT).replace("\n5678\n", "\n5679\n")
    assert not is_signed_by(note, SIGNER.key)
    with pytest.raises(verifier.Broken, match="mốc 5679"):
        verifier.Checkpoint(note, verifier.Key(str(SIGNER.key)))


@pytest.mark.parametrize("note", ["", "a\nb\nc\n", "x\n01\nAAAA\ntime 2026-11-23T03:05:00Z\n\n"])
def test_what_is_no_checkpoint_is_refused(note: str) -> None:
    with pytest.raises(NoteMalformed):
        read_checkpoint(note)


@pytest.mark.parametrize("text", ["", "a+b", C2SP_KEY.replace("530d", "530e"), "a b+00000000+AAAA"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(NoteMalformed):
        read_key(text)


def test_a_witness_signature_counts_only_for_its_own_checkpoint() -> None:
    secret = bytes.fromhex(SECRET)
    key = VerifierKey("mttq.thanhhoa.example", WITNESS_KEY, verifier.public_key(secret))
    at = datetime(2026, 11, 23, 3, 6, tzinfo=UTC)
    seconds = int(at.timestamp())
    signed = verifier.sign(secret, f"cosignature/v1\ntime {seconds}\n{CHECKPOINT.body}".encode())
    line = signature_line(key, seconds.to_bytes(8, "big") + signed)
    assert cosigned_at(CHECKPOINT.body, line, key) == at
    assert cosigned_at(CHECKPOINT.body.replace("5678", "5679"), line, key) is None
