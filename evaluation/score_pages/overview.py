"""A year's result for staff: its agencies, what to look at before signing, who signed, what waits."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from agencies.names import name_of
from base.clock import local
from base.web import current_language
from evaluation.models import ResultSign
from evaluation.reports.results import AgencyResult, ResultOfYear
from evaluation.score_pages.words import (
    awaited_text,
    points_text,
    range_text,
    rank_text,
    verdict_text,
)


def shown_name(agency: AgencyResult) -> str:
    return agency.name_en if current_language() == "en" and agency.name_en else agency.name


def agency_rows(result: ResultOfYear, agencies: Sequence[AgencyResult]) -> list[dict[str, Any]]:
    """Cells: agency with its link, points with from–to, class or why there is none, rank, what is open."""
    return [_row(result, one) for one in agencies]


def _row(result: ResultOfYear, agency: AgencyResult) -> dict[str, Any]:
    link = url_for(
        "year_results_staff.sheet", year=result.year, agency_code=agency.code, ban=result.number
    )
    return {
        "cells": [
            Markup('<a href="{}">{}</a>').format(link, shown_name(agency)),
            _points(agency),
            _verdict(result, agency),
            rank_text(agency),
        ],
        "muted": agency.points is None,
    }


def _points(agency: AgencyResult) -> str:
    between = range_text(agency.points_low, agency.points_high)
    if not between:
        return points_text(agency)
    return Markup('{} <span class="soft">({})</span>').format(points_text(agency), between)


def _verdict(result: ResultOfYear, agency: AgencyResult) -> str:
    told = verdict_text(result.classes, agency)
    marks = [_("sát ranh giới")] if agency.is_near_boundary else []
    marks += [_("chưa chấm đủ")] if agency.has_withheld else []
    why = " · ".join(marks) or awaited_text(agency)
    return Markup('{}<br><span class="soft">{}</span>').format(told, why) if why else told


def to_look_at(result: ResultOfYear, left: Mapping[str, tuple[int, int]]) -> list[str]:
    """What an appraiser should know before signing; `left`: reason → (criteria, agencies) not scored."""
    agencies = [one for group in result.groups for one in group.agencies]

    def of(*reasons: str) -> int:
        return sum(left.get(one, (0, 0))[1] for one in reasons)

    due, waits, never = of("report_due", "report_returned"), of("report_waits"), of("no_report")
    near = sum(one.is_near_boundary for one in agencies)
    held = sum(one.has_withheld for one in agencies)
    told = [
        (due, _("%(count)s cơ quan chưa chấm: báo cáo còn được nộp hoặc nộp lại.", count=due)),
        (waits, _("%(count)s cơ quan chưa chấm: báo cáo chờ Sở Nội vụ chấp nhận.", count=waits)),
        (never, _("%(count)s cơ quan không có báo cáo được chấp nhận.", count=never)),
        (held, _("%(count)s cơ quan có tiêu chí chưa chấm, nên không xếp hạng.", count=held)),
        (near, _("%(count)s cơ quan sát ranh giới hai mức.", count=near)),
    ]
    given = left.get("not_given", (0, 0))[0]
    first = [_("%(count)s tiêu chí chờ người thẩm định cho điểm.", count=given)] if given else []
    return [*first, *(words for count, words in told if count)]


def sign_rows(
    signs: Sequence[ResultSign],
    content_hash: str,
    people: Mapping[int, str],
    bodies: Mapping[int, Any],
) -> list[dict[str, Any]]:
    """Cells: who, of which body, when, whether the sign still counts."""
    return [
        {
            "cells": [
                people.get(one.staff_id, ""),
                name_of(bodies[one.body_id]) if one.body_id in bodies else "",
                local(one.signed_at).strftime("%H:%M %d/%m/%Y"),
                _("còn hiệu lực")
                if one.content_hash == content_hash
                else _("điểm đã đổi, phải ký lại"),
            ],
            "muted": one.content_hash != content_hash,
        }
        for one in signs
    ]
