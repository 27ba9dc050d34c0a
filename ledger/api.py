"""The ledger as JSON for everybody, and the door through which witnesses send their cosignatures."""

from typing import Any

from flask import Blueprint, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from base.api import (
    choice_argument,
    int_argument,
    json_answer,
    paged_answer,
    required_int_argument,
)
from base.db import db
from base.permissions import Permission, requires
from base.rules import NotFound
from ledger.actions import add_cosignature
from ledger.models import LedgerCheckpoint
from ledger.queries.checkpoints import (
    count_checkpoints,
    find_checkpoint,
    find_newest_checkpoint,
    list_checkpoints,
)
from ledger.queries.leaves import list_leaves, subtrees
from ledger.queries.records import Record, count_records, list_records
from ledger.record_words import TYPES
from ledger.reports import (
    as_base64,
    check_cosignature,
    find_inclusion,
    note_with_witnesses,
)
from ledger.rules import CosignatureRefused
from ledger.signing import app_settings, signer_of, witnesses_of

ledger_api = Blueprint("ledger_api", __name__, url_prefix="/api/v1/ledger")


SIZE_MAX = 10**11 - 1  # what an argument of the API may say
LEAVES_AT_ONCE = 5000
LONGEST_LINE = 1000


@ledger_api.record_once
def check_settings(state: BlueprintSetupState) -> None:
    """A witness' key that cannot be read stops the start, not a page."""
    witnesses_of(state.app.extensions["settings"])


@ledger_api.get("/keys")
@requires(Permission.PUBLIC)
def keys() -> ResponseReturnValue:
    settings = app_settings()
    witnesses = [str(one) for _, one in sorted(witnesses_of(settings).items())]
    return json_answer({"log": str(signer_of(settings).key), "witnesses": witnesses})


@ledger_api.get("/checkpoints")
@requires(Permission.PUBLIC)
def checkpoint_list() -> ResponseReturnValue:
    """By size."""
    return paged_answer(count_checkpoints(), list_checkpoints, _checkpoint_item)


def _checkpoint_item(one: LedgerCheckpoint) -> dict[str, Any]:
    return {
        "size": one.size,
        "root": as_base64(one.root),
        "signed_at": one.signed_at.isoformat(),
        "note": note_with_witnesses(one),
    }


def _published_size() -> int:
    newest = find_newest_checkpoint()
    return newest.size if newest else 0


@ledger_api.get("/leaves")
@requires(Permission.PUBLIC)
def leaf_list() -> ResponseReturnValue:
    """Leaves from `start`, as far as the newest checkpoint reaches."""
    start = int_argument("start", 0, SIZE_MAX, 0) or 0
    count = int_argument("count", 1, LEAVES_AT_ONCE, 1000) or 1000
    size = _published_size()
    rows = list_leaves(start, min(start + count, size))
    leaves = [
        {"commitment": committed.hex(), "number": number.hex(), "type": kind, "v": 1}
        for kind, number, committed, _ in rows
    ]
    return json_answer({"start": start, "size": size, "leaves": leaves})


@ledger_api.get("/records")
@requires(Permission.PUBLIC)
def record_list() -> ResponseReturnValue:
    """Public records, the newest day first; `index` is the leaf's place, null while it waits."""
    wanted = choice_argument("type", [str(one) for one in TYPES])
    return paged_answer(
        count_records(wanted),
        lambda limit, offset: list_records(limit, offset, wanted),
        _record_item,
    )


def _record_item(one: Record) -> dict[str, Any]:
    """`text` word for word: the leaf commits to its SHA-256."""
    return {
        "commitment": one.row.commitment.hex(),
        "type": one.row.type,
        "day": one.row.day.isoformat(),
        "index": one.position,
        "text": one.row.record,
    }


@ledger_api.get("/inclusion/<number_hash>")
@requires(Permission.PUBLIC)
def inclusion(number_hash: str) -> ResponseReturnValue:
    """`number_hash` is SHA-256 of the number, in hexadecimal: the number itself need not be sent."""
    try:
        wanted = bytes.fromhex(number_hash)
    except ValueError as error:
        raise NotFound from error
    found = find_inclusion(wanted)
    if found is None:
        raise NotFound
    answer = {"index": found.position, "size": found.size, "leaf": found.leaf}
    return json_answer({**answer, "path": list(found.path), "checkpoint": found.note})


@ledger_api.get("/consistency")
@requires(Permission.PUBLIC)
def consistency() -> ResponseReturnValue:
    """That the tree of `first` leaves is the beginning of that of `second`, both within the published one."""
    first = required_int_argument("first", 1, SIZE_MAX)
    second = required_int_argument("second", 1, SIZE_MAX)
    if not first <= second <= _published_size():
        raise NotFound
    encoded = [as_base64(one) for one in subtrees().consistency(first, second)]
    return json_answer({"first": first, "second": second, "path": encoded})


@ledger_api.post("/cosignatures")
@requires(Permission.PUBLIC)
def cosign() -> ResponseReturnValue:
    """{"size", "line"}: a registered witness' signature vouches for itself, so no session is needed."""
    size, line = _read_cosignature(request.get_json(silent=True))
    name, at = check_cosignature(app_settings(), find_checkpoint(size), line)
    is_new = add_cosignature(size, name, at, line)
    db.session.commit()
    return {"size": size, "witness": name, "is_new": is_new}, 201 if is_new else 200


def _read_cosignature(given: Any) -> tuple[int, str]:
    """One size and one whole line; raises CosignatureRefused."""
    if not isinstance(given, dict):
        raise CosignatureRefused
    size, line = given.get("size"), given.get("line")
    if type(size) is not int or not 0 < size < SIZE_MAX:
        raise CosignatureRefused
    if not isinstance(line, str) or len(line) > LONGEST_LINE:
        raise CosignatureRefused
    if not line.endswith("\n") or line.count("\n") != 1:
        raise CosignatureRefused
    return size, line
