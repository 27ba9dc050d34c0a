"""The year's classes at a glance: how many agencies in each, near a boundary, not classed."""

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from agencies.roles import Viewer
from base.web import current_language
from evaluation.models import Scorecard
from evaluation.queries.province import ClassCount, class_counts, find_shown_result
from evaluation.queries.scorecards import get_scorecard
from evaluation.reports.results import ClassWords, class_words
from evaluation.rules.results import FINAL
from evaluation.score_pages.access import visible_states
from evaluation.score_pages.words import RESULT_STATES, class_text


@dataclass(frozen=True)
class YearClasses:
    """`columns` of the table: group, the classes, not classed, near a boundary; `rows`: (group, counts)."""

    year: int
    state: str
    is_final: bool
    number: int
    url: str
    columns: list[dict[str, Any]]
    rows: list[tuple[str, list[int]]]
    near_count: int
    open_count: int


def year_classes(viewer: Viewer) -> YearClasses | None:
    """Of the latest year with a result at a step that this viewer sees; None before there is one."""
    found = find_shown_result(visible_states(viewer))
    if found is None:
        return None
    result, year = found
    card, counts = get_scorecard(result.scorecard_id), class_counts(result.id)
    classes = class_words(card)
    return YearClasses(
        year=year,
        state=_(RESULT_STATES[result.state][0]),  # type: ignore[index]
        is_final=result.state in FINAL,
        number=result.number,
        url=url_for("year_results_staff.year_page", year=year, ban=result.number),
        columns=_columns([class_text(classes, one.key) for one in classes]),
        rows=_rows(card, classes, counts),
        near_count=sum(one.near_count for one in counts),
        open_count=sum(one.count for one in counts if not one.class_key),
    )


def _columns(classes: list[str]) -> list[dict[str, Any]]:
    titles = [*classes, _("Chưa xếp"), _("Sát ranh giới")]
    return [{"label": _("Nhóm cơ quan")}, *({"label": one, "number": True} for one in titles)]


def _rows(
    card: Scorecard, classes: tuple[ClassWords, ...], counts: list[ClassCount]
) -> list[tuple[str, list[int]]]:
    found = []
    for group in card.groups:
        mine = [one for one in counts if one.group_key == group["key"]]
        by_class = {one.class_key: one.count for one in mine}
        shown = [by_class.get(one.key, 0) for one in classes]
        if mine:
            near = sum(one.near_count for one in mine)
            is_english = current_language() == "en" and bool(group.get("title_en"))
            title = group["title_en"] if is_english else group["title"]
            found.append((title, [*shown, by_class.get("", 0), near]))
    return found
