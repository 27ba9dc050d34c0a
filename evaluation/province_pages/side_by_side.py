"""Two to six agencies beside one another: over years, over dimensions, each pair's difference."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from agencies.models import Agency
from agencies.names import name_of
from base.words import fold
from evaluation.province_pages.trends import small_multiples
from evaluation.queries.province import list_cells_of
from surveys.index_pages import figures as text
from surveys.index_pages.comparison import MOST, Compared, compare
from surveys.index_pages.listing import Pair
from surveys.models import IndexCell
from surveys.period_words import period_words
from surveys.queries.indices import Release

Found = Mapping[tuple[int, int | None, str, str], IndexCell]
Measure = tuple[str, str]


@dataclass(frozen=True)
class SideBySide:
    """`over_time` and `dimensions`: columns and rows of tables whose cells are {share, range, count}."""

    chosen: list[tuple[str, str]]
    compared: Compared | None
    over_time: dict[str, Any] | None
    dimensions: dict[str, Any] | None
    bars: list[dict[str, Any]]
    ticks: list[dict[str, Any]]
    smalls: dict[str, Any] | None


def begins_in(release: Release) -> int:
    """The year a publication speaks of."""
    period = release.period
    return period.starts_on.year if period else release.round.opens_at.year


def choose_agencies(pairs: Sequence[Pair], codes: Sequence[str], added: str) -> list[Agency]:
    """Those of the codes that are in the publication, and the one that was typed; at most six."""
    by_code = {agency.code: agency for _cell, agency in pairs}
    wanted = [*codes, *([_typed(by_code, added)] if added.strip() else [])]
    return [by_code[code] for code in dict.fromkeys(wanted) if code in by_code][:MOST]


def _typed(by_code: Mapping[str, Agency], words: str) -> str:
    """«14797 – UBND phường Hạc Thành» as the list offers it, or the first whose name has the words."""
    code = words.split()[0]
    if code in by_code:
        return code
    folded = fold(words)
    named = (one for one, agency in by_code.items() if folded in fold(agency.name))
    return next(named, "")


def side_by_side(
    line: Sequence[Release],
    release: Release,
    pairs: Sequence[Pair],
    agencies: Sequence[Agency],
    measure: Measure,
    sections: Mapping[str, str],
) -> SideBySide:
    """`line`: the publications chosen, oldest first; dimensions and pairs are of `release`."""
    chosen = [(one.code, name_of(one)) for one in agencies]
    if len(agencies) < 2:
        return SideBySide(chosen, None, None, None, [], [], None)
    ids = [one.snapshot.id for one in line]
    cells = list_cells_of([*ids, release.snapshot.id], [one.id for one in agencies])
    found = {(one.snapshot_id, one.agency_id, one.measure, one.key): one for one in cells}
    return SideBySide(
        chosen=chosen,
        compared=compare(pairs, [code for code, _name in chosen]),
        over_time=_over_time(line, agencies, found, measure),
        dimensions=_dimensions(release, agencies, found, sections),
        **_bars(release, agencies, found, measure),
        smalls=_smalls(line, agencies, found, measure),
    )


def _cell(cell: IndexCell | None) -> dict[str, str]:
    if cell is None:
        return {"share": "–", "range": "", "count": ""}
    if cell.withheld:
        return {"share": _("chưa công bố"), "range": "", "count": ""}
    return {
        "share": text.share_text(cell),
        "range": text.interval_text(cell),
        "count": _("%(count)s phiếu", count=text.count_text(cell)),
    }


def _table(
    columns: Sequence[str],
    agencies: Sequence[Agency],
    keys: Sequence[tuple[int, str, str]],
    found: Found,
) -> dict[str, Any]:
    """`keys`: (snapshot id, measure, key) of each column; the province stands last."""
    everyone = [*((one.id, name_of(one)) for one in agencies), (None, _("Toàn tỉnh"))]
    return {
        "columns": [{"label": _("Cơ quan")}, *({"label": one, "number": True} for one in columns)],
        "rows": [
            (name, [_cell(found.get((snapshot, who, kind, key))) for snapshot, kind, key in keys])
            for who, name in everyone
        ],
    }


def _titles(line: Sequence[Release]) -> list[str]:
    return [period_words(one.period.name) if one.period else one.round.name for one in line]


def _over_time(
    line: Sequence[Release], agencies: Sequence[Agency], found: Found, measure: Measure
) -> dict[str, Any]:
    keys = [(one.snapshot.id, *measure) for one in line]
    return _table(_titles(line), agencies, keys, found)


def _dimensions(
    release: Release, agencies: Sequence[Agency], found: Found, sections: Mapping[str, str]
) -> dict[str, Any]:
    """Sections that only ask about the person have no figure and no column."""
    here = release.snapshot.id
    counted = {key for snapshot, _who, _kind, key in found if snapshot == here}
    shown = {key: title for key, title in sections.items() if key in counted}
    keys = [(here, "overall", ""), *((here, "dimension", key) for key in shown)]
    return _table([_("Chung"), *shown.values()], agencies, keys, found)


def _bars(
    release: Release, agencies: Sequence[Agency], found: Found, measure: Measure
) -> dict[str, Any]:
    """Intervals on one scale with the province's line."""
    here = release.snapshot.id
    whole = found.get((here, None, *measure))
    rows = [(one, found.get((here, one.id, *measure))) for one in agencies]
    scale = text.scale_for(cell for _one, cell in rows if cell)
    province = scale.place(whole.share) if whole and whole.share is not None else None
    bars = [
        {
            "name": name_of(one),
            "url": url_for("indices.agency_page", agency_code=one.code, ky=release.key),
            "places": text.interval_places(cell, scale) if cell and not cell.withheld else None,
            "words": _cell(cell),
            "tone": text.verdict(cell)[1] if cell else "mid",
            "reference": province,
        }
        for one, cell in rows
    ]
    return {"bars": bars, "ticks": scale.ticks}


def _smalls(
    line: Sequence[Release], agencies: Sequence[Agency], found: Found, measure: Measure
) -> dict[str, Any] | None:
    if len(line) < 2:
        return None
    ids = [one.snapshot.id for one in line]
    series = {one.id: [found.get((each, one.id, *measure)) for each in ids] for one in agencies}
    whole = [found.get((each, None, *measure)) for each in ids]
    return small_multiples(agencies, series, whole, _titles(line))


def years_of(line: Sequence[Release]) -> list[int]:
    return sorted({begins_in(one) for one in line})


def within_years(line: Sequence[Release], years: Collection[int]) -> list[Release]:
    """All of them where no year, or none that is there, was chosen."""
    return [one for one in line if begins_in(one) in years] or list(line)
