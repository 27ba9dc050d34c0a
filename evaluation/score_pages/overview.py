"""A year's result for staff: its groups, what to look at before signing, who signed, what waits."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from agencies.names import name_of
from base.clock import local
from base.web import current_language
from base.words import sort_key
from evaluation.models import ResultSign
from evaluation.reports.results import AgencyResult, GroupResult, ResultOfYear
from evaluation.score_pages.words import class_text, points_text, range_text, rank_text


def shown_name(agency: AgencyResult) -> str:
    return agency.name_en if current_language() == "en" and agency.name_en else agency.name


def ordered(group: GroupResult) -> list[AgencyResult]:
    """Ranked ones first, the most of the possible points first; then those not scored whole, by name."""
    ranked = [one for one in group.agencies if one.rank_low is not None]
    others = [one for one in group.agencies if one.rank_low is None]
    ranked.sort(key=lambda one: (-(one.percent or 0.0), sort_key(one.name)))
    return [*ranked, *sorted(others, key=lambda one: sort_key(one.name))]


def group_tables(result: ResultOfYear, scope: frozenset[int] | None) -> list[dict[str, Any]]:
    """Cells: agency with its link, points, from–to, class, rank, what is open."""
    found = []
    for group in result.groups:
        rows = [
            _row(result, one) for one in ordered(group) if scope is None or one.agency_id in scope
        ]
        if rows:
            found.append({"key": group.key, "title": group.title, "rows": rows})
    return found


def _row(result: ResultOfYear, agency: AgencyResult) -> dict[str, Any]:
    link = url_for(
        "year_results_staff.sheet", year=result.year, agency_code=agency.code, ban=result.number
    )
    mark = _("sát ranh giới") if agency.is_near_boundary else ""
    held = _("chưa chấm đủ") if agency.has_withheld else ""
    return {
        "cells": [
            Markup('<a href="{}">{}</a>').format(link, shown_name(agency)),
            points_text(agency),
            range_text(agency.points_low, agency.points_high),
            class_text(result.classes, agency.class_key),
            rank_text(agency),
            " · ".join(word for word in (mark, held) if word),
        ]
    }


def to_look_at(result: ResultOfYear) -> list[str]:
    """What an appraiser should know before signing."""
    agencies = [one for group in result.groups for one in group.agencies]
    bare = [one for one in agencies if any("tự đánh giá" in line.reason for line in one.lines)]
    waiting = sum(
        line.reason == "Chờ người thẩm định cho điểm." for one in agencies for line in one.lines
    )
    held = sum(one.has_withheld for one in agencies)
    near = sum(one.is_near_boundary for one in agencies)
    told = []
    if waiting:
        told.append(_("%(count)s tiêu chí chờ người thẩm định cho điểm.", count=waiting))
    if bare:
        told.append(
            _("%(count)s cơ quan chưa có báo cáo tự đánh giá được chấp nhận.", count=len(bare))
        )
    if held:
        told.append(_("%(count)s cơ quan có tiêu chí chưa chấm, nên không xếp hạng.", count=held))
    if near:
        told.append(_("%(count)s cơ quan sát ranh giới hai mức.", count=near))
    return told


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
