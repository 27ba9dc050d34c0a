"""Kill −9 the sealer at random moments: no leaf lost, none twice, checkpoints continue each other."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from base.db import db
from ledger.leaves import number_hash
from ledger.queries.checkpoints import find_newest_checkpoint, list_checkpoints
from ledger.queries.leaves import count_leaves, list_leaves
from ledger.signing import second_copy_of
from ledger.verification import verify_here
from tests.conftest import PostgresStore, make_settings
from tests.ledger.leaves import make_pending, seal_now

pytestmark = pytest.mark.slow
PROJECT = Path(__file__).resolve().parents[2]
SERVER_URL = os.environ.get("TEST_DATABASE_URL", "")
KILLS = 8

SEAL = """
from base.clock import now
from ledger.sealing import seal
from ledger.signing import app_settings
from portal.factory import create_app
with create_app().app_context():
    print("ready", flush=True)
    while True:
        seal(app_settings(), now(), only_when_due=False)
"""


def start_sealer(environment: dict[str, str]) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", SEAL]
    sealer = subprocess.Popen(
        command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert sealer.stdout
    assert sealer.stdout.readline().strip() == "ready"
    return sealer


def test_a_sealer_killed_at_random_moments_loses_nothing_and_doubles_nothing(
    tmp_path: Path,
) -> None:
    from flask_migrate import upgrade

    from portal.factory import create_app

    store = PostgresStore(SERVER_URL) if SERVER_URL else None
    url = store.url if store else f"sqlite:///{tmp_path / 'kill.sqlite'}"
    settings = make_settings(tmp_path, url)
    app = create_app(settings)
    environment = {
        **os.environ,
        "INSTANCE_DIR": str(tmp_path),
        "DATABASE_URL": settings.database_url,
        "PUBLIC_URL": settings.public_url,  # the ledger's name follows from it
    }
    sent: list[str] = []
    with app.app_context():
        upgrade()
        for _ in range(KILLS):
            sealer = start_sealer(environment)
            until = time.monotonic() + random.uniform(0.1, 2.5)
            while time.monotonic() < until:
                sent += make_pending(random.randint(1, 400))
            assert sealer.poll() is None, "the sealer fell over by itself"
            sealer.kill()
            sealer.wait()
            assert sealer.stdout
            sealer.stdout.close()
        seal_now(app)
        check_everything_is_there(app, sent)
        db.session.remove()
        db.engine.dispose()
    if store:
        store.drop()


def check_everything_is_there(app: object, sent: list[str]) -> None:
    size = count_leaves()
    newest = find_newest_checkpoint()
    assert newest is not None
    assert newest.size == size == len(sent)
    found = [row[1] for row in list_leaves(0, size)]
    assert sorted(found) == sorted(number_hash(one) for one in sent)
    assert len(list_checkpoints()) > 1  # some of it while they were killed
    settings = app.extensions["settings"]  # type: ignore[attr-defined]
    assert second_copy_of(settings).count_leaves() == size
    faults = [one for one in verify_here(settings, None)[0] if "bản ghi" not in one]
    assert faults == []  # the records themselves are not there: only leaves were made
