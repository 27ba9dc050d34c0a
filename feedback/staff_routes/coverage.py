"""How agencies answer what people say about their drafts, year by year; joins the pages of rounds."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal

from agencies.queries.agencies import agencies_by_id
from base.clock import now, today
from base.permissions import Permission, requires
from base.rules import NotFound
from feedback.reports.coverage import AgencyCoverage, coverage_by_agency
from feedback.reports.result_charts import share_text
from feedback.staff_routes.comment_rounds import scope
from feedback.staff_routes.round_sheets import comment_rounds_staff

YEARS_SHOWN = 3


@comment_rounds_staff.get("/theo-co-quan")
@requires(Permission.FEEDBACK_READ)
def coverage() -> ResponseReturnValue:
    """Agencies in the viewer's scope, the slowest to answer first."""
    years = [today().year - back for back in range(YEARS_SHOWN)]
    wanted = request.args.get("nam", str(years[0]))
    if wanted not in {str(year) for year in years}:
        raise NotFound
    seen = scope()
    found = [
        one
        for one in coverage_by_agency(int(wanted), now())
        if seen is None or one.agency_id in seen
    ]
    names = {one.id: one.name for one in agencies_by_id([row.agency_id for row in found]).values()}
    found.sort(key=lambda one: (-one.late_count, -(one.median_days or 0), names[one.agency_id]))
    return render_template(
        "feedback/staff/coverage.html",
        year=wanted,
        years=[{"value": str(year), "label": str(year)} for year in years],
        rows=[{"cells": _cells(one, names[one.agency_id])} for one in found],
    )


def _cells(one: AgencyCoverage, name: str) -> list[str]:
    days = "–" if one.median_days is None else format_decimal(one.median_days)
    return [
        name,
        format_decimal(one.round_count),
        format_decimal(one.published_count),
        format_decimal(one.late_count),
        format_decimal(one.received_count),
        f"{format_decimal(one.answered_count)}/{format_decimal(one.owed_count)}"
        + (f" ({share_text(one.answered_count, one.owed_count)})" if one.owed_count else ""),
        days,
    ]
