"""The agencies and points of a card before it counts, as the listing of a year's result takes them."""

from typing import Any

from agencies.models import Agency
from evaluation.models import EvaluationYear, ResultState, Scorecard
from evaluation.reports.results import (
    AgencyResult,
    GroupResult,
    ResultOfYear,
    class_counts,
    class_words,
)
from evaluation.reports.scoring import Computed
from evaluation.rules.scoring import MISSING, WITHHELD
from evaluation.score_pages.overview import shown_name
from evaluation.score_pages.words import class_text, points_text, range_text, rank_text


def preview_result(card: Scorecard, year: EvaluationYear, computed: Computed) -> ResultOfYear:
    """As a result that was computed would read; without criteria, and nowhere stored."""
    return ResultOfYear(
        id=0,
        year=year.year,
        number=0,
        state=ResultState.COMPUTED,
        reason="",
        scorecard_title=card.title,
        scorecard_version=card.version,
        total_points=card.total_points,
        classes=class_words(card),
        groups=_groups(card, computed),
        snapshot_id=computed.snapshot.id if computed.snapshot else None,
        content_hash="",
        decision_number="",
        decided_on=None,
        published_at=None,
        looks_until=None,
    )


def _groups(card: Scorecard, computed: Computed) -> tuple[GroupResult, ...]:
    found = []
    for group in card.groups:
        ids = [key for key, group_key in computed.group_of.items() if group_key == group["key"]]
        ranked = sum(computed.totals[key].rank is not None for key in ids)
        mine = tuple(
            _agency(agency, group["key"], ranked, computed)
            for agency in computed.agencies
            if agency.id in ids
        )
        if mine:
            found.append(
                GroupResult(
                    group["key"],
                    group["title"],
                    mine,
                    class_counts(card, mine),
                    group.get("title_en", ""),
                )
            )
    return tuple(found)


def _agency(agency: Agency, group_key: str, ranked: int, computed: Computed) -> AgencyResult:
    total = computed.totals[agency.id]
    points, possible = total.points, total.possible

    def percent(value: float | None) -> float | None:
        return None if value is None or not possible else value / possible * 100

    value, low, high = (points.value, points.low, points.high) if points else (None, None, None)
    rank_low, rank_high = total.rank or (None, None)
    return AgencyResult(
        agency_id=agency.id,
        code=agency.code,
        name=agency.name,
        name_en=agency.name_en,
        kind=agency.kind,
        group_key=group_key,
        points=value,
        points_low=low,
        points_high=high,
        possible=possible,
        percent=percent(value),
        percent_low=percent(low),
        percent_high=percent(high),
        class_key=total.class_key,
        is_near_boundary=total.is_near_boundary,
        rank_low=rank_low,
        rank_high=rank_high,
        ranked_count=ranked,
        has_withheld=points is not None and total.rank is None,
        lines=(),
        score_id=0,
    )


def preview_rows(
    result: ResultOfYear, agencies: list[AgencyResult], computed: Computed
) -> list[dict[str, Any]]:
    """Cells: agency, points, from–to, class, rank, criteria without a figure, criteria not scored."""
    return [_row(result, one, computed) for one in agencies]


def _row(result: ResultOfYear, agency: AgencyResult, computed: Computed) -> dict[str, Any]:
    states = [line.state for line in computed.lines[agency.agency_id]]
    return {
        "cells": [
            shown_name(agency),
            points_text(agency),
            range_text(agency.points_low, agency.points_high),
            class_text(result.classes, agency.class_key),
            rank_text(agency),
            str(states.count(MISSING) or "–"),
            str(states.count(WITHHELD) or "–"),
        ],
        "muted": agency.points is None,
    }
