"""A draft and what people said about it: the reading page, all comments on one provision or on the whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.queries.agencies import get_agency_by_id
from base.clock import now, today
from base.mail import is_mail_set
from base.paging import Paging
from base.permissions import Permission, requires
from base.rules import NotFound
from base.web import current_language
from feedback.models import CommentRound, DraftVersion, Stance
from feedback.queries import published_comments as queries
from feedback.queries.comment_rounds import get_provision, get_public_round
from feedback.queries.comments import get_place
from feedback.queries.published_comments import Chosen, count_sent
from feedback.reports.household_decisions import has_been_decided
from feedback.reports.nearby import nearby_comments
from feedback.reports.published_comments import Surroundings, comment_views
from feedback.reports.reading import STANCES, homes_of, read_draft
from feedback.reports.round_heads import RoundHead, RoundRecord, round_head, round_record
from feedback.routes.comment_rounds import comment_rounds, reading_url
from feedback.routes.pages import (
    address,
    app_settings,
    compressed_page,
    draft_page,
    grouped,
    language_argument,
    page_response,
    ready_pages,
)
from feedback.rules.homes import Homes
from feedback.rules.reading import bar_parts, shuffle_factor, tally_of
from feedback.words import STANCE_WORDS

ORDERS = {
    "tron": queries.MIXED,
    "thai-do": queries.BY_STANCE,
    "nhieu": queries.BY_GROUP,
    "moi": queries.NEWEST,
}
PAGE_SIZE = 30
GENERAL = "chung"  # comments on the whole draft, in place of a provision's path


@dataclass(frozen=True)
class RoundPage:
    """What every page of a round begins with."""

    round: CommentRound
    head: RoundHead
    record: RoundRecord
    versions: Sequence[DraftVersion]
    version: DraftVersion


def open_round(round_id: int) -> RoundPage:
    """A public round, at the version asked for by `ban` or at the one people read now; else NotFound."""
    comment_round = get_public_round(round_id)
    head = round_head(comment_round, get_agency_by_id(comment_round.agency_id))
    record = round_record(comment_round)
    versions = [version for version, _since in record.versions] or [comment_round.version]
    wanted = request.args.get("ban", str(comment_round.version.number))
    found = next((one for one in versions if str(one.number) == wanted), None)
    if found is None:
        raise NotFound
    return RoundPage(comment_round, head, record, versions, found)


def _frame(page: RoundPage) -> dict[str, Any]:
    """What the templates of a round share; addresses end where a provision's path begins."""
    base = reading_url(page.round)
    return {
        "page": page,
        "head": page.head,
        "base": base,
        "keep": {"lang": language_argument()} if language_argument() else {},
        "write": write_url(page),
        "stance_words": {one: _(words).lower() for one, words in STANCE_WORDS.items()},
        "opinions": _opinions(),
        "bar_parts": bar_parts,
        "public_url": app_settings().public_url,
        "result_url": address_of("comment_results.result", page.round.id),
        "proof_url": address_of("comment_rounds.proof", page.round.id),
        "notices_url": address_of("round_notices.ask", page.round.id) if is_mail_set() else "",
    }


def _opinions() -> Callable[[int], str]:
    """«62 ý kiến», looked up once: a page says it some hundred times."""
    pattern = _("%(count)s ý kiến")
    return lambda count: pattern % {"count": grouped(count)}


def address_of(endpoint: str, round_id: int) -> str:
    """Empty where the site has no such page."""
    exists = endpoint in current_app.view_functions
    return url_for(endpoint, round_id=round_id) if exists else ""


def write_url(page: RoundPage) -> str:
    """Where one writes a comment, up to the path of what it is about.

    Empty when the round takes none, or an earlier version is shown.
    """
    exists = "comments.write" in current_app.view_functions
    is_current = page.version.id == page.round.version_id
    if not (exists and page.head.is_open and is_current):
        return ""
    form = url_for("comments.write", round_id=page.round.id, lang=language_argument())
    return f"{form}{'&' if '?' in form else '?'}dieu="


@comment_rounds.get("/gop-y/<int:round_id>-<slug>")
@requires(Permission.PUBLIC)
def reading(round_id: int, slug: str) -> ResponseReturnValue:
    page = open_round(round_id)
    if slug != page.round.slug:
        return redirect(reading_url(page.round, **request.args.to_dict()))
    if not page.head.has_begun:
        return draft_page("feedback/not_begun.html", **_frame(page))
    marks = request.args.get("sua") != "0"
    key = (round_id, page.round.revision, count_sent(round_id), page.head.state, page.version.id)
    asked = (marks, current_language(), language_argument(), write_url(page), today())
    return page_response(ready_pages().page((*key, *asked), now(), lambda: _read(page, marks)))


def _read(page: RoundPage, marks: bool) -> bytes:
    draft = read_draft(page.round, page.versions, page.version, marks_changes=marks)
    round_id, slug = page.round.id, page.round.slug
    factor = shuffle_factor(round_id, today())
    return compressed_page(
        "feedback/reading.html",
        **_frame(page),
        draft=draft,
        marks=marks,
        near=nearby_comments(draft, _surroundings(page, draft.homes), factor),
        group_url=lambda nhom: address(".comments", round_id=round_id, slug=slug, nhom=nhom),
    )


def _surroundings(page: RoundPage, homes: Homes) -> Surroundings:
    numbers = {one.id: one.number for one in page.versions}
    return Surroundings(page.round, homes, numbers, has_been_decided(page.record.decisions))


@comment_rounds.get("/gop-y/<int:round_id>-<slug>/y-kien")
@comment_rounds.get("/gop-y/<int:round_id>-<slug>/y-kien/<path>")
@requires(Permission.PUBLIC)
def comments(round_id: int, slug: str, path: str = "") -> ResponseReturnValue:
    page = open_round(round_id)
    if not page.head.has_begun:
        raise NotFound
    if slug != page.round.slug:
        place = {"round_id": round_id, "slug": page.round.slug, "path": path or None}
        return redirect(address(".comments", **{**request.args.to_dict(), **place}))
    return draft_page("feedback/comments.html", **_frame(page), **_comments(page, path))


def _comments(page: RoundPage, path: str) -> dict[str, Any]:
    homes = homes_of(page.versions, page.round.version)
    provision = get_provision(page.version.id, path) if path and path != GENERAL else None
    gathered = homes.gathered(provision.id) if provision else None
    chosen = _chosen(page.round, set() if path == GENERAL else gathered)
    order = request.args.get("xep", "tron")
    order = order if order in ORDERS else "tron"
    heads, paging = _page_of_heads(chosen, order)
    counted = queries.count_stances(page.round.id)
    if chosen.provision_ids is not None:
        wanted: set[int | None] = {*gathered} if gathered else {None}
        counted = [one for one in counted if one.provision_id in wanted]
    return {
        "provision": provision,
        "parts": get_place(provision).parts if provision else (),
        "label": homes.name_inside(provision.id) if provision else "",
        "path": path,
        "tally": tally_of(counted, STANCES),
        "chosen": chosen,
        "order": order,
        "orders": ORDERS,
        "views": comment_views(heads, _surroundings(page, homes)),
        "paging": paging,
        "page_url": _page_url,
        "pager_url": lambda number: _page_url(trang=number),
    }


def _chosen(comment_round: CommentRound, provision_ids: set[int] | None) -> Chosen:
    stance, group = request.args.get("thai-do", ""), request.args.get("nhom", "")
    return Chosen(
        round_id=comment_round.id,
        provision_ids=provision_ids,
        stance=stance if stance in list(Stance) else "",
        words=request.args.get("tim", "")[:200],
        group_id=int(group) if group.isdecimal() and len(group) < 10 else None,
        question_key=request.args.get("cau", "")[:40],
    )


def _page_of_heads(chosen: Chosen, order: str) -> tuple[list[queries.Head], Paging]:
    wanted = request.args.get("trang", "1")
    number = max(1, int(wanted)) if wanted.isdecimal() and len(wanted) < 6 else 1
    factor = shuffle_factor(chosen.round_id, today())
    arguments = (chosen, ORDERS[order], factor, PAGE_SIZE)
    heads, total = queries.list_heads(*arguments, (number - 1) * PAGE_SIZE)
    if not heads and number > 1:  # behind the last page: begin again
        number = 1
        heads, total = queries.list_heads(*arguments, 0)
    return heads, Paging(number, total, PAGE_SIZE)


def _page_url(**changed: Any) -> str:
    """This page with other arguments; empty ones are left out, and another choice begins at page 1."""
    arguments = {**request.args.to_dict(), **changed}
    if "trang" not in changed:
        arguments.pop("trang", None)
    kept = {key: value for key, value in arguments.items() if value not in ("", None)}
    return address(str(request.endpoint), **{**kept, **(request.view_args or {})})
