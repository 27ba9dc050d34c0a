"""The signing key changes in the ledger itself: verifiers and witnesses follow, an old key signs no more."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from base.settings import keep_secret, read_secret, read_secrets
from ledger.actions import add_checkpoint, add_public_record
from ledger.notes import Checkpoint, Signer, read_checkpoint
from ledger.queries.checkpoints import find_newest_checkpoint, list_cosignatures
from ledger.queries.leaves import subtrees
from ledger.record_types import RecordType
from ledger.rotation import handover, rotate_key
from ledger.rules import KeyOutdated
from ledger.signing import origin_of, second_copy_of, signer_of
from ledger.tools import verify_ledger as verifier
from ledger.verification import verify_here
from tests.ledger.leaves import AT, make_pending, seal_now
from tests.ledger.test_verification import Site, look, witness, witnessing  # noqa: F401

LATER = AT + timedelta(minutes=10)


@pytest.fixture(autouse=True)
def _same_secrets_after(app: Flask) -> Any:
    """The installation of all tests keeps its keys."""
    settings = app.extensions["settings"]
    file = settings.instance_dir / "secrets.json"
    before = file.read_bytes()
    yield
    file.write_bytes(before)
    app.extensions["settings"] = settings


def start_anew(app: Flask) -> None:
    """As the processes read their settings when they start."""
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, secrets=read_secrets(settings.instance_dir))


def rotated(app: Flask) -> tuple[str, str]:
    """(old key, new key); two checkpoints by the old one."""
    settings = app.extensions["settings"]
    make_pending(3)
    seal_now(app)
    told = app.test_cli_runner().invoke(args=["ledger", "rotate-key"])
    assert told.exit_code == 0, told.output
    old = str(signer_of(settings).key)
    start_anew(app)
    return old, str(signer_of(app.extensions["settings"]).key)


def test_the_new_key_goes_on_where_the_old_one_handed_over(app: Flask, client: FlaskClient) -> None:
    old, new = rotated(app)
    assert new in client.get("/so-cong-khai/viec").text.replace("\n", "")
    make_pending(2)
    seal_now(app, LATER)
    settings = app.extensions["settings"]
    assert all("không còn bản ghi" in one for one in verify_here(settings, None)[0])
    folder = str(second_copy_of(settings).folder)
    for key in (old, new):
        assert verifier.main([folder, "--key", key]) == 0
        assert verifier.check_everything(Site(client), verifier.Key(key))[0] == []


def test_a_process_that_still_holds_the_old_key_signs_nothing(app: Flask) -> None:
    settings = app.extensions["settings"]
    rotated(app)
    app.extensions["settings"] = settings
    make_pending(2)
    with pytest.raises(KeyOutdated):
        seal_now(app, LATER)
    start_anew(app)
    checkpoint = seal_now(app, LATER).checkpoint
    assert checkpoint is not None
    assert checkpoint.size == 6


def test_what_an_interrupted_handover_left_is_finished(app: Flask) -> None:
    """Killed after the record stood in the ledger, before the new secret took its place."""
    settings = app.extensions["settings"]
    make_pending(3)
    seal_now(app)
    new = rotate_key(settings, AT)
    chosen = read_secret(settings.instance_dir, "ledger_signing")
    keep_secret(settings.instance_dir, "ledger_signing", settings.secrets.ledger_signing)
    keep_secret(settings.instance_dir, "ledger_signing_next", chosen)
    assert rotate_key(settings, LATER) == new
    assert read_secret(settings.instance_dir, "ledger_signing") == chosen
    assert read_secret(settings.instance_dir, "ledger_signing_next") == ""


def test_a_witness_follows_the_handover_and_remembers_the_new_key(
    app: Flask,
    client: FlaskClient,
    witnessing: dict[str, Any],  # noqa: F811
    witness: Any,  # noqa: F811
) -> None:
    site = Site(client)
    make_pending(2)
    seal_now(app)
    look(witnessing, witness, site, client)
    _, new = rotated(app)
    make_pending(2)
    seal_now(app, LATER)
    look(witnessing, witness, site, client)
    look(witnessing, witness, site, client)
    newest = find_newest_checkpoint()
    assert newest
    assert len(list_cosignatures(newest.size)) == 1
    assert (witness.folder / "log.key").read_text() == new


def test_a_key_to_which_the_old_one_did_not_hand_over_is_refused(
    app: Flask,
    db: Any,
    client: FlaskClient,
    witnessing: dict[str, Any],  # noqa: F811
    witness: Any,  # noqa: F811
) -> None:
    """Somebody writes a handover into the ledger that a key of their own signed."""
    settings, site = app.extensions["settings"], Site(client)
    make_pending(2)
    seal_now(app)
    look(witnessing, witness, site, client)
    strange = Signer(origin_of(settings), os.urandom(32).hex())
    record = {**handover(strange, strange.key), "old_key": str(signer_of(settings).key)}
    add_public_record(RecordType.KEY_CHANGED, record, AT)
    db.session.commit()
    seal_now(app, LATER)
    make_pending(2)
    keep_secret(settings.instance_dir, "ledger_signing", _secret_of(strange))
    start_anew(app)
    seal_now(app, LATER + timedelta(minutes=10))
    with pytest.raises(witnessing["Forked"]):
        look(witnessing, witness, site, client)
    trusted = verifier.Key(str(signer_of(settings).key))
    assert any("chữ ký sai" in one for one in verifier.check_everything(site, trusted)[0])


def _secret_of(signer: Signer) -> str:
    return signer._private.private_bytes_raw().hex()


def test_a_checkpoint_by_the_old_key_after_the_handover_is_named(
    app: Flask, db: Any, tmp_path: Path
) -> None:
    before = signer_of(app.extensions["settings"])
    rotated(app)
    make_pending(2)
    seal_now(app, LATER)
    newest = find_newest_checkpoint()
    assert newest
    at = read_checkpoint(newest.note).at + timedelta(minutes=10)
    forged = Checkpoint(before.key.name, newest.size - 1, subtrees().root(newest.size - 1), at)
    db.session.rollback()
    add_checkpoint(before.sign(replace(forged, at=read_checkpoint(newest.note).at)))
    db.session.commit()
    found = verify_here(app.extensions["settings"], None)[0]
    assert f"mốc {forged.size}: khóa không có hiệu lực / signed by a key not in force" in found
