"""What the sheet for grading a head adds: what was done best and least, earlier years. Never a grade."""

from typing import Any

from flask_babel import gettext as _

from evaluation.queries.results import PUBLIC, find_result
from evaluation.queries.years import list_years
from evaluation.reports.results import AgencyResult, LineResult, read_result
from evaluation.score_pages.words import class_text, line_points, line_title, points_text, rank_text

_MOST = 5


def strong_and_weak(agency: AgencyResult) -> list[dict[str, Any]]:
    """Two lists of criteria: all points earned, the most points lost."""
    scored = [one for one in agency.lines if one.kind == "points" and one.points is not None]
    full = [one for one in scored if one.points == one.max_points]
    lost = sorted((one for one in scored if _lost(one) > 0), key=lambda one: (-_lost(one), one.key))
    return [
        {"title": _("Đạt đủ điểm"), "items": [line_title(one) for one in full]},
        {
            "title": _("Mất nhiều điểm nhất"),
            "items": [f"{line_title(one)}: {line_points(one)}" for one in lost[:_MOST]],
        },
    ]


def _lost(line: LineResult) -> float:
    return line.max_points - (line.points or 0.0)


def history_rows(agency_id: int, before: int) -> list[dict[str, Any]]:
    """Cells: year, points, class, rank of the last public results before the year."""
    rows = []
    for year in list_years():
        result = find_result(year.id, None, PUBLIC) if year.year < before else None
        read = read_result(result, year.year, [agency_id]) if result else None
        mine = read.agency(agency_id) if read else None
        if read and mine:
            words = class_text(read.classes, mine.class_key)
            rows.append({"cells": [str(year.year), points_text(mine), words, rank_text(mine)]})
    return rows[:_MOST]
