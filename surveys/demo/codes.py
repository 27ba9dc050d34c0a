"""Made-up one-time codes and dossier counts around made-up coded answers.

Nobody holds these codes: their hashes are random. Each office and day gets a batch as large as its dossiers;
about one code in six was answered. Classes are fixed by the week as those of real answers are.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
from flask import current_app
from numpy.typing import NDArray
from sqlalchemy import insert, select

from agencies.models import Agency
from base.clock import HANOI
from base.db import db
from base.settings import Secrets
from ledger.leaves import canonical, public_commitment
from ledger.models import PendingLeaf, PublicRecord
from ledger.record_types import RecordType
from surveys.actions.class_weeks import commit_code_classes
from surveys.actions.dossiers import commit_counts
from surveys.codes import batch_root
from surveys.demo.drawing import Calendar, Drawn, Place
from surveys.demo.writing import Target
from surveys.models import (
    BatchState,
    CodeBatch,
    CodeUse,
    Delivery,
    DossierCount,
    OneTimeCode,
    ResponseClass,
)
from surveys.packing import slots
from surveys.rules.dossier_classes import OTHER, SMALLEST_CLASS, class_key
from surveys.weight_records import class_leaves

CODED_SHARE = 0.35
TINY_CODED = (4, 8, 17)  # offices whose residents hardly use their codes
UNUSED_TIMES = 5
_DAYS_VALID = timedelta(days=30)
_FIELDS, _FIELD_SHARES = ("ho-tich", "dat-dai"), (0.65, 0.35)
_MODES, _MODE_SHARES = ("in_person", "online"), (0.8, 0.2)
_LATE_SHARES = {"happy": 0.08, "unhappy": 0.35}
_MISCOUNTED_SHARE = 0.004

Class = tuple[str, bool, str]
Ints = NDArray[np.int64]


def code_places(agency_count: int) -> list[Place]:
    return [Place(0, number, "code", 1.0) for number in range(agency_count)]


@dataclass(frozen=True)
class _Issued:
    """Codes of an office (its position) and day: the class of each, and how many were answered."""

    agency: int
    day: int
    classes: list[Class]
    used: int


def issue_codes(
    rng: np.random.Generator,
    drawn: Drawn,
    target: Target,
    calendar: Calendar,
    today: date,
    staff_id: int | None,
    unused_times: int = UNUSED_TIMES,
) -> int:
    """Adds batches, codes, uses, dossier counts and the classes of the answers; returns the codes."""
    answered = _answered_classes(rng, drawn, target)
    issued = _issue(rng, drawn, answered, calendar, unused_times)
    codes = db.session.scalars(select(Agency).where(Agency.id.in_(target.agency_ids)))
    agency_codes = {one.id: one.code for one in codes}
    plans = [_batch(rng, one, target, calendar.first_day, agency_codes) for one in issued]
    _store_batches(plans, staff_id)
    _store_counts(rng, issued, target, calendar.first_day, today)
    keys: Secrets = current_app.extensions["settings"].secrets
    _store_classes(drawn, answered, issued, target, today, keys.ledger_master.encode())
    commit_code_classes(today, keys.ledger_master)
    return sum(len(one.classes) for one in issued)


def _answered_classes(rng: np.random.Generator, drawn: Drawn, target: Target) -> list[Class]:
    """The class of each answer's dossier: who waited too long is less content."""
    layout = slots(target.content)
    rated = [layout[one.key][0] for one in target.content.index_questions]
    levels = drawn.answers[:, rated].astype(float)
    levels[(levels < 1) | (levels > 5)] = np.nan
    low = (
        np.nan_to_num(np.nanmean(np.column_stack([levels, np.full(len(levels), 4.0)]), axis=1))
        < 3.6
    )
    shares = np.where(low, _LATE_SHARES["unhappy"], _LATE_SHARES["happy"])
    return _classes(rng, rng.random(len(drawn)) < shares)


def _classes(rng: np.random.Generator, late: NDArray[np.bool_]) -> list[Class]:
    fields = rng.choice(len(_FIELDS), len(late), p=_FIELD_SHARES).tolist()
    modes = rng.choice(len(_MODES), len(late), p=_MODE_SHARES).tolist()
    return [
        (_FIELDS[field], is_late, _MODES[mode])
        for field, is_late, mode in zip(fields, late.tolist(), modes, strict=True)
    ]


def _issue(
    rng: np.random.Generator,
    drawn: Drawn,
    answered: Sequence[Class],
    calendar: Calendar,
    unused_times: int,
) -> list[_Issued]:
    """Per office and day the codes that were answered, and `unused_times` as many that were not."""
    found: dict[tuple[int, int], list[Class]] = defaultdict(list)
    for agency, day, one in zip(drawn.agency.tolist(), drawn.day.tolist(), answered, strict=True):
        found[agency, day].append(one)
    used = {key: len(classes) for key, classes in found.items()}
    count = len(drawn) * unused_times
    agencies = rng.choice(drawn.agency, count).tolist()
    chances = calendar.weights / calendar.weights.sum()
    days = rng.choice(len(chances), count, p=chances).tolist()
    for agency, day, one in zip(
        agencies, days, _classes(rng, rng.random(count) < 0.12), strict=True
    ):
        found[agency, day].append(one)
    return [
        _Issued(agency, day, classes, used.get((agency, day), 0))
        for (agency, day), classes in sorted(found.items())
    ]


def _batch(
    rng: np.random.Generator,
    one: _Issued,
    target: Target,
    first_day: date,
    agency_codes: dict[int, str],
) -> dict[str, Any]:
    """Columns of the batch and its record, and the codes with their class under "codes"."""
    agency_id, day = target.agency_ids[one.agency], first_day + timedelta(days=one.day)
    random = rng.bytes(32 * len(one.classes))
    hashes = [random[32 * n : 32 * n + 32] for n in range(len(one.classes))]
    root = batch_root(hashes)
    record = {
        "round": target.round_id,
        "agency": agency_codes[agency_id],
        "issue_day": day.isoformat(),
        "expires_on": (day + _DAYS_VALID).isoformat(),
        "delivery": str(Delivery.RESULT),
        "count": len(hashes),
        "root": root.hex(),
        "event": str(RecordType.CODES_COMMITTED),
        "day": day.isoformat(),
    }
    batch = {
        "round_id": target.round_id,
        "agency_id": agency_id,
        "issue_day": day,
        "expires_on": day + _DAYS_VALID,
        "delivery": Delivery.RESULT,
        "code_count": len(hashes),
        "root": root,
        "commitment": public_commitment(record),
        "state": BatchState.READY,
        "made_at": datetime.combine(day, time(6), HANOI),
    }
    codes = list(zip(hashes, one.classes, strict=True))
    return {"batch": batch, "record": record, "codes": codes, "used": one.used}


def _store_batches(plans: Sequence[dict[str, Any]], staff_id: int | None) -> None:
    rows = [{**plan["batch"], "made_by_id": staff_id} for plan in plans]
    made = insert(CodeBatch).returning(CodeBatch.id, sort_by_parameter_order=True)
    ids = list(db.session.scalars(made, rows))
    records, leaves, codes, uses = [], [], [], []
    for batch_id, plan in zip(ids, plans, strict=True):
        committed, record = plan["batch"]["commitment"], plan["record"]
        kind = str(RecordType.CODES_COMMITTED)
        text = canonical(record).decode()
        day = plan["batch"]["issue_day"]
        records.append({"commitment": committed, "type": kind, "day": day, "record": text})
        leaves.append({"commitment": committed, "type": kind, "number_hash": committed})
        for number, (hashed, (field_key, is_late, mode)) in enumerate(plan["codes"]):
            codes.append(
                {"code_hash": hashed, "batch_id": batch_id, "is_handed": True}
                | {"field_key": field_key, "is_late": is_late, "filing_mode": mode}
            )
            if number < plan["used"]:
                uses.append({"code_hash": hashed, "is_settled": True})
    for model, found in (
        (PublicRecord, records),
        (PendingLeaf, leaves),
        (OneTimeCode, codes),
        (CodeUse, uses),
    ):
        if found:
            db.session.execute(insert(model), found)


def _store_counts(
    rng: np.random.Generator,
    issued: Sequence[_Issued],
    target: Target,
    first_day: date,
    today: date,
) -> None:
    """Dossiers as many as codes, but on a few days; yesterday's are the last that are known."""
    rows = []
    for one in issued:
        day = first_day + timedelta(days=one.day)
        extra = int(rng.random() < _MISCOUNTED_SHARE)
        for number, ((field_key, is_late, mode), count) in enumerate(
            sorted(Counter(one.classes).items())
        ):
            rows.append(
                {"agency_id": target.agency_ids[one.agency], "day": day, "field_key": field_key}
                | {"is_late": is_late, "filing_mode": mode, "source": "api"}
                | {"dossier_count": count + (extra if number == 0 else 0)}
                | {"received_from": "Hệ thống một cửa (giả lập)"}
            )
    kept = [row for row in rows if row["day"] != today]
    if kept:
        db.session.execute(insert(DossierCount), kept)
        commit_counts(kept)


def _store_classes(
    drawn: Drawn,
    answered: Sequence[Class],
    issued: Sequence[_Issued],
    target: Target,
    today: date,
    master: bytes,
) -> None:
    """Of the weeks that are over; classes with fewer than ten codes in the office's week are "other"."""

    def week_of(day: int) -> tuple[int, int]:
        return (drawn.first_day + timedelta(days=day)).isocalendar()[:2]

    codes: Counter[tuple[int, tuple[int, int], Class]] = Counter()
    for batch in issued:
        week = week_of(batch.day)
        codes.update((batch.agency, week, one) for one in batch.classes)
    rows = []
    for index, (agency, day, one) in enumerate(
        zip(drawn.agency.tolist(), drawn.day.tolist(), answered, strict=True)
    ):
        week = week_of(day)
        if week < today.isocalendar()[:2]:
            is_kept = codes[agency, week, one] >= SMALLEST_CLASS
            key = class_key(*one) if is_kept else OTHER
            rows.append(
                {"round_id": target.round_id, "response_id": target.ids[index], "class_key": key}
            )
    if rows:
        db.session.execute(insert(ResponseClass), rows)
        db.session.execute(insert(PendingLeaf), class_leaves(master, rows))
