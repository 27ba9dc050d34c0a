"""Whoever edits the database behind its back is found out; witnesses refuse a ledger that forks."""

import json
import re
import runpy
import shutil
import sys
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from threading import Thread, current_thread, main_thread
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, insert, text

from base.codes import read_code
from ledger.leaves import canonical, leaf_bytes, number_hash
from ledger.models import LedgerLeaf
from ledger.opening import write_opening
from ledger.queries.checkpoints import find_newest_checkpoint, list_cosignatures
from ledger.queries.leaves import find_leaf
from ledger.signing import second_copy_of, signer_of
from ledger.tools import verify_ledger as verifier
from ledger.verification import verify_elsewhere, verify_here
from tests.factories import make_comment
from tests.ledger.leaves import AT, make_pending, seal_now
from tests.surveys.answering import answer_once, make_open_place

TOOLS = Path(verifier.__file__).parent


class Site(verifier.Url):
    """The public pages, asked by a test client instead of over the network."""

    def __init__(self, client: FlaskClient) -> None:
        super().__init__("")
        self.client = client

    def get(self, path: str, **arguments: Any) -> str:
        answer = self.client.get(path, query_string=arguments)
        if answer.status_code != 200:
            raise OSError(f"{path}: {answer.status_code}")
        return answer.get_data(as_text=True)


@pytest.fixture
def sealed_numbers(app: Flask, client: FlaskClient) -> list[str]:
    """The numbers of four answers that are in the ledger."""
    place = make_open_place()
    numbers = [read_code(answer_once(client, place).codes[0], 12) for _ in range(4)]
    seal_now(app)
    return numbers


def behind_its_back(db: Any, table: str, statement: str) -> None:
    """As somebody with the database's own password: the triggers are no obstacle."""
    if db.engine.dialect.name == "sqlite":
        for verb in ("update", "delete"):
            db.session.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{verb}"))
    else:
        db.session.execute(text("SET session_replication_role = replica"))
    db.session.execute(text(statement))
    db.session.commit()
    db.session.remove()


def faults(app: Flask, opening: Path | None = None) -> list[str]:
    return verify_here(app.extensions["settings"], opening)[0]


def key_of(app: Flask) -> Any:
    return verifier.Key(str(signer_of(app.extensions["settings"]).key))


def test_an_untouched_ledger_holds(app: Flask, sealed_numbers: list[str]) -> None:
    assert verify_here(app.extensions["settings"], None) == ([], 4, 1)


def test_the_fast_spelling_of_a_leaf_is_the_canonical_one() -> None:
    number, committed = number_hash("K7M49QWE2XHTC"), bytes(range(32))
    leaf = {"v": 1, "type": "response", "number": number.hex(), "commitment": committed.hex()}
    assert leaf_bytes("response", number, committed) == canonical(leaf)


@pytest.mark.parametrize("column", ["answers", "agency_id", "channel", "month", "duration_steps"])
def test_an_edited_response_is_named_by_its_leaf(
    app: Flask, db: Any, sealed_numbers: list[str], column: str
) -> None:
    values = {"answers": "x'09'", "agency_id": "agency_id + 1", "channel": "'paper'"}
    if db.engine.dialect.name == "postgresql":
        values["answers"] = "'\\x09'"
    one = "(SELECT min(id) FROM response)"
    if db.engine.dialect.name == "sqlite":
        db.session.execute(text("PRAGMA foreign_keys = OFF"))
    leaf_number = db.session.scalar(
        text(f"SELECT number_hash FROM response_number WHERE response_id = {one}")
    )
    leaf = find_leaf(bytes(leaf_number))
    assert leaf
    ordinal = leaf.position + 1
    db.session.rollback()
    value = values.get(column, f"{column} + 1")
    behind_its_back(db, "response", f"UPDATE response SET {column} = {value} WHERE id = {one}")
    (fault,) = faults(app)
    assert f"mục {ordinal} " in fault
    assert "đã bị sửa" in fault


def test_a_deleted_response_is_named(app: Flask, db: Any, sealed_numbers: list[str]) -> None:
    behind_its_back(
        db, "response", "DELETE FROM response WHERE id = (SELECT min(id) FROM response)"
    )
    (fault,) = faults(app)
    assert "không còn bản ghi" in fault


def test_an_invented_response_has_no_leaf(
    app: Flask, db: Any, client: FlaskClient, sealed_numbers: list[str]
) -> None:
    answer_once(client, make_open_place())
    assert faults(app) == []  # it waits, as it should
    behind_its_back(db, "pending_leaf", "DELETE FROM pending_leaf")
    (fault,) = faults(app)
    assert "không có trong sổ" in fault


@pytest.mark.parametrize("column", ["commitment", "number_hash", "leaf_hash"])
def test_an_edited_leaf_is_named(
    app: Flask, db: Any, sealed_numbers: list[str], column: str
) -> None:
    zeros = (
        "zeroblob(32)" if db.engine.dialect.name == "sqlite" else "decode(repeat('00',32),'hex')"
    )
    statement = f"UPDATE ledger_leaf SET {column} = {zeros} WHERE position = 2"
    behind_its_back(db, "ledger_leaf", statement)
    assert any("mục 3:" in one for one in faults(app))


def test_a_checkpoint_signed_anew_by_somebody_else_is_named(
    app: Flask, db: Any, sealed_numbers: list[str]
) -> None:
    behind_its_back(
        db,
        "ledger_checkpoint",
        "UPDATE ledger_checkpoint SET note = replace(note, 'time 2', 'time 3')",
    )
    assert any("chữ ký sai" in one for one in faults(app))


def test_an_edited_subtree_hash_is_named(app: Flask, db: Any) -> None:
    make_pending(600)
    seal_now(app)
    zeros = (
        "zeroblob(32)" if db.engine.dialect.name == "sqlite" else "decode(repeat('00',32),'hex')"
    )
    behind_its_back(db, "ledger_node", f"UPDATE ledger_node SET hash = {zeros} WHERE position = 1")
    assert any("mục 257–512: mã băm lưu sẵn sai" in one for one in faults(app))


def test_the_auditors_file_opens_every_leaf_and_shows_a_later_edit(
    app: Flask, db: Any, sealed_numbers: list[str], tmp_path: Path
) -> None:
    settings, file = app.extensions["settings"], tmp_path / "mo.jsonl"
    assert write_opening(settings, file) == 4
    assert file.stat().st_mode & 0o777 == 0o600
    assert faults(app, file) == []
    folder = str(second_copy_of(settings).folder)
    assert verify_elsewhere(settings, folder, file) == ([], 4, 1)
    lines = [json.loads(one) for one in file.read_text(encoding="utf-8").splitlines()]
    lines[1]["record"]["answers"] = "00"
    file.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in lines))
    (fault,) = verify_elsewhere(settings, folder, file)[0]
    assert lines[1]["number"][:16] in fault


def test_the_command_exits_0_only_if_all_holds(
    app: Flask, db: Any, sealed_numbers: list[str]
) -> None:
    run = app.test_cli_runner()
    good = run.invoke(args=["ledger", "verify", "--number", sealed_numbers[0]])
    assert good.exit_code == 0, good.output
    assert "4 leaves, 1 checkpoints, 0 faults" in good.output
    assert run.invoke(args=["ledger", "verify", "--number", "K7M49QWE2XHTC"]).exit_code == 1
    behind_its_back(db, "response", "DELETE FROM response")
    bad = run.invoke(args=["ledger", "verify"])
    assert bad.exit_code == 1
    assert bad.output.count("không còn bản ghi") == 4


def test_the_stand_alone_verifier_checks_the_second_copy_by_itself(
    app: Flask, sealed_numbers: list[str], capsys: Any
) -> None:
    folder = second_copy_of(app.extensions["settings"]).folder
    assert verifier.main([str(folder)]) == 0
    lines = (folder / "leaves" / "000000.jsonl").read_bytes().splitlines(keepends=True)
    (folder / "leaves" / "000000.jsonl").write_bytes(b"".join(lines[:3]))
    assert verifier.main([str(folder)]) == 1
    assert "thiếu mục 4–4" in capsys.readouterr().out


def test_the_stand_alone_verifier_checks_the_public_pages(
    app: Flask, client: FlaskClient, sealed_numbers: list[str]
) -> None:
    make_pending(700)
    seal_now(app)
    site, key = Site(client), key_of(app)
    assert verifier.Key(site.key()).public == key.public
    assert verifier.check_everything(site, key) == ([], 704, 2)
    index, checkpoint = verifier.check_number(site, key, sealed_numbers[2].lower())
    assert index < 4
    assert checkpoint.size == 704
    verifier.check_between(site, key, 4, 704)


def test_the_public_pages_alone_show_that_leaves_were_changed(
    app: Flask, db: Any, client: FlaskClient, sealed_numbers: list[str]
) -> None:
    zeros = (
        "zeroblob(32)" if db.engine.dialect.name == "sqlite" else "decode(repeat('00',32),'hex')"
    )
    behind_its_back(
        db, "ledger_leaf", f"UPDATE ledger_leaf SET commitment = {zeros} WHERE position = 1"
    )
    (fault,) = verifier.check_everything(Site(client), key_of(app))[0]
    assert "mục 1–4 không khớp" in fault


def test_comments_open_their_leaves_too(app: Flask, db: Any) -> None:
    """A comment's words may be destroyed; what the ledger commits to is the row that stays."""
    from ledger.openers import stored_records

    comment = make_comment()
    db.session.commit()
    kinds = {kind: record for kind, record in stored_records()}
    assert kinds["comment"].leaf_id == comment.id.to_bytes(8, "big")
    assert kinds["comment"].record["received_on"] == comment.received_on.isoformat()
    db.session.rollback()


GONE = {
    "from the middle": range(7, 47, 2),
    "from the end": range(40, 60),
    "all": range(60),
}


def named_leaves(found: list[str], told: str) -> list[int]:
    """Positions of leaves that are named one by one."""
    return [int(match[1]) - 1 for one in found if (match := re.match(rf"mục (\d+): .*{told}", one))]


@pytest.mark.parametrize("where", sorted(GONE))
@pytest.mark.parametrize("copy_too", [False, True])
def test_every_deleted_leaf_is_named(app: Flask, db: Any, where: str, copy_too: bool) -> None:
    """One by one, also where nobody kept a second copy to look them up in."""
    for at in range(3):
        make_pending(20)
        seal_now(app, AT + timedelta(minutes=10 * at))
    places = ", ".join(str(one) for one in GONE[where])
    behind_its_back(db, "ledger_leaf", f"DELETE FROM ledger_leaf WHERE position IN ({places})")
    if copy_too:
        shutil.rmtree(second_copy_of(app.extensions["settings"]).folder)
    assert named_leaves(faults(app), "the leaf is gone") == list(GONE[where])


def test_a_deleted_checkpoint_is_named(app: Flask, db: Any) -> None:
    """The newest too, without which its leaves look as if they had never been signed."""
    for at in range(2):
        make_pending(20)
        seal_now(app, AT + timedelta(minutes=10 * at))
    behind_its_back(db, "ledger_checkpoint", "DELETE FROM ledger_checkpoint WHERE size = 40")
    assert "mốc 40: không còn trong sổ / the checkpoint is gone" in faults(app)


def test_leaves_that_changed_places_are_named(app: Flask, db: Any) -> None:
    make_pending(20)
    seal_now(app)
    chosen = (3, 4, 9, 12, 17)
    listed = ", ".join(str(one) for one in chosen)
    query = f"SELECT * FROM ledger_leaf WHERE position IN ({listed}) ORDER BY position"
    rows = [dict(one._mapping) for one in db.session.execute(text(query))]
    behind_its_back(db, "ledger_leaf", f"DELETE FROM ledger_leaf WHERE position IN ({listed})")
    for row, position in zip(rows, (*chosen[1:], chosen[0]), strict=True):
        db.session.execute(insert(LedgerLeaf), {**row, "position": position})
    db.session.commit()
    assert named_leaves(faults(app), "differs from the second copy") == list(chosen)


def test_what_others_write_meanwhile_is_no_fault(
    app: Flask, db: Any, sealed_numbers: list[str]
) -> None:
    """Somebody answers, another process seals, before responses and again before leaves are read."""
    place, settings, minutes = make_open_place().code, app.extensions["settings"], count(10, 10)

    def somebody_else() -> None:
        with app.app_context():
            answer_once(app.test_client(), place, words="Chờ lâu quá")
            seal_now(app, AT + timedelta(minutes=next(minutes)))
            answer_once(app.test_client(), place)

    awaited = ["FROM response", "FROM ledger_leaf"]

    def between(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if awaited and current_thread() is main_thread() and awaited[0] in statement:
            awaited.pop(0)
            other = Thread(target=somebody_else)
            other.start()
            other.join()

    event.listen(db.engine, "before_cursor_execute", between)
    assert verify_here(settings, None) == ([], 4, 1)
    event.remove(db.engine, "before_cursor_execute", between)
    assert awaited == []
    assert verify_here(settings, None) == ([], 9, 3)


# --- witnesses


@pytest.fixture
def witnessing(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """witness.py as an outside body runs it, beside verify_ledger.py."""
    monkeypatch.setitem(sys.modules, "verify_ledger", verifier)
    return runpy.run_path(str(TOOLS / "witness.py"), run_name="witness")


def look(witnessing: dict[str, Any], witness: Any, site: Site, client: FlaskClient) -> Any:
    """One round of a witness; what it sends goes to the site by the test client."""

    def send(_log: Any, size: int, line: str) -> None:
        answer = client.post("/api/v1/ledger/cosignatures", json={"size": size, "line": line})
        assert answer.status_code in (200, 201), answer.get_data(as_text=True)

    witnessing["look"].__globals__["send"] = send
    return witnessing["look"](witness, site, None)


@pytest.fixture
def witness(app: Flask, witnessing: dict[str, Any], tmp_path: Path) -> Any:
    """Registered."""
    made = witnessing["Witness"](tmp_path / "mttq", "mttq.thanhhoa.example")
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(before, ledger_witnesses=(made.vkey,))
    yield made
    app.extensions["settings"] = before


def test_a_witness_cosigns_what_continues_and_its_signature_is_shown(
    app: Flask, client: FlaskClient, witnessing: dict[str, Any], witness: Any
) -> None:
    site = Site(client)
    for size in (5, 9):
        make_pending(size - (find_newest_checkpoint().size if size > 5 else 0))  # type: ignore[union-attr]
        seal_now(app)
        assert f"mốc {size} khớp" in look(witnessing, witness, site, client)
    assert len(list_cosignatures(5)) == len(list_cosignatures(9)) == 1
    assert "— mttq.thanhhoa.example " in client.get("/so-cong-khai/moc/9").text
    assert "mttq.thanhhoa.example" in client.get("/so-cong-khai").text
    look(witnessing, witness, site, client)  # the same again: known already
    assert len(list_cosignatures(9)) == 1


def test_a_witness_refuses_a_fork_and_keeps_the_evidence(
    app: Flask, db: Any, client: FlaskClient, witnessing: dict[str, Any], witness: Any
) -> None:
    make_pending(5)
    seal_now(app)
    look(witnessing, witness, Site(client), client)
    settings = app.extensions["settings"]
    for table in ("ledger_leaf", "ledger_checkpoint", "ledger_cosignature"):
        behind_its_back(db, table, f"DELETE FROM {table}")
    import shutil

    shutil.rmtree(second_copy_of(settings).folder)
    make_pending(7)  # another history, signed with the right key
    seal_now(app)
    with pytest.raises(witnessing["Forked"]):
        look(witnessing, witness, Site(client), client)
    assert list_cosignatures(7) == []
    (evidence,) = witness.folder.glob("evidence-*.txt")
    assert "\n5\n" in evidence.read_text(encoding="utf-8")
    assert "\n7\n" in evidence.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "sent",
    [
        None,
        [],
        {"size": 5},
        {"size": "5", "line": "— x AAAA\n"},
        {"size": 5, "line": "— mttq.thanhhoa.example AAAA\n"},
        {"size": 99, "line": "— mttq.thanhhoa.example AAAA\n"},
        {"size": 5, "line": "x" * 100_000},
    ],
)
def test_what_no_registered_witness_signed_is_not_stored(
    app: Flask, client: FlaskClient, witness: Any, sent: Any
) -> None:
    make_pending(5)
    seal_now(app)
    answer = client.post("/api/v1/ledger/cosignatures", json=sent)
    assert answer.status_code == 409
    assert "bên làm chứng" in answer.get_json()["detail"]
    assert list_cosignatures(5) == []


def test_a_stranger_cannot_cosign(
    app: Flask, client: FlaskClient, witnessing: dict[str, Any], witness: Any, tmp_path: Path
) -> None:
    make_pending(5)
    seal_now(app)
    stranger = witnessing["Witness"](tmp_path / "la", "mttq.thanhhoa.example")
    stranger.key_id = witness.key_id  # it even claims to be the registered key
    checkpoint = verifier.Checkpoint(Site(client).newest(), key_of(app))
    line = stranger.cosign(checkpoint, 1_795_400_000)
    answer = client.post("/api/v1/ledger/cosignatures", json={"size": 5, "line": line})
    assert answer.status_code == 409
