"""Paper batches as the detectors count them: on the day their box was opened."""

from datetime import date
from itertools import groupby

from scoring.detectors import DayCounts
from surveys.queries.detected_counts import list_compared_batches
from surveys.reports.paper.signs import ClerkSigns, clerk_signs


def paper_days(first: date, last: date) -> dict[tuple[int, date], DayCounts]:
    """(agency, day of collection) → forms printed and missing, and the signs of their keying."""
    batches = list_compared_batches(first, last)
    signs = {
        batch_id: list(mine)
        for batch_id, mine in groupby(
            clerk_signs([one.id for one in batches]) if batches else [], lambda one: one.batch_id
        )
    }
    found: dict[tuple[int, date], DayCounts] = {}
    for one in batches:
        key = (one.agency_id, one.collected_on)
        counts = _counts(one.form_count, one.missing_count, signs.get(one.id, []))
        found[key] = found.get(key, DayCounts()).with_paper(counts)
    return found


def _counts(printed: int, missing: int, signs: list[ClerkSigns]) -> DayCounts:
    """A run of fast forms is told only where they are alike, too: a practised clerk is fast every day."""
    return DayCounts(
        serials=printed,
        missing_serials=missing,
        fast_streak=max((one.signs.fast_run for one in signs if one.is_doubtful), default=0),
        repeat_z=max((one.signs.repeat_z or 0.0 for one in signs), default=0.0),
        clump_z=max((one.signs.clump_z or 0.0 for one in signs), default=0.0),
    )
