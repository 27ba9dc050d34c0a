"""Comment rounds for everybody: the list, feeds, short addresses, files beside a draft."""

from urllib.parse import quote

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.queries.agencies import get_agency_by_id
from base.clock import now
from base.paging import page_of
from base.permissions import Permission, requires
from base.rules import NotFound
from feedback.models import CommentRound
from feedback.queries.comment_rounds import get_public_round
from feedback.queries.public_rounds import agencies_asking, get_attachment, list_public_rounds
from feedback.reports.round_heads import agency_name
from feedback.reports.round_list import (
    ENDED,
    OPEN,
    SOON,
    FeedEntry,
    Wanted,
    feed_entries,
    round_lines,
)
from feedback.routes.pages import (
    FEED_FRESH,
    address,
    app_settings,
    init_pages,
    language_argument,
    sent,
)
from feedback.rules.comment_rounds import state_at
from feedback.words import KIND_WORDS

comment_rounds = Blueprint("comment_rounds", __name__)
comment_rounds.record_once(lambda state: init_pages(state.app))

PHASES = {"dang-mo": OPEN, "sap-mo": SOON, "da-het": ENDED}
PAGE_SIZE = 30


def read_wanted() -> Wanted:
    """What the list is filtered by; words nobody knows filter nothing."""
    kind = request.args.get("loai", "")
    return Wanted(
        words=request.args.get("tim", "")[:100],
        kind=kind if kind in KIND_WORDS else "",
        agency_code=request.args.get("co-quan", "")[:30],
        phase=PHASES.get(request.args.get("tinh-trang", ""), ""),
    )


@comment_rounds.get("/gop-y")
@requires(Permission.PUBLIC)
def round_list() -> ResponseReturnValue:
    wanted = read_wanted()
    _none, total = round_lines(wanted, size=0)
    paging = page_of(request.args.get("trang"), total, PAGE_SIZE)
    lines, _all = round_lines(wanted, paging.offset, PAGE_SIZE)
    arguments = {key: value for key, value in request.args.items() if key != "trang" and value}
    return render_template(
        "feedback/rounds.html",
        wanted=wanted,
        phases=[(phase, [one for one in lines if one.phase == phase]) for phase in PHASES.values()],
        total=total,
        paging=paging,
        page_url=lambda number: address(".round_list", **{**arguments, "trang": number}),
        agency_options=[
            {"value": one.code, "label": agency_name(one)} for one in agencies_asking()
        ],
        kind_options=[{"value": key, "label": _(words)} for key, words in KIND_WORDS.items()],
        lang=language_argument(),
        is_filtered=wanted != Wanted(),
    )


@comment_rounds.get("/gop-y/<int:round_id>")
@requires(Permission.PUBLIC)
def short_address(round_id: int) -> ResponseReturnValue:
    """The address on posters: for ever, whatever the title becomes."""
    return redirect(reading_url(get_public_round(round_id), **request.args.to_dict()))


def reading_url(comment_round: CommentRound, **values: str) -> str:
    place = {"round_id": comment_round.id, "slug": comment_round.slug}
    return address("comment_rounds.reading", **place, **values)


@comment_rounds.get("/gop-y/<int:round_id>/tep/<int:attachment_id>")
@requires(Permission.PUBLIC)
def attachment(round_id: int, attachment_id: int) -> ResponseReturnValue:
    """Always a download that no browser runs, whatever its type says."""
    comment_round = get_public_round(round_id)
    if not has_begun(comment_round):
        raise NotFound
    file = get_attachment(round_id, attachment_id)
    response = Response(file.content, mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "public, max-age=86400"
    response.set_etag(file.content_hash)
    response.make_conditional(request)
    return response


def has_begun(comment_round: CommentRound) -> bool:
    dates = (comment_round.opens_at, comment_round.closes_at)
    return state_at(comment_round.state, *dates, now()) != "prepared"


@comment_rounds.get("/gop-y.atom")
@requires(Permission.PUBLIC)
def feed() -> ResponseReturnValue:
    """What happened with the newest hundred rounds."""
    rows = [(one, agency) for one, agency, _where in list_public_rounds(Wanted(), now())]
    rows.sort(key=lambda row: (row[0].opens_at, row[0].id), reverse=True)
    return _atom(url_for(".round_list"), url_for(".feed"), "", feed_entries(rows[:100]))


@comment_rounds.get("/gop-y/<int:round_id>.atom")
@requires(Permission.PUBLIC)
def round_feed(round_id: int) -> ResponseReturnValue:
    comment_round = get_public_round(round_id)
    agency = get_agency_by_id(comment_round.agency_id)
    here = url_for(".round_feed", round_id=round_id)
    entries = feed_entries([(comment_round, agency)])
    return _atom(reading_url(comment_round), here, comment_round.title, entries)


def _atom(page: str, here: str, title: str, entries: list[FeedEntry]) -> Response:
    site = app_settings().public_url
    body = render_template(
        "feedback/feed.xml",
        title=title,
        site=site,
        page=site + page,
        here=site + here,
        updated=max((one.at for one in entries), default=None),
        entries=[(one, site + reading_url(one.round)) for one in entries],
    )
    return sent(body.encode(), "application/atom+xml", FEED_FRESH)
