"""/chi-so/<agency> of a successor: figures of the agencies it came from, carried by their weights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import format_decimal

from base.clock import local
from scoring.rounding import percent
from surveys.index_pages import beside
from surveys.index_pages import figures as text
from surveys.index_pages.listing import release_title
from surveys.models import IndexCell
from surveys.queries.indices import Release

_MASKED = {"show_as_at_least", "show_as_at_most"}


@dataclass(frozen=True)
class Source:
    """An agency whose past counts, by its weight in 0…1."""

    agency_id: int
    code: str
    name: str
    weight: float


def ended_on(release: Release) -> date:
    """The first day after what the release speaks of."""
    return release.period.ends_on if release.period else local(release.round.closes_at).date()


def carried_rows(
    releases: Sequence[Release],
    found: Sequence[tuple[IndexCell, int]],
    sources: Sequence[Source],
    first_day: date,
) -> list[dict[str, Any]]:
    """One a release that ended by the first reorganisation and rated every source; never measured itself.

    A source that is withheld or masked leaves nothing to carry: weights would tell its figure.
    """
    cells = {(snapshot_id, cell.agency_id): cell for cell, snapshot_id in found}
    rows = []
    for release in releases:
        mine = [cells.get((release.snapshot.id, one.agency_id)) for one in sources]
        known = [cell for cell in mine if cell is not None]
        if sources and len(known) == len(sources) and ended_on(release) <= first_day:
            rows.append(_row(release, sources, known))
    return rows


def source_rows(sources: Sequence[Source]) -> list[dict[str, str]]:
    return [
        {
            "code": one.code,
            "name": one.name,
            "percent": f"{format_decimal(percent(one.weight, 1), format='#,##0.#')} %",
        }
        for one in sources
    ]


def _row(release: Release, sources: Sequence[Source], cells: Sequence[IndexCell]) -> dict[str, Any]:
    row = {
        "title": release_title(release),
        "sample": beside.sample_name(release.snapshot),
        "share": None,
        "interval": "–",
        "count": "–",
    }
    if all(_is_open(cell) for cell in cells):
        row |= _figures(sources, cells)
    return row


def _is_open(cell: IndexCell) -> bool:
    numbers = (cell.share, cell.variance, cell.df, cell.n_valid)
    return not cell.withheld and None not in numbers and not _MASKED & set(cell.notes)


def _figures(sources: Sequence[Source], cells: Sequence[IndexCell]) -> Mapping[str, str]:
    from scoring.carrying import CarriedPart, carry  # numpy: only where something was carried

    parts = [
        CarriedPart(
            source.weight,
            cell.share or 0.0,
            cell.variance or 0.0,
            cell.df or 0.0,
            cell.n_valid or 0,
        )
        for source, cell in zip(sources, cells, strict=True)
    ]
    found = carry(parts)
    limits = [text.decimal(percent(one, 1)) for one in (found.low, found.high)]
    return {
        "share": text.decimal(percent(found.share, 1)),
        "interval": "–".join(limits),
        "count": text.number(found.n_valid),
    }
