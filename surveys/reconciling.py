"""The worker's part of the reconciliation: each night the codes issued are held against the dossiers."""

from datetime import timedelta

from agencies.actions.audit import record_act
from base.clock import today
from base.db import db
from base.jobs import periodic
from surveys.queries.dossiers import list_counting_agencies
from surveys.reports.dossiers import mismatches

LOOKED_BACK = timedelta(days=35)


@periodic("reconcile-dossiers", hour="1", minute="25")
def reconcile_dossiers() -> None:
    """One entry of the audit trail for each office that has days on which they differ."""
    day = today()
    first = day - LOOKED_BACK
    found: dict[int, list[list[object]]] = {}
    for one in mismatches(list_counting_agencies(first, day), first, day, day):
        found.setdefault(one.agency.id, []).append([one.day.isoformat(), one.dossiers, one.issued])
    for agency_id, days in sorted(found.items()):
        record_act("counts.reconcile", staff_id=None, agency_id=agency_id, after={"days": days})
    db.session.commit()
