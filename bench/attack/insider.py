"""S9: somebody who holds the database edits it; the auditor's command and an outside witness look.

The edits are plain SQL on the installation's own file. What must be found is counted leaf by leaf.
"""

import random
import re
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import HTTPError
from urllib.request import urlopen

from bench.attack.stage import Stage, new_stage
from bench.serving import PROJECT

RESPONSES, COMMENTS = 120, 6
WITNESS = PROJECT / "ledger" / "tools" / "witness.py"


@dataclass(frozen=True)
class Found:
    """What one act was and whether it was found: `found` of `expected` things."""

    act: str
    expected: int
    found: int
    told: str

    @property
    def is_whole(self) -> bool:
        return self.found >= self.expected


def replay(seed: int) -> list[Found]:
    """Every act on a copy of the same sealed installation, and an untouched twin."""
    draw = random.Random(seed)
    with (
        new_stage("bench.attack.counter", str(RESPONSES), str(COMMENTS)) as unsealed,
        TemporaryDirectory(prefix="y-dan-") as name,
    ):
        folder = Path(name)
        sealed = unsealed.copied(folder / "sealed")
        sealed.flask("ledger", "seal", "--now")
        found = [_twin(sealed)]
        for act, edit in _EDITS.items():
            found.append(_edited(act, sealed.copied(folder / act), edit, draw))
        found.append(_hidden(sealed, folder, draw))
        found.append(_forked(unsealed, sealed, folder, draw))
        found.append(_dropped(unsealed, folder, draw))
    with new_stage("bench.attack.published") as published:
        found.append(_rescored(published, draw))
    return found


def _faults(stage: Stage) -> tuple[int, list[str]]:
    """(exit code, lines of faults) of the auditor's command."""
    told = stage.flask("ledger", "verify", check=False)
    return told.returncode, told.stdout.splitlines()[:-1]


def _twin(stage: Stage) -> Found:
    code, faults = _faults(stage)
    return Found("untouched", 0, code + len(faults), "; ".join(faults[:2]))


Edit = Callable[[sqlite3.Connection, random.Random], set[int]]


def _edited(act: str, stage: Stage, edit: Edit, draw: random.Random) -> Found:
    """`edit` returns the positions of the leaves it touched; each must be named."""
    with stage.database() as connection:
        touched = edit(connection, draw)
    code, faults = _faults(stage)
    named = _named(faults)
    hit = len(touched & named) if code == 1 else 0
    return Found(act, len(touched), hit, next(iter(faults), ""))


def _named(faults: list[str]) -> set[int]:
    """Leaves named one by one, as positions from 0; a span that only says «somewhere here» names none."""
    return {int(one) - 1 for line in faults for one in re.findall(r"mục (\d+)(?![\d–])", line)}


def _positions(connection: sqlite3.Connection, kind: str) -> list[int]:
    rows = connection.execute("SELECT position FROM ledger_leaf WHERE type = ? ORDER BY 1", (kind,))
    return [position for (position,) in rows]


def _delete_leaves(connection: sqlite3.Connection, draw: random.Random) -> set[int]:
    chosen = draw.sample(_positions(connection, "response"), 20)
    connection.executemany("DELETE FROM ledger_leaf WHERE position = ?", [(one,) for one in chosen])
    return set(chosen)


def _edit_answers(connection: sqlite3.Connection, draw: random.Random) -> set[int]:
    chosen = draw.sample(_positions(connection, "response"), 10)
    for position in chosen:
        connection.execute(
            "UPDATE response SET answers = X'0505050100' WHERE id ="
            " (SELECT response_id FROM response_number JOIN ledger_leaf USING (number_hash)"
            " WHERE position = ?)",
            (position,),
        )
    return set(chosen)


def _delete_responses(connection: sqlite3.Connection, draw: random.Random) -> set[int]:
    chosen = draw.sample(_positions(connection, "response"), 20)
    for position in chosen:
        connection.execute(
            "DELETE FROM response WHERE id ="
            " (SELECT response_id FROM response_number JOIN ledger_leaf USING (number_hash)"
            " WHERE position = ?)",
            (position,),
        )
    return set(chosen)


def _reorder_leaves(connection: sqlite3.Connection, draw: random.Random) -> set[int]:
    """Five leaves change places in a ring."""
    chosen = draw.sample(_positions(connection, "response"), 5)
    columns = "type, number_hash, commitment, leaf_hash"
    rows = [
        connection.execute(
            f"SELECT {columns} FROM ledger_leaf WHERE position = ?", (one,)
        ).fetchone()
        for one in chosen
    ]
    connection.executemany("DELETE FROM ledger_leaf WHERE position = ?", [(one,) for one in chosen])
    for position, row in zip(chosen, rows[1:] + rows[:1], strict=True):
        connection.execute(
            f"INSERT INTO ledger_leaf (position, {columns}) VALUES (?, ?, ?, ?, ?)",
            (position, *row),
        )
    return set(chosen)


def _hidden(sealed: Stage, folder: Path, draw: random.Random) -> Found:
    """Three comments vanish from the pages without an act, a rule, a second person; each must be named."""
    from feedback.leaf_records import comment_mark

    stage = sealed.copied(folder / "hidden")
    with stage.database() as connection:
        rows = connection.execute("SELECT comment_id FROM comment_standing ORDER BY 1").fetchall()
        chosen = draw.sample([one for (one,) in rows], 3)
        connection.executemany(
            "UPDATE comment_standing SET visibility = 'hidden' WHERE comment_id = ?",
            [(one,) for one in chosen],
        )
    code, faults = _faults(stage)
    marks = [f"ý kiến {comment_mark(one)[:16]}…" for one in chosen]
    named = sum(any(one in line for line in faults) for one in marks)
    return Found("hide-3-comments", 3, named if code == 1 else 0, next(iter(faults), ""))


_EDITS: dict[str, Edit] = {
    "delete-20-leaves": _delete_leaves,
    "delete-20-responses": _delete_responses,
    "edit-10-answers": _edit_answers,
    "reorder-5-leaves": _reorder_leaves,
}


def _rescored(stage: Stage, draw: random.Random) -> Found:
    """Two points more for one agency in a published table; the untouched twin is looked at first."""
    twin, _ = _faults(stage)
    with stage.database() as connection:
        cells = connection.execute(
            "SELECT id, snapshot_id FROM index_cell WHERE share IS NOT NULL"
            " AND agency_id IS NOT NULL ORDER BY id"
        ).fetchall()
        cell, snapshot = draw.choice(cells)
        connection.execute("UPDATE index_cell SET share = share + 0.02 WHERE id = ?", (cell,))
    code, faults = _faults(stage)
    named = [one for one in faults if re.search(rf"snapshot {snapshot}\b", one)]
    is_found = twin == 0 and code == 1 and bool(named)
    return Found("change-a-score", 1, int(is_found), next(iter(named or faults), ""))


def _witness(stage: Stage, folder: Path, address: str) -> tuple[int, str]:
    """One look of the outside program: its exit code and its last sentence."""
    words = [str(WITNESS), address, "--name", "mttq.example.vn", "--folder", str(folder / "mttq")]
    told = stage.python(*words, check=False)
    return told.returncode, told.stdout.strip().splitlines()[-1]


def _witness_key(stage: Stage, folder: Path) -> str:
    """The witness' own program makes its key and prints it, before it ever saw the ledger."""
    make = "import sys, witness; print(witness.Witness(sys.argv[1], 'mttq.example.vn').vkey)"
    told = stage.python(
        "-c",
        f"import sys; sys.path.insert(0, {str(WITNESS.parent)!r}); {make}",
        str(folder / "mttq"),
    )
    return told.stdout.strip()


def _forked(unsealed: Stage, sealed: Stage, folder: Path, draw: random.Random) -> Found:
    """The history is written anew without 20 responses, signed with the right key, and grows beyond."""
    forked = unsealed.copied(folder / "forked")
    _forget_responses(forked, draw, 20)
    forked.flask("ledger", "seal", "--now")
    forked.python("-c", _MORE.format(count=60, code=forked.words[0]))
    witnesses = _witness_key(sealed, folder)
    with replace(sealed, witnesses=witnesses).serving() as address:
        first = _witness(sealed, folder, address)
    with replace(forked, witnesses=witnesses).serving() as address:
        second = _witness(forked, folder, address)
    is_refused = first[0] == 0 and second[0] == 2
    return Found("fork-signed-anew", 1, int(is_refused), second[1])


_MORE = """
import os
from portal.factory import create_app
from ledger.sealing import seal
from ledger.signing import app_settings
from base.clock import now
from tests.surveys.answering import answer_once
app = create_app()
with app.app_context():
    client = app.test_client()
    for _ in range({count}):
        answer_once(client, "{code}", item_1="5")
    seal(app_settings(), now(), only_when_due=False)
"""


def _forget_responses(stage: Stage, draw: random.Random, count: int) -> list[bytes]:
    """Before anything is sealed: responses, numbers and waiting leaves go. Returns the number hashes."""
    with stage.database() as connection:
        rows = connection.execute(
            "SELECT number_hash, response_id FROM response_number ORDER BY number_hash"
        ).fetchall()
        chosen = draw.sample(rows, count)
        for hashed, response_id in chosen:
            connection.execute("DELETE FROM response WHERE id = ?", (response_id,))
            connection.execute("DELETE FROM response_number WHERE number_hash = ?", (hashed,))
            connection.execute("DELETE FROM pending_leaf WHERE number_hash = ?", (hashed,))
    return [hashed for hashed, _response_id in chosen]


def _dropped(unsealed: Stage, folder: Path, draw: random.Random) -> Found:
    """Five responses vanish before they are sealed: their numbers have no proof afterwards."""
    from ledger.leaves import number_hash

    stage = unsealed.copied(folder / "dropped")
    gone = set(_forget_responses(stage, draw, 5))
    stage.flask("ledger", "seal", "--now")
    numbers = (stage.folder / "numbers.txt").read_text(encoding="utf-8").split()
    plain = {number_hash(one.replace("-", "")): one for one in numbers}
    with stage.serving() as address:
        missed = sum(not _is_proven(address, plain[one]) for one in gone)
        kept = [one for hashed, one in plain.items() if hashed not in gone]
        proven = sum(_is_proven(address, one) for one in draw.sample(kept, 20))
    found = missed if proven == 20 else 0
    return Found("drop-5-before-sealing", 5, found, f"{proven} of 20 others are proven")


def _is_proven(address: str, number: str) -> bool:
    """Whether the check page shows a proof for this number."""
    try:
        page = urlopen(f"{address}/kiem-tra-phieu/{number.replace('-', '')}", timeout=20)
    except HTTPError as refused:
        return refused.code < 400
    return bool(page.status == 200 and "đã được ghi nhận" in page.read().decode())


if __name__ == "__main__":
    for one in replay(int(sys.argv[1]) if len(sys.argv) > 1 else 1):
        print(one)
