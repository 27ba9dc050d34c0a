"""What came to an agency in a reorganisation of the year: the old reports beside its own, line by line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from agencies.models import Agency
from agencies.queries.agencies import agencies_by_id, predecessors_of, succession_links
from evaluation.lines import figure_of, owed_targets
from evaluation.models import EvaluationYear, ReportedFigure, YearTarget
from evaluation.queries.self_reports import lines_of_year
from evaluation.queries.years import list_year_targets
from evaluation.rules.carrying import OldLine, carried_figure
from evaluation.rules.self_reports import NOTHING, Figure


@dataclass(frozen=True)
class Source:
    """An old agency; `part`: how much of its past came over."""

    agency: Agency
    part: float


@dataclass(frozen=True)
class CarriedLine:
    """`old`: each source's figure, in the order of the sources; `figure` NOTHING with `why_not` when nothing
    was carried.
    """

    target: YearTarget
    old: tuple[Figure, ...]
    figure: Figure
    why_not: str


@dataclass(frozen=True)
class Carried:
    """`day`: the first day of the successor's new shape; without sources nothing came."""

    day: date | None = None
    sources: tuple[Source, ...] = ()
    lines: Mapping[str, CarriedLine] = field(default_factory=dict)


NONE = Carried()


def heirs_of(year: int) -> dict[int, date]:
    """Agency id → the first day in the year on which something came to it."""
    found: dict[int, date] = {}
    for link in succession_links():
        if link.effective_on.year == year:
            found.setdefault(link.to_id, link.effective_on)
    return found


def carried_to(year: EvaluationYear, agency: Agency, targets: Iterable[YearTarget]) -> Carried:
    """Of a reorganisation in the year itself: older ones left no report of this year behind.

    Figures that Ý Dân fills in are not carried here: it counts them itself.
    """
    day = heirs_of(year.year).get(agency.id)
    if day is None:
        return NONE
    parts = predecessors_of(agency.id, date(year.year, 12, 31))
    old = agencies_by_id(parts)
    sources = tuple(
        Source(old[one], parts[one]) for one in sorted(parts, key=lambda key: old[key].code)
    )
    reported = lines_of_year(year.id, parts)
    lines = {one.key: _line(one, sources, reported) for one in targets if not one.filled_by}
    return Carried(day, sources, lines)


def carried_of(year: EvaluationYear, agency: Agency) -> Carried:
    """Of every target that the agency owes."""
    if agency.id not in heirs_of(year.year):
        return NONE
    return carried_to(year, agency, owed_targets(list_year_targets(year.id), agency).values())


def _line(
    target: YearTarget,
    sources: tuple[Source, ...],
    reported: Mapping[int, Mapping[str, ReportedFigure]],
) -> CarriedLine:
    """A source that has no line of it counts as not reported, whatever its kind owes."""
    old = tuple(figure_of(reported.get(one.agency.id, {}).get(target.key)) for one in sources)
    parts = [OldLine(one.part, figure) for one, figure in zip(sources, old, strict=True)]
    figure, why_not = carried_figure(target.unit, parts)
    return CarriedLine(target, old, figure if not why_not else NOTHING, why_not)
