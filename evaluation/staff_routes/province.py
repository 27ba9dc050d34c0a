"""/can-bo/toan-canh: the province in one minute, on a screen, on a projector, on paper."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer
from agencies.names import name_of
from base.permissions import Permission, requires
from evaluation.province_pages.overview import Wanted, choose_kind, comparable, overview, trends
from evaluation.province_pages.side_by_side import (
    choose_agencies,
    side_by_side,
    within_years,
    years_of,
)
from surveys.index_pages import listing
from surveys.index_pages.releases import choose_release, period_options
from surveys.queries.indices import Release, list_overall_cells, list_releases
from surveys.questionnaire_content import read_content

province_board = Blueprint("province_board", __name__, url_prefix="/can-bo/toan-canh")


@dataclass(frozen=True)
class Measure:
    """What is compared: overall, or a dimension by its key."""

    measure: str
    key: str
    options: list[dict[str, str]]

    @property
    def value(self) -> str:
        return self.key

    @property
    def label(self) -> str:
        return next(one["label"] for one in self.options if one["value"] == self.key)

    @property
    def sections(self) -> dict[str, str]:
        """key → words of every dimension."""
        return {one["value"]: one["label"] for one in self.options if one["value"]}


def read_measure(release: Release, wanted: str) -> Measure:
    """An unknown dimension is the whole."""
    content = read_content(release.round.version.content)
    options = [{"value": "", "label": _("Chung")}]
    options += [{"value": one.key, "label": one.texts["vi"]} for one in content.sections]
    known = wanted in {one.key for one in content.sections}
    return Measure("dimension" if known else "overall", wanted if known else "", options)


def _wanted() -> Wanted:
    return Wanted(request.args.get("loai", ""), request.args.get("ban-do") == "bong-bong")


@province_board.get("")
@requires(Permission.BOARD_READ)
def board() -> ResponseReturnValue:
    releases = list_releases()
    if not releases:
        return render_template("evaluation/staff/province_empty.html")
    release = choose_release(releases, request.args.get("ky", ""))
    is_projected = request.args.get("man-chieu") == "1"
    return render_template(
        "evaluation/staff/province_projector.html"
        if is_projected
        else "evaluation/staff/province_board.html",
        board=overview(releases, release, _wanted(), current_viewer()),
        periods=period_options(releases),
    )


@province_board.get("/so-sanh")
@requires(Permission.BOARD_READ)
def compare() -> ResponseReturnValue:
    """Small multiples: agencies of one kind over the publications that can be compared."""
    releases = list_releases()
    if not releases:
        return render_template("evaluation/staff/province_empty.html")
    release = choose_release(releases, request.args.get("ky", ""))
    line = comparable(releases, release)
    pairs = list_overall_cells(release.snapshot.id)
    kind = choose_kind(pairs, request.args.get("loai", ""))
    measure = read_measure(release, request.args.get("nhom", ""))
    return render_template(
        "evaluation/staff/province_trends.html",
        release=release,
        titles=[listing.release_title(one) for one in line],
        periods=period_options(releases),
        kind=kind,
        kinds=listing.kinds_present(pairs)[1:],
        measure=measure,
        trends=trends(line, measure.measure, measure.key, kind),
    )


@province_board.get("/doi-chieu")
@requires(Permission.BOARD_READ)
def agencies() -> ResponseReturnValue:
    """Two to six agencies over years and dimensions."""
    releases = list_releases()
    if not releases:
        return render_template("evaluation/staff/province_empty.html")
    release = choose_release(releases, request.args.get("ky", ""))
    pairs = list_overall_cells(release.snapshot.id)
    added = request.args.get("them", "")[:200]
    codes = request.args.getlist("cq")
    chosen = choose_agencies(pairs, codes, added)
    line = comparable(releases, release)
    years = {int(one) for one in request.args.getlist("nam") if one.isdecimal()}
    shown, measure = within_years(line, years), read_measure(release, request.args.get("nhom", ""))
    view = side_by_side(
        shown, release, pairs, chosen, (measure.measure, measure.key), measure.sections
    )
    is_found = not added.strip() or len(chosen) > len(choose_agencies(pairs, codes, ""))
    return render_template(
        "evaluation/staff/province_side_by_side.html",
        release=release,
        title=listing.release_title(release),
        periods=period_options(releases),
        measure=measure,
        view=view,
        known=[f"{agency.code} – {name_of(agency)}" for _cell, agency in pairs],
        chosen_options=[{"value": code, "label": name} for code, name in view.chosen],
        chosen_codes=[code for code, _name in view.chosen],
        years=[{"value": str(one), "label": str(one)} for one in years_of(line)],
        chosen_years=[str(one) for one in years_of(shown)],
        not_found="" if is_found else added,
        evidence=listing.evidence_items(release),
    )
