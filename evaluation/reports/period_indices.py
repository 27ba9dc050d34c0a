"""The published figure that speaks of a period, if there is one: never one that is not public."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from base.clock import local
from evaluation.rules.report_periods import ReportPeriod
from surveys.models import IndexCell
from surveys.queries.indices import Release, list_agency_cells, list_overall_cells, list_releases
from surveys.queries.indices import list_province_cells as list_province
from surveys.questionnaire_content import read_content, text_in
from surveys.rules.method import OFFICIAL

Cells = Mapping[tuple[str, str], IndexCell]


@dataclass(frozen=True)
class PeriodIndex:
    """`dimensions`: key → its name; cells by (measure, key); agencies without a cell were not rated."""

    release: Release
    first: date
    last: date
    dimensions: Mapping[str, str]
    province: Cells
    agencies: Mapping[int, Cells]

    @property
    def is_official(self) -> bool:
        return self.release.snapshot.sample == OFFICIAL

    @property
    def name(self) -> str:
        if self.is_official:
            return "chỉ số hài lòng do tỉnh khảo sát"
        return "tỷ lệ hài lòng – khảo sát mở"

    def overall(self, agency_id: int) -> IndexCell | None:
        return self.agencies.get(agency_id, {}).get(("overall", ""))


def find_period_index(
    period: ReportPeriod, snapshot_id: int | None = None, ids: Collection[int] | None = None
) -> PeriodIndex | None:
    """The figure that the decided scores used; else, of what ended in the period, the official one first,
    then a whole round, then the one that ends last.
    """
    releases = list_releases()
    used = [one for one in releases if one.snapshot.id == snapshot_id]
    inside = [one for one in releases if period.first <= days_of(one)[1] < period.end]
    chosen = used or sorted(inside, key=_rank)
    return _read(chosen[0], ids) if chosen else None


def days_of(release: Release) -> tuple[date, date]:
    """First and last day."""
    if release.period is not None:
        return release.period.starts_on, release.period.ends_on - timedelta(days=1)
    first = local(release.round.opens_at).date()
    return first, local(release.round.closes_at - timedelta(seconds=1)).date()


def _rank(release: Release) -> tuple[bool, bool, int, int]:
    is_open = release.snapshot.sample != OFFICIAL
    last = days_of(release)[1].toordinal()
    return is_open, release.period is not None, -last, -release.snapshot.id


def _read(release: Release, ids: Collection[int] | None) -> PeriodIndex:
    content = read_content(release.round.version.content)
    first, last = days_of(release)
    snapshot_id = release.snapshot.id
    rated = [agency.id for _cell, agency in list_overall_cells(snapshot_id)]
    wanted = [one for one in rated if ids is None or one in ids]
    return PeriodIndex(
        release=release,
        first=first,
        last=last,
        dimensions={one.key: text_in(one.texts, "vi") for one in content.sections},
        province=_by_name(list_province([snapshot_id])),
        agencies=_by_agency(list_agency_cells(snapshot_id, wanted)),
    )


def _by_name(cells: Sequence[IndexCell]) -> dict[tuple[str, str], IndexCell]:
    return {(one.measure, one.key): one for one in cells}


def _by_agency(cells: Sequence[IndexCell]) -> dict[int, Cells]:
    found: dict[int, dict[tuple[str, str], IndexCell]] = defaultdict(dict)
    for one in cells:
        if one.agency_id is not None:
            found[one.agency_id][one.measure, one.key] = one
    return dict(found)
