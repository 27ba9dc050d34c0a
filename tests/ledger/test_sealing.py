"""How leaves come into the ledger, whatever happens on the way."""

import os
import resource
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, text
from sqlalchemy.exc import DBAPIError, OperationalError

from ledger import actions, sealing, second_copy
from ledger.leaves import number_hash
from ledger.models import PendingLeaf
from ledger.notes import is_signed_by, read_checkpoint
from ledger.queries.checkpoints import (
    count_checkpoints,
    find_newest_checkpoint,
    list_checkpoints,
    list_events,
)
from ledger.queries.leaves import count_leaves, list_leaves, subtrees
from ledger.rules import LedgerForked
from ledger.second_copy import CopyBusy
from ledger.signing import second_copy_of, signer_of
from ledger.verification import verify_here
from tests.ledger.leaves import AT, make_pending, seal_now

TABLES = ("ledger_leaf", "ledger_node", "ledger_checkpoint", "ledger_cosignature", "ledger_event")


def numbers_in_order() -> list[bytes]:
    return [row[1] for row in list_leaves(0, count_leaves())]


def hashed(numbers: list[str]) -> list[bytes]:
    return [number_hash(one) for one in numbers]


def faults(app: Flask) -> list[str]:
    return verify_here(app.extensions["settings"], None)[0]


def copy_of(app: Flask) -> Any:
    return second_copy_of(app.extensions["settings"])


def test_what_waits_comes_into_the_ledger_once_and_waits_no_more(app: Flask, db: Any) -> None:
    numbers = make_pending(30)
    sealed = seal_now(app)
    assert sorted(numbers_in_order()) == sorted(hashed(numbers))
    assert db.session.query(PendingLeaf).count() == 0
    assert sealed.checkpoint
    assert sealed.checkpoint.size == 30
    assert sealed.checkpoint.root == subtrees().root(30)
    newest = find_newest_checkpoint()
    assert newest
    assert is_signed_by(newest.note, signer_of(app.extensions["settings"]).key)


def test_places_in_a_batch_are_drawn_by_lot(app: Flask) -> None:
    """Neither the order of coming nor that of the commitments, in which the rows are read."""
    make_pending(200)
    seal_now(app)
    rows = list_leaves(0, 200)
    commitments = [row[2] for row in rows]
    numbers = [row[1] for row in rows]
    assert commitments != sorted(commitments)
    assert numbers != sorted(numbers)


def test_without_anything_new_there_is_no_new_checkpoint(app: Flask) -> None:
    make_pending(2)
    seal_now(app)
    assert seal_now(app, AT + timedelta(hours=1)).checkpoint is None
    assert count_checkpoints() == 1


def test_one_checkpoint_at_most_is_made_within_ten_minutes(app: Flask) -> None:
    settings = app.extensions["settings"]
    make_pending(2)
    assert sealing.seal(settings, AT).checkpoint
    make_pending(2)
    assert sealing.seal(settings, AT + timedelta(minutes=4)).checkpoint is None
    later = sealing.seal(settings, AT + timedelta(minutes=5)).checkpoint
    assert later
    assert later.size == 4


def test_with_the_clock_set_back_the_time_stands_still(app: Flask) -> None:
    times = []
    for at in (AT, AT - timedelta(days=2), AT + timedelta(minutes=10)):
        make_pending(1)
        checkpoint = seal_now(app, at).checkpoint
        assert checkpoint
        times.append(checkpoint.at)
    first = AT.replace(second=0)
    assert times == [first, first, first + timedelta(minutes=10)]


def test_a_checkpoint_tells_the_minute_and_nothing_finer(app: Flask) -> None:
    make_pending(1)
    checkpoint = seal_now(app).checkpoint
    assert checkpoint
    assert (checkpoint.at.second, checkpoint.at.microsecond) == (0, 0)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("verb", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}"])
def test_the_tables_of_the_ledger_refuse_changes(
    app: Flask, db: Any, table: str, verb: str
) -> None:
    make_pending(300)
    seal_now(app)
    columns = {"ledger_node": "hash", "ledger_checkpoint": "note", "ledger_leaf": "type"}
    if table in columns:
        with pytest.raises(DBAPIError, match="append-only"):
            db.session.execute(text(verb.format(table, columns[table])))
        db.session.rollback()
    else:  # nothing in them yet: the triggers must be there nevertheless
        names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if db.engine.dialect.name == "postgresql":
            names = "SELECT tgname FROM pg_trigger"
        assert any(str(one).startswith(table) for one in db.session.scalars(text(names)))


@pytest.mark.parametrize("table", TABLES)
def test_no_table_of_the_ledger_numbers_its_rows_as_they_come(db: Any, table: str) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("only SQLite hides row numbers in its tables")
    with pytest.raises(OperationalError, match="no such column"):
        db.session.execute(text(f"SELECT rowid FROM {table}"))


# --- whatever happens on the way


class Killed(BaseException):
    """As good as kill −9: nothing catches it, nothing is tidied up but what the database undoes."""


WATCHED = {actions.__file__, sealing.__file__, second_copy.__file__}


def die_at_line(number: int, work: Callable[[], Any]) -> bool:
    """Runs `work` and dies before the n-th new line of the sealer's own code; False if it ended before."""
    seen: set[tuple[str, int]] = set()

    def trace(frame: Any, event: str, _argument: Any) -> Any:
        if frame.f_code.co_filename not in WATCHED:
            return None
        if event == "line":
            seen.add((frame.f_code.co_filename, frame.f_lineno))
            if len(seen) == number:
                raise Killed
        return trace

    sys.settrace(trace)
    try:
        work()
    except Killed:
        return True
    finally:
        sys.settrace(None)
    return False


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # files left open
def test_dying_before_any_line_of_the_sealer_loses_nothing_and_doubles_nothing(
    app: Flask, db: Any
) -> None:
    sent: list[str] = []
    line = 1
    while True:
        sent += make_pending(2)
        died = die_at_line(line, lambda: seal_now(app))
        db.session.rollback()
        db.session.remove()
        seal_now(app)
        assert sorted(numbers_in_order()) == sorted(hashed(sent)), line
        newest = find_newest_checkpoint()
        assert newest is not None, line
        assert newest.size == len(sent) == copy_of(app).count_leaves(), line
        assert newest.root == subtrees().root(newest.size), line
        db.session.rollback()
        if not died:
            break
        line += 1
    assert line > 100
    assert [one for one in faults(app) if "bản ghi" not in one] == []
    assert [read_checkpoint(one.note) for one in list_checkpoints()] == [
        read_checkpoint(one) for one in copy_of(app).notes()
    ]


def test_a_line_that_a_crash_left_unfinished_in_the_copy_is_cut_off(app: Flask) -> None:
    make_pending(5)
    seal_now(app)
    file = copy_of(app).folder / "leaves" / "000000.jsonl"
    with file.open("ab") as handle:
        handle.write(b'{"commitment":"12')
    make_pending(5)
    seal_now(app)
    lines = file.read_bytes().splitlines()
    assert copy_of(app).count_leaves() == len(lines) == 10
    assert all(line.endswith(b"}") and line.count(b"{") == 1 for line in lines)


def test_a_full_disk_under_the_copy_signs_nothing_and_the_next_sealing_goes_on(
    app: Flask, db: Any
) -> None:
    make_pending(40)
    seal_now(app)
    sent = make_pending(40)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    file = copy_of(app).folder / "leaves" / "000000.jsonl"
    if db.engine.dialect.name == "sqlite":  # its own file must not meet the limit: take in before
        sealing._take_in_everything()
    resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size + 1000, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            seal_now(app)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    db.session.rollback()
    newest = find_newest_checkpoint()
    assert newest
    assert newest.size == 40
    db.session.rollback()
    seal_now(app)
    newest = find_newest_checkpoint()
    assert newest
    assert newest.size == 80
    assert set(hashed(sent)) <= set(numbers_in_order())


def test_a_full_database_leaves_everything_waiting(app: Flask, db: Any) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("SQLite alone can be told how large it may grow")
    from base.commits import way_of

    numbers = make_pending(3000)
    connection = way_of(db.engine).engine.raw_connection()
    cursor = connection.cursor()
    pages = cursor.execute("PRAGMA page_count").fetchone()[0]
    cursor.execute(f"PRAGMA max_page_count = {pages + 20}")
    connection.close()
    with pytest.raises(OperationalError, match="full"):
        seal_now(app)
    db.session.rollback()
    assert count_checkpoints() == 0
    waiting = db.session.query(PendingLeaf).count()
    assert waiting + count_leaves() == 3000
    db.session.rollback()
    db.engine.dispose()
    seal_now(app)
    assert sorted(numbers_in_order()) == sorted(hashed(numbers))


def test_two_sealers_do_not_work_at_the_same_time(app: Flask) -> None:
    make_pending(1)
    with copy_of(app).locked(), pytest.raises(CopyBusy):
        seal_now(app)
    assert seal_now(app).leaf_count == 1


# --- the database restored, or another one


def forget_since(db: Any, size: int) -> None:
    """The database as an older backup would bring it: triggers do not stop whoever restores."""
    dialect = db.engine.dialect.name
    off = "SET session_replication_role = replica" if dialect == "postgresql" else "SELECT 1"
    db.session.execute(text(off))
    for table in ("ledger_leaf", "ledger_node", "ledger_checkpoint"):
        if dialect == "sqlite":
            db.session.execute(text(f"DROP TRIGGER {table}_no_delete"))
    db.session.execute(text(f"DELETE FROM ledger_leaf WHERE position >= {size}"))
    db.session.execute(text(f"DELETE FROM ledger_checkpoint WHERE size > {size}"))
    db.session.commit()
    db.session.remove()


def test_a_restore_behind_a_published_checkpoint_is_made_good_and_made_public(
    app: Flask, db: Any
) -> None:
    make_pending(10)
    seal_now(app)
    before = numbers_in_order()
    make_pending(5)
    seal_now(app)
    published, history = find_newest_checkpoint(), numbers_in_order()
    assert published
    forget_since(db, 10)
    assert numbers_in_order() == before
    db.session.rollback()
    make_pending(3)
    seal_now(app, AT + timedelta(minutes=20))
    (event,) = list_events()
    assert (event.copied_size, event.missing_count) == (15, 5)
    assert numbers_in_order()[:15] == history
    newest = find_newest_checkpoint()
    assert newest
    assert newest.size == 19
    sizes = [one.size for one in list_checkpoints()]
    assert sizes == [10, 15, 19]
    assert event.commitment in [row[2] for row in list_leaves(15, 19)]


def test_records_that_still_wait_after_a_restore_are_not_counted_as_missing(
    app: Flask, db: Any
) -> None:
    make_pending(4)
    seal_now(app)
    make_pending(3)
    seal_now(app)
    kept = list_leaves(4, 6)
    forget_since(db, 4)
    for kind, number, commitment, _hash in kept:
        db.session.add(PendingLeaf(type=kind, number_hash=number, commitment=commitment))
    db.session.commit()
    seal_now(app)
    (event,) = list_events()
    assert event.missing_count == 1
    numbers = numbers_in_order()
    assert len(numbers) == len(set(numbers)) == 8


def test_a_database_with_another_history_than_the_copy_gets_no_signature(
    app: Flask, db: Any
) -> None:
    make_pending(6)
    seal_now(app)
    kept = copy_of(app).folder.with_name("kept")
    shutil.copytree(copy_of(app).folder, kept)
    forget_since(db, 0)
    shutil.rmtree(copy_of(app).folder)
    make_pending(6)
    sealing._take_in_everything()
    shutil.copytree(kept, copy_of(app).folder)
    with pytest.raises(LedgerForked):
        seal_now(app)
    db.session.rollback()
    assert count_checkpoints() == 0
    shutil.rmtree(kept)


def test_a_lost_second_copy_is_written_anew_before_the_next_signature(app: Flask) -> None:
    make_pending(6)
    seal_now(app)
    shutil.rmtree(copy_of(app).folder)
    make_pending(1)
    seal_now(app)
    assert copy_of(app).count_leaves() == 7


def test_the_second_copy_can_lie_elsewhere(app: Flask, tmp_path: Path) -> None:
    from dataclasses import replace

    settings = replace(app.extensions["settings"], ledger_copy_dir=tmp_path / "o-dia-khac")
    make_pending(2)
    sealing.seal(settings, AT)
    assert sorted(os.listdir(tmp_path / "o-dia-khac")) == [
        "checkpoints.jsonl",
        "key.txt",
        "leaves",
        "lock",
    ]


def test_taking_leaves_that_another_sealer_took_writes_nothing(app: Flask, db: Any) -> None:
    make_pending(2)
    waiting = db.session.query(PendingLeaf).all()
    rows = [actions.as_leaf(one.type, one.number_hash, one.commitment) for one in waiting]
    db.session.execute(delete(PendingLeaf).where(PendingLeaf.commitment == rows[0][2]))
    db.session.commit()
    with pytest.raises(actions.SealedMeanwhile):
        actions.append_leaves(rows)
    assert count_leaves() == 0
