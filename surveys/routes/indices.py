"""Public figures: the list of agencies, one agency, several side by side. Only stored cells are read."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agencies.models import Agency, AgencySuccession
from agencies.names import name_of
from agencies.queries.agencies import agencies_by_id, get_agency, get_agency_by_id, list_successions
from agencies.queries.carrying import carried_sources
from base.clock import today
from base.permissions import Permission, requires
from base.rules import NotFound
from surveys.index_pages import agency as agency_view
from surveys.index_pages import beside, carried, listing
from surveys.index_pages.bubbles import map_view
from surveys.index_pages.comparison import compare
from surveys.index_pages.export import write_csv
from surveys.index_pages.figures import scale_for, share_text
from surveys.index_pages.releases import choose_release, former_of, overall, period_options
from surveys.models import IndexCell
from surveys.period_words import period_words
from surveys.queries.indices import (
    Release,
    list_agency_cells,
    list_history,
    list_overall_cells,
    list_province_cells,
    list_releases,
)
from surveys.questionnaire_content import read_content

indices = Blueprint("indices", __name__, url_prefix="/chi-so")


@indices.get("")
@requires(Permission.PUBLIC)
def index_list() -> ResponseReturnValue:
    releases = list_releases()
    if not releases:
        return render_template("surveys/indices/empty.html")
    release = choose_release(releases, request.args.get("ky", ""))
    former = former_of(releases, release)
    wanted = listing.read_wanted(request.args)
    pairs = list_overall_cells(release.snapshot.id)
    ids = [one.snapshot.id for one in (release, former) if one]
    province = list_province_cells(ids)
    return render_template(
        "surveys/indices/list.html",
        **_list_page(release, former, releases, wanted, pairs, province),
    )


def _list_page(
    release: Release,
    former: Release | None,
    releases: list[Release],
    wanted: listing.Wanted,
    pairs: list[listing.Pair],
    province: list[IndexCell],
) -> dict[str, Any]:
    whole = overall(province, release.snapshot.id)
    before = overall(province, former.snapshot.id) if former else None
    mine = [one for one in province if one.snapshot_id == release.snapshot.id]
    channels = [one for one in mine if one.measure == "channel"]
    scale = scale_for(cell for cell, _agency in pairs)
    former_title = listing.release_title(former) if former else ""
    if former and former.period:
        former_title = period_words(former.period.name)
    return {
        "release": release,
        "title": listing.release_title(release),
        "periods": period_options(releases),
        "wanted": wanted,
        "view": request.args.get("xem", "bang"),
        "cards": listing.cards(whole, before, former_title, pairs, release),
        "kinds": listing.kinds_present(pairs),
        "groups": listing.group_rows(pairs, wanted),
        "reference": scale.place(whole.share) if whole and whole.share and whole.low else None,
        "province_share": share_text(whole),
        "ticks": scale.ticks,
        "channels": beside.channel_rows(release.snapshot, whole, channels),
        "left_out": beside.left_out_text(whole, _left_out(mine)),
        "evidence": listing.evidence_items(release),
        "map": map_view(pairs) if request.args.get("xem") == "ban-do" else None,
        "comparison": compare(pairs, request.args.getlist("so-sanh")),
        "sort_url": lambda sort: _sort_url(sort, wanted),
    }


def _left_out(cells: list[IndexCell]) -> IndexCell | None:
    return next((one for one in cells if one.measure == "left_out"), None)


@indices.get("/danh-sach.csv")
@requires(Permission.PUBLIC)
def index_csv() -> ResponseReturnValue:
    """The list of one release as CSV, unrounded, UTF-8 with a mark that spreadsheets understand."""
    releases = list_releases()
    if not releases:
        raise NotFound
    release = choose_release(releases, request.args.get("ky", ""))
    page = write_csv(list_overall_cells(release.snapshot.id), release.snapshot)
    name = f"chi-so-{release.key}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(page, mimetype="text/csv", headers=headers)


@indices.get("/<agency_code>")
@requires(Permission.PUBLIC)
def agency_page(agency_code: str) -> ResponseReturnValue:
    agency = get_agency(agency_code)
    releases = list_releases()
    if not releases:
        return render_template("surveys/indices/empty.html")
    wanted = request.args.get("ky", "")
    successions = list_successions(agency.id)
    sources = _sources(agency)
    related = {agency.id, *(one.from_agency_id for one in successions)}
    related |= {one.agency_id for one in sources}
    found = list_history(sorted(related), ["published"])
    release = choose_release(_with_agency(releases, found, agency.id) or releases, wanted)
    page = _agency_figures(agency, release)
    known = agencies_by_id({*related, *(one.to_agency_id for one in successions)})
    names = {one: name_of(other) for one, other in known.items()}
    return render_template(
        "surveys/indices/agency.html",
        agency=agency,
        name=listing.name_of(agency),
        release=release,
        title=listing.release_title(release),
        periods=period_options(_with_agency(releases, found, agency.id)),
        history=agency_view.history_rows(releases, found, names, agency.id),
        successions=agency_view.succession_notes(successions, agency, known),
        sources=carried.source_rows(sources),
        carried=carried.carried_rows(releases, found, sources, _first_day(successions, agency)),
        evidence=listing.evidence_items(release, agency.id),
        counted_in=_counted_in(agency),
        **page,
    )


def _counted_in(agency: Agency) -> dict[str, str] | None:
    """The body for which the answers about this agency count, so that no figure of its own exists."""
    if not agency.counts_for_parent or agency.parent_id is None:
        return None
    parent = get_agency_by_id(agency.parent_id)
    return {
        "name": listing.name_of(parent),
        "url": url_for(".agency_page", agency_code=parent.code),
    }


def _sources(agency: Agency) -> list[carried.Source]:
    """Whose past counts for the agency today."""
    weights = carried_sources(agency.id, today())
    known = agencies_by_id([one for one, _weight in weights])
    return [
        carried.Source(one, known[one].code, name_of(known[one]), weight) for one, weight in weights
    ]


def _first_day(successions: list[AgencySuccession], agency: Agency) -> date:
    """The day of the first reorganisation that brought something to the agency."""
    days = [one.effective_on for one in successions if one.to_agency_id == agency.id]
    return min(days, default=date.max)


def _with_agency(
    releases: list[Release], found: list[tuple[IndexCell, int]], agency_id: int
) -> list[Release]:
    own = {snapshot_id for cell, snapshot_id in found if cell.agency_id == agency_id}
    return [one for one in releases if one.snapshot.id in own]


def _agency_figures(agency: Agency, release: Release) -> dict[str, Any]:
    """What the release says of the agency; empty when it was not rated in it."""
    mine = agency_view.by_measure(list_agency_cells(release.snapshot.id, [agency.id]))
    whole = mine.get(("overall", ""))
    if whole is None:
        return {"summary": None}
    province = agency_view.by_measure(list_province_cells([release.snapshot.id]))
    pairs = list_overall_cells(release.snapshot.id)
    like = [one for one, other in pairs if other.kind == agency.kind]
    ranked = sum(one.rank_low is not None for one in like)
    content = read_content(release.round.version.content)
    reference = province.get(("overall", ""))
    return {
        "summary": agency_view.summary(whole, reference, ranked, release),
        "channels": beside.channel_rows(
            release.snapshot, whole, [mine[name] for name in sorted(mine) if name[0] == "channel"]
        ),
        "left_out": beside.left_out_text(whole, mine.get(("left_out", ""))),
        "dimensions": agency_view.dimension_rows(content, mine, province),
        "items": agency_view.item_rows(content, mine, beside.rated_of(release.snapshot)),
        "months": agency_view.month_chart(mine, reference),
        "like": agency_view.like_rows(pairs, agency, reference),
    }


def _sort_url(sort: str, wanted: listing.Wanted) -> str:
    """The same page sorted by a column; a second press turns the order round."""
    args: dict[str, Any] = {
        key: value for key, value in request.args.to_dict().items() if key not in ("xep", "chieu")
    }
    turned = wanted.sort == sort and not wanted.ascending
    if sort == "ten":
        turned = not (wanted.sort == sort and wanted.ascending)
    return url_for(".index_list", **args, xep=sort, chieu="tang" if turned else "giam")
