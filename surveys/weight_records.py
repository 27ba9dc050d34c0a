"""What the ledger commits to of that which weighs: classes of answers and of codes, dossier counts.

All are hidden leaves. A class of an answer names the answer and no code; classes of codes name codes and no
answer, a batch at a time and only once no code of it can be handed out any more: neither the leaf nor
its place tells on which day somebody was given a code.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from ledger.leaves import canonical, commitment, hidden_number
from ledger.record_types import RecordType
from surveys.rules.codes import DRAWN_FROM_DAYS

Leaf = dict[str, Any]
# A batch may be drawn from until so long after its day; a little later its classes are overdue.
CLASSES_SETTLED_AFTER = timedelta(days=DRAWN_FROM_DAYS)
CLASSES_DUE_AFTER = CLASSES_SETTLED_AFTER + timedelta(days=2)


def class_leaf_id(response_id: int) -> bytes:
    return response_id.to_bytes(8, "big") + b"class"


def class_record(row: Mapping[str, Any]) -> dict[str, Any]:
    """`row`: columns of response_class."""
    return {
        "round_id": row["round_id"],
        "response": row["response_id"],
        "class": row["class_key"],
        "resolving": row.get("resolving_agency_id"),
    }


def dossier_leaf_id(row: Mapping[str, Any]) -> bytes:
    """One of an agency, day, class and revision, of which there is one row."""
    return b"dossiers" + canonical({**dossier_record(row), "count": ""})


def dossier_record(row: Mapping[str, Any]) -> dict[str, Any]:
    """`row`: columns of dossier_count."""
    return {
        "agency": row["agency_id"],
        "on": row["day"].isoformat(),
        "field": row["field_key"],
        "late": bool(row["is_late"]),
        "mode": row["filing_mode"],
        "revision": row.get("revision", 1),
        "count": row["dossier_count"],
    }


def code_classes_leaf_id(root: bytes) -> bytes:
    return b"code classes" + root


def code_classes_record(
    root: bytes, rows: Sequence[tuple[bytes, str, bool | None, str, int | None]]
) -> dict[str, Any]:
    """`rows`: (code hash, field, late, mode, resolving agency) of the codes of a batch that have any."""
    listed = [[hashed.hex(), *others] for hashed, *others in sorted(rows, key=lambda one: one[0])]
    return {"root": root.hex(), "classes": listed}


def class_leaves(master: bytes, rows: Iterable[Mapping[str, Any]]) -> list[Leaf]:
    """Rows of pending_leaf for rows of response_class."""
    kind = RecordType.CLASS
    return [
        _leaf(master, kind, class_leaf_id(one["response_id"]), class_record(one)) for one in rows
    ]


def dossier_leaves(master: bytes, rows: Iterable[Mapping[str, Any]]) -> list[Leaf]:
    """Rows of pending_leaf for rows of dossier_count."""
    kind = RecordType.DOSSIERS
    return [_leaf(master, kind, dossier_leaf_id(one), dossier_record(one)) for one in rows]


def code_classes_leaf(master: bytes, root: bytes, record: Mapping[str, Any]) -> Leaf:
    return _leaf(master, RecordType.CODE_CLASSES, code_classes_leaf_id(root), record)


def _leaf(master: bytes, kind: RecordType, leaf_id: bytes, record: Mapping[str, Any]) -> Leaf:
    return {
        "commitment": commitment(master, leaf_id, record),
        "type": str(kind),
        "number_hash": hidden_number(master, leaf_id),
    }
