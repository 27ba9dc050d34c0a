"""One agency's sheet: criterion by criterion the figure, where it comes from, points; requests about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from base.clock import local
from evaluation.models import AnotherLook, LookAct
from evaluation.reports.carried_words import index_words
from evaluation.reports.results import AgencyResult, LineResult, ResultOfYear
from evaluation.score_pages.words import (
    OUTCOMES,
    awaited_text,
    figure_text,
    line_points,
    line_title,
    number,
    points_text,
    range_text,
    rank_text,
    reason_text,
    verdict_text,
)


@dataclass(frozen=True)
class LookView:
    """A request with its acts as lines of a timeline."""

    id: int
    title: str
    words: str
    filed: str
    status: str
    tone: str
    acts: list[dict[str, str]]


def section_rows(
    agency: AgencyResult, names: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """[{name, rows}]; cells: criterion, figure, points, from–to, why or where from; `names` of old agencies
    by code.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for line in agency.lines:
        found.setdefault(line.section, []).append(_row(agency, line, names or {}))
    return [
        {"name": name, "number": place, "rows": rows}
        for place, (name, rows) in enumerate(found.items())
    ]


def _row(agency: AgencyResult, line: LineResult, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "cells": [
            line_title(line),
            figure_text(line),
            line_points(line),
            range_text(line.points_low, line.points_high),
            _why(agency, line, names),
        ],
        "muted": line.points is None,
    }


def _why(agency: AgencyResult, line: LineResult, names: Mapping[str, str]) -> str:
    """The reason of points given or missing; else where the figure stands."""
    if line.is_given:
        told = _("Điểm thẩm định: %(reason)s", reason=line.reason)
        if line.computed_points is not None:
            told += " " + _("(tính từ số liệu: %(points)s)", points=number(line.computed_points))
        return told
    if line.reason:
        return reason_text(line)
    if line.source.get("carried"):
        return index_words(line.source, names)
    if line.source_kind == "index":
        link = url_for("indices.agency_page", agency_code=agency.code)
        return Markup('<a href="{}">{}</a>').format(link, _("Theo chỉ số hài lòng đã công bố."))
    return _("Theo báo cáo tự đánh giá đã được chấp nhận.")


def facts(result: ResultOfYear, agency: AgencyResult) -> list[dict[str, str]]:
    """The four figures at the head of the sheet."""
    near = _("sát ranh giới hai mức") if agency.is_near_boundary else ""
    held = _("chưa chấm đủ tiêu chí") if agency.has_withheld else ""
    return [
        {
            "number": points_text(agency),
            "label": _("điểm trên điểm chấm được"),
            "count": range_text(agency.points_low, agency.points_high),
        },
        {
            "number": "–" if agency.percent is None else f"{number(agency.percent)} %",
            "label": _("phần trăm điểm"),
            "count": range_text(agency.percent_low, agency.percent_high),
        },
        {
            "number": verdict_text(result.classes, agency),
            "label": _("mức thực hiện dân chủ ở cơ sở"),
            "count": near or awaited_text(agency),
        },
        {"number": rank_text(agency), "label": _("hạng trong nhóm"), "count": held},
    ]


def criterion_choices(agency: AgencyResult) -> list[tuple[str, str]]:
    """Criteria whose points a person may give: all but the index."""
    return [
        (line.key, f"{line_title(line)} ({number(line.max_points)})")
        for line in agency.lines
        if line.source_kind != "index"
    ]


def look_views(
    looks: Sequence[AnotherLook],
    acts: Mapping[int, Sequence[LookAct]],
    titles: Mapping[str, str],
    names: Mapping[int, str],
) -> list[LookView]:
    return [_look(one, acts.get(one.id, ()), titles, names) for one in looks]


def _look(
    look: AnotherLook,
    acts: Sequence[LookAct],
    titles: Mapping[str, str],
    names: Mapping[int, str],
) -> LookView:
    if look.outcome:
        status, tone = OUTCOMES[look.outcome]
    elif acts and acts[-1].act == "propose":
        status, tone = _("Chờ người thứ hai"), "amber"
    else:
        status, tone = _("Chờ trả lời"), "amber"
    return LookView(
        look.id,
        titles.get(look.criterion_key, _("Kết quả chung")),
        look.words,
        _day(look.filed_at),
        str(_(status)) if look.outcome else status,
        tone,
        [_act(one, names) for one in acts],
    )


def _act(act: LookAct, names: Mapping[int, str]) -> dict[str, str]:
    who = names.get(act.staff_id, "")
    if act.act == "propose":
        told = str(_(OUTCOMES[act.outcome][0]))
        if act.points is not None:
            told += ", " + _("điểm mới %(points)s", points=number(act.points))
        head = _("%(who)s đề xuất: %(told)s", who=who, told=told)
    elif act.act == "confirm":
        head = _("%(who)s đồng ý", who=who)
    else:
        head = _("%(who)s không đồng ý, đề nghị làm lại", who=who)
    return {"when": _day(act.at), "title": head, "text": act.reason}


def _day(instant: Any) -> str:
    return local(instant).strftime("%H:%M %d/%m/%Y") if instant else "–"
