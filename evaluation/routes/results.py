"""A year's published results for everybody: all agencies by group, one agency's sheet, older versions."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agencies.queries.agencies import get_agency
from base.permissions import Permission, requires
from base.rules import NotFound
from evaluation.models import EvaluationYear, YearResult
from evaluation.queries import results as queries
from evaluation.queries.years import find_year
from evaluation.reports.results import read_result
from evaluation.score_pages import public as view
from evaluation.score_pages import sheet

year_results = Blueprint("year_results", __name__, url_prefix="/danh-gia")


@year_results.get("")
@requires(Permission.PUBLIC)
def newest() -> ResponseReturnValue:
    """Leads to the latest published year; until there is one a page says so."""
    years = queries.list_public_years()
    if not years:
        return render_template("evaluation/year_none.html")
    return redirect(url_for(".year_page", year=years[0]))


def _wanted_number() -> int | None:
    wanted = request.args.get("ban", "")
    return int(wanted) if wanted.isdecimal() else None


def _opened(year: int) -> tuple[EvaluationYear, YearResult]:
    """The public version asked for, else the one that counts now."""
    row = find_year(year)
    found = queries.find_result(row.id, _wanted_number(), queries.PUBLIC) if row else None
    if row is None or found is None:
        raise NotFound(year)
    return row, found


@year_results.get("/<int:year>")
@requires(Permission.PUBLIC)
def year_page(year: int) -> ResponseReturnValue:
    row, found = _opened(year)
    result = read_result(found, year, queries.list_unranked(found.id))
    scale = view.scale_for(result)
    return render_template(
        "evaluation/year.html",
        result=result,
        numbers=[one.number for one in queries.list_results(row.id, queries.PUBLIC)],
        groups=view.group_views(result, scale),
        ticks=scale.ticks,
        evidence=view.evidence_items(result),
        years=queries.list_public_years(),
    )


@year_results.get("/<int:year>/<agency_code>")
@requires(Permission.PUBLIC)
def agency_page(year: int, agency_code: str) -> ResponseReturnValue:
    agency = get_agency(agency_code)
    result = read_result(_opened(year)[1], year, [agency.id])
    mine = result.agency(agency.id)
    if mine is None:
        raise NotFound(agency_code)
    return render_template(
        "evaluation/year_agency.html",
        result=result,
        agency=agency,
        facts=sheet.facts(result, mine),
        sections=sheet.section_rows(mine),
        evidence=view.evidence_items(result),
    )
