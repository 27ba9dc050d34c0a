"""The ledger on both databases: leaves sealed a second, the cost for those who answer, a check, a proof.

`LEDGER_LEAVES`: how large the ledger of the check shall be (default 1,000,000; the budget is ten million).
`LEDGER_BULK`: only the check and the proof, in a tree of so many leaves that are not sealed one batch after
the other but written straight into an SQLite file, without a second copy (ten million: 2 GB, some minutes).
"""

import os
import secrets
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.row import Row
from bench.serving import durable_postgres

BULK = int(os.environ.get("LEDGER_BULK", "0"))
LEAVES = int(os.environ.get("LEDGER_LEAVES", "1000000"))
SEALED = 100_000
ANSWERS = 600


def make_app(folder: Path, url: str) -> Any:
    from flask_migrate import upgrade

    from base.settings import Settings, make_secrets, read_secrets
    from portal.factory import create_app

    make_secrets(folder)
    app = create_app(
        Settings(
            secrets=read_secrets(folder),
            instance_dir=folder,
            database_url=url,
            tmpfs_dir=folder,
            log_level="CRITICAL",
        )
    )
    with app.app_context():
        upgrade()
    return app


def add_pending(count: int) -> None:
    from sqlalchemy import insert

    from base.db import db
    from ledger.models import PendingLeaf

    for _ in range(0, count, 50_000):
        rows = [
            {
                "commitment": secrets.token_bytes(32),
                "type": "response",
                "number_hash": secrets.token_bytes(32),
            }
            for _ in range(min(50_000, count))
        ]
        db.session.execute(insert(PendingLeaf), rows)
        db.session.commit()


def seal_everything(app: Any) -> float:
    """Leaves a second, with shuffling, second copy and signature."""
    from base.clock import now
    from ledger.sealing import seal

    start = time.perf_counter()
    sealed = seal(app.extensions["settings"], now(), only_when_due=False)
    return sealed.leaf_count / (time.perf_counter() - start)


def answer_times(count: int, until: threading.Event | None = None) -> list[float]:
    """Milliseconds of the write an answer waits for (here its leaf alone), one after the other."""
    from base.commits import commit_together

    times = []
    while len(times) < count and not (until and until.is_set()):
        row = (secrets.token_bytes(32), "response", secrets.token_bytes(32))
        start = time.perf_counter()
        commit_together(lambda cursor, row=row: _insert(cursor, row))
        times.append((time.perf_counter() - start) * 1000)
        time.sleep(0.002)
    return times


def _insert(cursor: Any, row: tuple[bytes, str, bytes]) -> None:
    marks = "?, ?, ?" if "sqlite" in type(cursor).__module__ else "%s, %s, %s"
    cursor.execute(
        f"INSERT INTO pending_leaf (commitment, type, number_hash) VALUES ({marks})", row
    )


def p99(times: list[float]) -> float:
    return statistics.quantiles(times, n=100)[98]


def answering_while_sealing(app: Any) -> tuple[float, float, float]:
    """p99 in quiet, p99 while another process seals, leaves it sealed a second."""
    import subprocess

    quiet = answer_times(ANSWERS)
    add_pending(SEALED)
    environment = {
        **os.environ,
        "INSTANCE_DIR": str(app.extensions["settings"].instance_dir),
        "DATABASE_URL": app.extensions["settings"].database_url,
        "FLASK_APP": "wsgi",
    }
    command = [sys.executable, "-m", "flask", "ledger", "seal", "--now"]
    start = time.perf_counter()
    sealer = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    is_over = threading.Event()
    threading.Thread(target=lambda: (sealer.wait(), is_over.set()), daemon=True).start()
    busy = answer_times(100_000, is_over)
    assert sealer.returncode == 0
    return p99(quiet), p99(busy), SEALED / (time.perf_counter() - start)


def check_times(app: Any, size: int) -> tuple[float, float, int]:
    """Milliseconds (median, slowest) of the check page of a number, bytes of the proof's hashes."""
    number, hashes = sealed_number(app), hashes_of(range(0, size, max(1, size // 40)))
    client, times, longest = app.test_client(), [], 0
    client.get(f"/kiem-tra-phieu/{number}")
    for at in range(40):
        start = time.perf_counter()
        assert client.get(f"/kiem-tra-phieu/{number}").status_code == 200
        found = client.get(f"/api/v1/ledger/inclusion/{hashes[at % len(hashes)]}")
        times.append((time.perf_counter() - start) * 500)
        longest = max(longest, len(found.get_json()["path"]) * 32)
    return statistics.median(times), max(times), longest


def sealed_number(app: Any) -> str:
    """Of a response whose leaf has just been sealed."""
    from base.codes import random_code
    from base.db import db
    from base.nonces import NUMBER_LENGTH
    from ledger.leaves import number_hash
    from ledger.models import PendingLeaf

    number = random_code(NUMBER_LENGTH)
    leaf = {"commitment": secrets.token_bytes(32), "type": "response"}
    db.session.add(PendingLeaf(number_hash=number_hash(number), **leaf))
    db.session.commit()
    seal_everything(app)
    return number


def hashes_of(positions: Iterable[int]) -> list[str]:
    """The numbers' hashes of the leaves at these positions, as the API takes them."""
    from sqlalchemy import select

    from base.db import db
    from ledger.models import LedgerLeaf

    chosen = select(LedgerLeaf.number_hash).where(LedgerLeaf.position.in_(list(positions)))
    hashes = [one.hex() for one in db.session.scalars(chosen.order_by(LedgerLeaf.position))]
    db.session.remove()
    return hashes


def measure() -> list[Row]:
    if BULK:
        from bench.ledger_tree import measure_bulk

        return measure_bulk(BULK)
    with tempfile.TemporaryDirectory() as scratch:
        found = measure_on("SQLite", f"sqlite:///{scratch}/bench.sqlite")
    with durable_postgres() as url:
        return found + measure_on("PostgreSQL", url)


def measure_on(name: str, url: str) -> list[Row]:
    from base.db import db

    with tempfile.TemporaryDirectory() as scratch:
        app, last = make_app(Path(scratch), url), 0.0
        with app.app_context():
            add_pending(SEALED)
            speed = seal_everything(app)
            quiet, busy, beside = answering_while_sealing(app)
            for _ in range(2 * SEALED, LEAVES, SEALED):
                add_pending(SEALED)
                last = seal_everything(app)
            median, slowest, proof = check_times(app, LEAVES)
            db.engine.dispose()
    what = f"{LEAVES:,} leaves"
    copied = f"copied, synced and signed; the last of {what} {last:,.0f}/s"
    meanwhile = f"{quiet:.1f} ms in quiet; {beside:,.0f} leaves/s meanwhile, with start of process"
    checked = f"{what}, slowest {slowest:.1f}"
    write = f"ledger, {name}: p99 of an answer's write while sealing"
    return [
        Row(f"ledger, {name}: sealing", speed, "/s", 20_000, ">=", note=copied),
        Row(write, busy, "ms", 100, "<=", note=meanwhile),
        Row(f"ledger, {name}: check of a response", median, "ms", 50, "<=", note=checked),
        Row(f"ledger, {name}: proof", proof, "B", 1024, "<=", note=f"hashes of the path, {what}"),
    ]


if __name__ == "__main__":
    for row in measure():
        print(*row.cells(), row.note, sep="  ")
