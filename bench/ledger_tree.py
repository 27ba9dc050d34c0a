"""A ledger whose leaves and subtree hashes are written straight into an SQLite file, and its proofs."""

import secrets
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.ledger import hashes_of, make_app
from bench.row import Row


def leaf_row(at: int) -> tuple[int, str, bytes, bytes, bytes]:
    """A row of ledger_leaf; its number begins with its place."""
    from ledger.leaves import leaf_bytes
    from ledger.merkle import hash_leaf

    number, committed = at.to_bytes(8, "big") + secrets.token_bytes(24), secrets.token_bytes(32)
    hashed = hash_leaf(leaf_bytes("response", number, committed))
    return at, "response", number, committed, hashed


def write_tree(count: int) -> float:
    """Leaves and every subtree hash that sealing would have stored; numbers ascend. Returns seconds."""
    from base.db import db
    from ledger.merkle import Growth

    start, step = time.perf_counter(), 100_000
    connection = db.engine.raw_connection()
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=OFF")
    cursor.execute("PRAGMA wal_autocheckpoint=50000")
    growth = Growth(0, lambda level, first, last: [])
    for first in range(0, count, step):
        rows = [leaf_row(at) for at in range(first, min(first + step, count))]
        for row in rows:
            growth.add(row[-1])
        cursor.execute("BEGIN")
        cursor.executemany("INSERT INTO ledger_leaf VALUES (?, ?, ?, ?, ?)", rows)
        cursor.executemany("INSERT INTO ledger_node VALUES (?, ?, ?)", growth.made)
        cursor.execute("COMMIT")
        growth.made.clear()
    connection.close()
    return time.perf_counter() - start


def sign_tree(app: Any, count: int) -> None:
    """A checkpoint over what was written straight into the tables."""
    from base.clock import now
    from base.db import db
    from ledger.actions import add_checkpoint
    from ledger.notes import Checkpoint
    from ledger.queries.leaves import subtrees
    from ledger.signing import origin_of, signer_of

    settings = app.extensions["settings"]
    checkpoint = Checkpoint(origin_of(settings), count, subtrees().root(count), now())
    add_checkpoint(signer_of(settings).sign(checkpoint))
    db.session.commit()


def measure_bulk(count: int) -> list[Row]:
    from base.db import db

    with tempfile.TemporaryDirectory() as scratch:
        app = make_app(Path(scratch), f"sqlite:///{scratch}/bench.sqlite")
        with app.app_context():
            seconds = write_tree(count)
            sign_tree(app, count)
            size = (Path(scratch) / "bench.sqlite").stat().st_size
            median, slowest, worked, longest = proof_times(app, count)
            db.engine.dispose()
    note = f"{count:,} leaves written in {seconds:,.0f} s, {size / 1e9:.1f} GB; "
    note += f"slowest {slowest:.1f}, of the processor {worked:.1f}"
    return [
        Row("ledger, SQLite: check in a bulk tree", median, "ms", 50, "<=", note=note),
        Row(
            "ledger, SQLite: proof in a bulk tree",
            longest,
            "B",
            1024,
            "<=",
            note="hashes of the path",
        ),
    ]


def proof_times(app: Any, size: int) -> tuple[float, float, float, int]:
    """Milliseconds (median, slowest, processor) of proofs by the API; bytes of the longest path."""
    hashes = hashes_of(size * at // 200 + at for at in range(200))
    client, times, longest = app.test_client(), [], 0
    client.get(f"/api/v1/ledger/inclusion/{hashes[0]}")
    worked = time.process_time()
    for one in hashes:
        start = time.perf_counter()
        found = client.get(f"/api/v1/ledger/inclusion/{one}")
        times.append((time.perf_counter() - start) * 1000)
        longest = max(longest, len(found.get_json()["path"]) * 32)
    worked = (time.process_time() - worked) * 1000 / len(hashes)
    return statistics.median(times), max(times), worked, longest
