"""How a round's collection goes: counts, targets, pace, silent places, running shares. For its owner only."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from agencies.models import Agency
from agencies.queries.legal import work_calendar
from base.clock import local
from surveys.models import SurveyRound
from surveys.queries import collection as queries
from surveys.queries.method import method_in_force
from surveys.queries.snapshots import list_rated_bodies
from surveys.questionnaire_content import read_content
from surveys.rules.silence import SILENT_FROM, silent_days, week_of


@dataclass(frozen=True)
class AgencyCount:
    """Responses of an agency with its target; a centre's responses stand at the centre."""

    agency: Agency
    target: int
    by_channel: Mapping[str, int]
    total: int


@dataclass(frozen=True)
class PlaceCount:
    """A place with its responses; `silent` working days at least since the last one."""

    name: str
    agency: Agency
    total: int
    today: int
    yesterday: int
    this_week: int
    last_week: int | None
    silent: int

    @property
    def is_silent(self) -> bool:
        return self.silent >= SILENT_FROM and not (self.today or self.yesterday)


@dataclass(frozen=True)
class Board:
    today: int
    yesterday: int
    this_week: int
    total: int
    target: int
    by_channel: Mapping[str, int]
    by_week: list[tuple[int, int]]
    agencies: list[AgencyCount]
    places: list[PlaceCount]


@dataclass(frozen=True)
class RunningShare:
    """The open share so far; None below the smallest number for shares."""

    agency: Agency
    answers: int
    share: float | None


def collection_board(survey_round: SurveyRound, today: date) -> Board:
    """Everything the board shows of one round, from a handful of grouped counts."""
    rows = queries.count_by_place(survey_round.id)
    days = queries.count_by_day(survey_round.id, [today, today - timedelta(days=1)])
    by_channel: Counter[str] = Counter()
    by_week: Counter[int] = Counter()
    by_agency: dict[int, Counter[str]] = {}
    for agency_id, _place, channel, week, count in rows:
        by_channel[channel] += int(count)
        by_week[week] += int(count)
        by_agency.setdefault(agency_id, Counter())[channel] += int(count)
    agencies = [
        AgencyCount(agency, target, dict(mine), sum(mine.values()))
        for agency, target in queries.list_targets(survey_round.id)
        for mine in (by_agency.get(agency.id, Counter()),)
    ]
    return Board(
        today=sum(count for (day, _), count in days.items() if day == today),
        yesterday=sum(count for (day, _), count in days.items() if day != today),
        this_week=by_week[week_of(today)],
        total=sum(by_channel.values()),
        target=sum(one.target for one in agencies),
        by_channel=dict(by_channel),
        by_week=sorted(by_week.items()),
        agencies=agencies,
        places=_places(survey_round, rows, days, today),
    )


def _places(
    survey_round: SurveyRound,
    rows: Sequence[Any],
    days: Mapping[tuple[date, int], int],
    today: date,
) -> list[PlaceCount]:
    weeks: dict[int, Counter[int]] = {}
    for _agency, place_id, _channel, week, count in rows:
        if place_id is not None:
            weeks.setdefault(place_id, Counter())[week] += int(count)
    opened = local(survey_round.opens_at).date()
    last_day = min(today, local(survey_round.closes_at).date())
    found = []
    for one in queries.list_places_of_round(survey_round.id):
        mine = weeks.get(one.place.id, Counter())
        last = max(mine, default=None)
        since = max(opened, local(one.place.created_at).date())
        found.append(
            PlaceCount(
                name=one.place.name,
                agency=one.agency,
                total=sum(mine.values()),
                today=days.get((today, one.place.id), 0),
                yesterday=days.get((today - timedelta(days=1), one.place.id), 0),
                this_week=mine[week_of(today)],
                last_week=last,
                silent=silent_days(last, since, last_day, work_calendar()),
            )
        )
    return found


def running_shares(survey_round: SurveyRound, today: date) -> list[RunningShare]:
    """The open share of each agency so far, by the method's formula, without intervals."""
    import numpy as np  # only when somebody opens the board

    from scoring.shares import aggregate_share, sums_from_level_counts

    method = method_in_force(today)
    keys = [one.key for one in read_content(survey_round.version.content).index_questions]
    counts_for = {one.id: one.counts_for for one in list_rated_bodies(survey_round.id)}
    levels: dict[int, dict[str, list[int]]] = {}
    for agency_id, key, found in queries.sum_levels(survey_round.id, "open_qr", keys):
        mine = levels.setdefault(counts_for.get(agency_id, agency_id), {})
        mine[key] = [a + b for a, b in zip(mine.get(key, [0] * 5), found, strict=True)]
    shares = []
    for agency, _target in queries.list_targets(survey_round.id):
        if agency.id not in levels:
            continue
        counts = np.array([levels[agency.id].get(key, [0] * 5) for key in keys])
        most = int(counts.sum(axis=1).max())
        sums = sums_from_level_counts(counts, method.satisfied_levels)
        share = aggregate_share(sums, "pooled" if method.aggregate == "pooled" else "item_mean")
        value = float(share) if most >= method.shares_from else None
        shares.append(RunningShare(agency, most, value))
    return shares
