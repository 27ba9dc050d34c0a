"""A year's result as frozen values: for pages, documents and open data. Numbers are unrounded.

`result_of(year)` is the version that is public; `result_of(year, number)` one certain version of it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from evaluation.models import AgencyScore, Criterion, CriterionScore, Scorecard, YearResult
from evaluation.queries import results as queries
from evaluation.queries.scorecards import get_scorecard
from evaluation.queries.years import find_year
from evaluation.rules.scoring import PENDING, REASONS, WITHHELD


@dataclass(frozen=True)
class LineResult:
    """One criterion. `state`: scored | withheld | missing | pending | not_bound; `points` None: it stays out.

    `reason`: a msgid of ours, or the words of who gave the points (`is_given`). Figures are in `unit`
    (percent | count | yes_no | date; index shares in percent, yes and no as 100 and 0, a date as days early).
    """

    key: str
    section: str
    title: str
    title_en: str
    kind: str
    source_kind: str
    unit: str
    state: str
    figure: float | None
    figure_low: float | None
    figure_high: float | None
    points: float | None
    points_low: float | None
    points_high: float | None
    max_points: float
    computed_points: float | None
    is_given: bool
    reason: str
    source: Mapping[str, Any]


@dataclass(frozen=True)
class AgencyResult:
    """`points` of `possible`, None when nothing could be scored; percent is points ÷ possible × 100.

    `has_withheld`: a criterion was not scored ("chưa chấm"), so the agency stands apart and unranked.
    Ranks are intervals among `ranked_count` agencies of the group.
    """

    agency_id: int
    code: str
    name: str
    name_en: str
    kind: str
    group_key: str
    points: float | None
    points_low: float | None
    points_high: float | None
    possible: float
    percent: float | None
    percent_low: float | None
    percent_high: float | None
    class_key: str
    is_near_boundary: bool
    rank_low: int | None
    rank_high: int | None
    ranked_count: int
    has_withheld: bool
    lines: tuple[LineResult, ...]
    score_id: int

    @property
    def awaited(self) -> tuple[str, ...]:
        """Why there is no sum yet: the reasons of what may still come in, each once."""
        return tuple(dict.fromkeys(one.reason for one in self.lines if one.state == PENDING))


@dataclass(frozen=True)
class ClassWords:
    key: str
    title: str
    title_en: str
    from_percent: float


@dataclass(frozen=True)
class GroupResult:
    """`agencies` by code; `class_counts` in the order of the card's classes."""

    key: str
    title: str
    agencies: tuple[AgencyResult, ...]
    class_counts: Mapping[str, int]
    title_en: str = ""


@dataclass(frozen=True)
class ResultOfYear:
    id: int
    year: int
    number: int
    state: str
    reason: str
    scorecard_title: str
    scorecard_version: int
    total_points: float
    classes: tuple[ClassWords, ...]
    groups: tuple[GroupResult, ...]
    snapshot_id: int | None
    content_hash: str
    decision_number: str
    decided_on: date | None
    published_at: datetime | None
    looks_until: date | None

    def class_title(self, key: str) -> str:
        """Vietnamese; empty when no class was reached."""
        return next((one.title for one in self.classes if one.key == key), "")

    def agency(self, agency_id: int) -> AgencyResult | None:
        found = (one for group in self.groups for one in group.agencies)
        return next((one for one in found if one.agency_id == agency_id), None)


def result_of(
    year: int, number: int | None = None, states: Collection[str] = queries.PUBLIC
) -> ResultOfYear | None:
    """None: there is no such year, or no version of it in these states."""
    row = find_year(year)
    found = queries.find_result(row.id, number, states) if row else None
    return None if found is None else read_result(found, year)


def read_result(result: YearResult, year: int, agency_ids: list[int] | None = None) -> ResultOfYear:
    """The whole of it; `agency_ids` reads the criteria of these agencies only."""
    card = get_scorecard(result.scorecard_id)
    lines = queries.list_lines(result.id, agency_ids)
    criteria = {one.key: one for one in card.criteria}
    scores = queries.list_scores(result.id)
    ranked: dict[str, int] = {}
    for score, _agency in scores:
        ranked[score.group_key] = ranked.get(score.group_key, 0) + (score.rank_low is not None)
    agencies = [
        _agency_result(
            score, agency, ranked[score.group_key], _lines(lines.get(score.id, []), criteria)
        )
        for score, agency in scores
    ]
    return ResultOfYear(
        result.id,
        year,
        result.number,
        result.state,
        result.reason,
        card.title,
        card.version,
        card.total_points,
        class_words(card),
        _groups(card, agencies),
        result.snapshot_id,
        result.content_hash,
        result.decision_number,
        result.decided_on,
        result.published_at,
        result.looks_until,
    )


def with_lines(result: YearResult, agencies: Sequence[AgencyResult]) -> list[AgencyResult]:
    """The same agencies with their criteria: for the few that a page shows."""
    criteria = {one.key: one for one in get_scorecard(result.scorecard_id).criteria}
    lines = queries.list_lines(result.id, [one.agency_id for one in agencies])
    return [replace(one, lines=_lines(lines.get(one.score_id, []), criteria)) for one in agencies]


def class_words(card: Scorecard) -> tuple[ClassWords, ...]:
    return tuple(
        ClassWords(one["key"], one["title"], one.get("title_en", ""), float(one["from_percent"]))
        for one in card.classes
    )


def _groups(card: Scorecard, agencies: list[AgencyResult]) -> tuple[GroupResult, ...]:
    found = []
    for group in card.groups:
        mine = tuple(one for one in agencies if one.group_key == group["key"])
        counts = class_counts(card, mine)
        if mine:
            title_en = group.get("title_en", "")
            found.append(GroupResult(group["key"], group["title"], mine, counts, title_en))
    return tuple(found)


def class_counts(card: Scorecard, agencies: Sequence[AgencyResult]) -> dict[str, int]:
    return {
        one["key"]: sum(agency.class_key == one["key"] for agency in agencies)
        for one in card.classes
    }


def _agency_result(
    score: AgencyScore, agency: Any, ranked_count: int, lines: tuple[LineResult, ...]
) -> AgencyResult:
    def percent(points: float | None) -> float | None:
        return None if points is None or not score.possible else points / score.possible * 100

    return AgencyResult(
        agency.id,
        agency.code,
        agency.name,
        agency.name_en,
        agency.kind,
        score.group_key,
        score.points,
        score.points_low,
        score.points_high,
        score.possible,
        percent(score.points),
        percent(score.points_low),
        percent(score.points_high),
        score.class_key,
        score.is_near_boundary,
        score.rank_low,
        score.rank_high,
        ranked_count,
        score.points is not None and score.rank_low is None,
        lines,
        score.id,
    )


def _lines(rows: list[CriterionScore], criteria: Mapping[str, Criterion]) -> tuple[LineResult, ...]:
    return tuple(_line(one, criteria[one.criterion_key]) for one in rows)


def _line(row: CriterionScore, criterion: Criterion) -> LineResult:
    return LineResult(
        row.criterion_key,
        criterion.section,
        criterion.title,
        criterion.title_en,
        criterion.kind,
        criterion.source_kind,
        "percent" if criterion.source_kind == "index" else row.source.get("unit", ""),
        row.state,
        row.figure,
        row.figure_low,
        row.figure_high,
        row.points,
        row.points_low,
        row.points_high,
        row.max_points,
        row.source.get("computed"),
        "given" in row.source,
        REASONS.get(row.reason, row.reason),
        row.source,
    )


def withheld_lines(agency: AgencyResult) -> tuple[LineResult, ...]:
    return tuple(one for one in agency.lines if one.state == WITHHELD)
