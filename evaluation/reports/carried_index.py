"""The official index of agencies out of a reorganisation: carried by weights where none was measured."""

from collections.abc import Mapping
from datetime import date

from agencies.queries.agencies import codes_by_id
from agencies.queries.carrying import carried_sources
from base.clock import local
from base.db import db
from evaluation.reports.carried import heirs_of
from evaluation.rules.scoring import IndexFigure
from surveys.models import IndexCell, IndexSnapshot, SurveyRound

_MASKED = {"show_as_at_least", "show_as_at_most"}


def carried_indices(
    snapshot: IndexSnapshot | None, cells: Mapping[int, IndexCell], year: int
) -> dict[int, IndexFigure]:
    """Agency id → carried figure, of agencies to which something came in the year.

    An agency that the round rated after that day has a measured figure of its own, which counts. Where no
    source was rated nothing is said here. A source that may not be used leaves nothing to carry.
    """
    heirs = heirs_of(year) if snapshot else {}
    if snapshot is None or not heirs:
        return {}
    ended = local(db.session.get_one(SurveyRound, snapshot.round_id).closes_at).date()
    codes, found = codes_by_id(), {}
    for agency_id, day in heirs.items():
        if agency_id in cells and ended > day:
            continue
        sources = carried_sources(agency_id, date(year, 12, 31))
        if any(one in cells for one, _weight in sources):
            found[agency_id] = _carried(snapshot, sources, cells, codes)
    return found


def _carried(
    snapshot: IndexSnapshot,
    sources: list[tuple[int, float]],
    cells: Mapping[int, IndexCell],
    codes: Mapping[int, str],
) -> IndexFigure:
    from scoring.carrying import CarriedPart, carry  # numpy: only where something was carried

    told = {"snapshot": snapshot.id}
    known = [(cells[one], weight) for one, weight in sources if _is_open(cells.get(one))]
    if len(known) < len(sources):
        return IndexFigure(None, None, None, False, {**told, "carried": []}, is_carried=True)
    whole = carry(
        [
            CarriedPart(weight, cell.share, cell.variance, cell.df, cell.n_valid)  # type: ignore[arg-type]
            for cell, weight in known
        ]
    )
    parts = [
        {"agency": codes[one], "weight": weight, "share": 100 * (cells[one].share or 0.0)}
        for one, weight in sources
    ]
    limits = 100 * whole.low, 100 * whole.high
    return IndexFigure(
        100 * whole.share, *limits, True, {**told, "carried": parts}, is_carried=True
    )


def _is_open(cell: IndexCell | None) -> bool:
    if cell is None or cell.withheld or not cell.is_usable or _MASKED & set(cell.notes):
        return False
    return None not in (cell.share, cell.variance, cell.df, cell.n_valid)
