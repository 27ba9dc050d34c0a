"""Dossier counts taken in: rows are only added, a smaller number than before is taken and noted."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import current_app
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from agencies.actions.audit import record_act
from agencies.queries.bodies import body_of
from agencies.roles import Viewer
from agencies.rules.cases import check_has_body
from base.db import db
from base.rules import ChangedMeanwhile
from ledger.models import PendingLeaf
from surveys.models import DossierCount
from surveys.queries.dossiers import latest_counts
from surveys.rules.dossiers import CountLine, OwnCounts
from surveys.weight_records import dossier_leaves

SHRUNK_NOTED = 100


@dataclass
class Taken:
    """How many lines were new, changed or known already; `shrunk` (line, the number before)."""

    added: int = 0
    changed: int = 0
    same: int = 0
    shrunk: list[tuple[CountLine, int]] = field(default_factory=list)


def take_counts(
    lines: Sequence[CountLine],
    agency_ids: Mapping[str, int],
    source: str,
    received_from: str,
    staff_id: int | None = None,
) -> Taken:
    """`agency_ids` by permanent code; `source` is "api" or "file"; notes what was taken and from whom."""
    taken, rows = compare_counts(lines, agency_ids)
    db.session.add_all(
        DossierCount(**row, source=source, received_from=received_from[:120]) for row in rows
    )
    try:
        db.session.flush()
    except IntegrityError as same_revision:  # somebody else took in the same days meanwhile
        db.session.rollback()
        raise ChangedMeanwhile from same_revision
    commit_counts(rows)
    if rows:
        after = {"added": taken.added, "changed": taken.changed, "from": received_from[:120]}
        record_act("counts.take", staff_id=staff_id, after=after)
    for agency, shrunk in _by_agency(taken).items():
        record_act(
            "counts.shrink",
            staff_id=staff_id,
            agency_id=agency_ids[agency],
            before={"counts": [[*_words(line), before] for line, before in shrunk]},
            after={"counts": [[*_words(line), line.count] for line, _before in shrunk]},
        )
    return taken


def commit_counts(rows: Sequence[Mapping[str, Any]]) -> None:
    """A hidden leaf for each of these rows of dossier_count, for dossiers weigh in the figures."""
    master = current_app.extensions["settings"].secrets.ledger_master.encode()
    if rows:
        db.session.execute(insert(PendingLeaf), dossier_leaves(master, rows))


def check_not_own(actor: Viewer, lines: Sequence[CountLine], agency_ids: Mapping[str, int]) -> None:
    """Dossiers weigh in the province's figure and bound the codes: nobody counts the own body's."""
    own = body_of(actor.agency_id)
    check_has_body(own)
    for code in sorted({line.agency for line in lines}):
        if body_of(agency_ids[code]) == own:
            raise OwnCounts(agency=code)


def compare_counts(
    lines: Sequence[CountLine], agency_ids: Mapping[str, int]
) -> tuple[Taken, list[dict[str, Any]]]:
    """What taking the lines in would do, and the rows it would add."""
    by_agency: dict[str, list[CountLine]] = defaultdict(list)
    for line in lines:
        by_agency[line.agency].append(line)
    taken, rows = Taken(), []
    for agency, mine in sorted(by_agency.items()):
        known = latest_counts(agency_ids[agency], sorted({line.day for line in mine}))
        for line in mine:
            revision, before = known.get(line.key[1:], (0, None))
            if before == line.count:
                taken.same += 1
                continue
            _note(taken, line, before)
            rows.append(_row(line, agency_ids[agency], revision + 1))
    return taken, rows


def _note(taken: Taken, line: CountLine, before: int | None) -> None:
    if before is None:
        taken.added += 1
        return
    taken.changed += 1
    if line.count < before:
        taken.shrunk.append((line, before))


def _row(line: CountLine, agency_id: int, revision: int) -> dict[str, Any]:
    return {
        "agency_id": agency_id,
        "day": line.day,
        "field_key": line.field_key,
        "is_late": line.is_late,
        "filing_mode": line.filing_mode,
        "revision": revision,
        "dossier_count": line.count,
    }


def _by_agency(taken: Taken) -> dict[str, list[tuple[CountLine, int]]]:
    found: dict[str, list[tuple[CountLine, int]]] = defaultdict(list)
    for line, before in taken.shrunk[:SHRUNK_NOTED]:
        found[line.agency].append((line, before))
    return found


def _words(line: CountLine) -> list[Any]:
    return [line.day.isoformat(), line.field_key, line.is_late, line.filing_mode]
