"""A year's published results for everybody: all agencies by group, one agency's sheet, older versions."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agencies.queries.agencies import get_agency
from base.permissions import Permission, requires
from base.rules import NotFound
from evaluation.models import EvaluationYear, YearResult
from evaluation.queries import results as queries
from evaluation.queries.years import find_year
from evaluation.reports.carried_words import old_names
from evaluation.reports.results import read_result, with_lines
from evaluation.score_pages import public as view
from evaluation.score_pages import sheet
from evaluation.score_pages.listing import filter_choices, listing_of, summary_of

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
    result = read_result(found, year, [])
    scale = view.scale_for(result)
    listing = listing_of(result, request.args)
    address = _addresses(year, found.number)
    return render_template(
        "evaluation/year.html",
        result=result,
        numbers=[one.number for one in queries.list_results(row.id, queries.PUBLIC)],
        listing=listing,
        rows=view.rows_of(result, with_lines(found, listing.agencies), scale),
        summary=summary_of(result, address),
        choices=filter_choices(result),
        pager_links=listing.pager(address),
        ticks=scale.ticks,
        evidence=view.evidence_items(result),
        years=queries.list_public_years(),
    )


def _addresses(year: int, number: int) -> Callable[..., str]:
    """Addresses of the page, of the version asked for if one was."""
    kept: dict[str, Any] = {"ban": number} if _wanted_number() is not None else {}
    return partial(url_for, ".year_page", year=year, **kept)


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
        sections=sheet.section_rows(mine, old_names(mine.lines)),
        evidence=view.evidence_items(result),
    )
