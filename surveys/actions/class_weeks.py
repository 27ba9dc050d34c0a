"""Fixing the class of coded responses once their week is over, and forgetting what joined code and answer."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import delete, insert

from base.day_keys import DayKeyGone
from base.db import db
from base.settings import Settings
from ledger.leaves import hidden_number
from ledger.models import PendingLeaf
from ledger.queries.leaves import committed_among
from surveys.actions.coded_responses import CodeLink, open_link
from surveys.actions.tallies import mark_tallies_stale
from surveys.models import AnswerLink, ResponseClass
from surveys.queries.class_weeks import (
    batch_weeks,
    get_code_week,
    list_class_batches,
    list_class_roots,
    list_unfixed_links,
)
from surveys.rules.class_weeks import CodeWeek
from surveys.rules.dossier_classes import class_key
from surveys.weight_records import (
    CLASSES_SETTLED_AFTER,
    class_leaves,
    code_classes_leaf,
    code_classes_leaf_id,
    code_classes_record,
)

BATCHES_AT_ONCE = 200


def fix_classes(days: Collection[date], settings: Settings) -> int:
    """Responses linked on these days get the class that stays; returns how many. Safe to run twice."""
    opened = list(_opened(list_unfixed_links(days), settings))
    weeks = batch_weeks({link.batch_id for _, link in opened})
    known: dict[tuple[int, date], CodeWeek] = {}
    rows: list[dict[str, Any]] = []
    for row, link in opened:
        week = weeks[link.batch_id]
        if week not in known:
            known[week] = get_code_week(*week)
        dossier = link.dossier
        key = class_key(dossier.field_key, dossier.is_late, dossier.filing_mode)
        kept, resolving_id = known[week].kept(key, link.resolving_agency_id)
        rows.append(
            {
                "round_id": row.round_id,
                "response_id": row.response_id,
                "class_key": kept,
                "resolving_agency_id": resolving_id,
            }
        )
    if rows:
        db.session.execute(insert(ResponseClass), rows)
        master = settings.secrets.ledger_master.encode()
        db.session.execute(insert(PendingLeaf), class_leaves(master, rows))
    for round_id in sorted({row["round_id"] for row in rows}):
        mark_tallies_stale(round_id)
    return len(rows)


def _opened(
    rows: Iterable[AnswerLink], settings: Settings
) -> Iterable[tuple[AnswerLink, CodeLink]]:
    """Links that can still be opened; of others the class is lost, as it is meant to be."""
    for row in rows:
        try:
            link = open_link(settings, row.round_id, row.response_id, row.day, row.sealed)
        except DayKeyGone:
            continue
        yield row, link


def commit_code_classes(on: date, ledger_master: str) -> int:
    """Batches from which no code is handed out any more: the ledger commits to the classes of their codes.

    Returns how many batches. Safe to run twice, for who is committed is found in the ledger.
    """
    master, last = ledger_master.encode(), on - CLASSES_SETTLED_AFTER
    numbers = {
        hidden_number(master, code_classes_leaf_id(root)): batch_id
        for batch_id, root in list_class_roots(last)
    }
    known = committed_among(list(numbers))
    missing = [batch_id for number, batch_id in numbers.items() if number not in known]
    for start in range(0, len(missing), BATCHES_AT_ONCE):
        leaves = [
            code_classes_leaf(master, one.root, code_classes_record(one.root, one.codes))
            for one in list_class_batches(last, missing[start : start + BATCHES_AT_ONCE])
        ]
        db.session.execute(insert(PendingLeaf), leaves)
    return len(missing)


def forget_links(days: Collection[date]) -> int:
    """Removes the links of these days, whose keys are gone; returns how many."""
    removed = db.session.execute(delete(AnswerLink).where(AnswerLink.day.in_(days)))
    return int(removed.rowcount)  # type: ignore[attr-defined]
