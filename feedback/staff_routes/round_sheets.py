"""Sheets of a round: QR poster, proof of publication; the last to join `comment_rounds`."""

import io

from flask import Response, current_app, render_template, send_file
from flask.typing import ResponseReturnValue

from agencies.queries.agencies import get_agency_by_id
from agencies.queries.installation import find_installation
from base.clock import now
from base.periods import last_day
from base.permissions import Permission, requires
from base.rules import NotFound
from feedback.models import CommentRound, RoundKind
from feedback.reports.publication import instant_words, publication_facts, publication_record
from feedback.reports.round_words import day_words
from feedback.sheets.publication_record import Sheet, draw_publication_record
from feedback.sheets.round_poster import RoundPoster, draw_round_poster
from feedback.staff_routes.comment_rounds import round_to_look_at
from feedback.staff_routes.household_decisions import comment_rounds_staff


def _public_url() -> str:
    return str(current_app.extensions["settings"].public_url)


def _is_demo() -> bool:
    installation = find_installation()
    return bool(installation and installation.is_demo)


@comment_rounds_staff.get("/<int:round_id>/ap-phich-a4.pdf")
@requires(Permission.FEEDBACK_READ)
def poster(round_id: int) -> ResponseReturnValue:
    return _poster(round_id, "a4")


@comment_rounds_staff.get("/<int:round_id>/ap-phich-a5.pdf")
@requires(Permission.FEEDBACK_READ)
def small_poster(round_id: int) -> ResponseReturnValue:
    return _poster(round_id, "a5")


def _poster(round_id: int, paper: str) -> Response:
    """An internal round has no public page, so nothing to hang up."""
    comment_round = round_to_look_at(round_id)
    if comment_round.is_internal:
        raise NotFound
    content = draw_round_poster(poster_of(comment_round), paper)
    return _pdf(content, f"ap-phich-gop-y-{round_id}-{paper}.pdf")


def poster_of(comment_round: CommentRound) -> RoundPoster:
    agency = get_agency_by_id(comment_round.agency_id)
    return RoundPoster(
        title=comment_round.title,
        asker=comment_round.asked_by or agency.name,
        audience=comment_round.audience,
        until=day_words(last_day(comment_round.closes_at)),
        contact=comment_round.contact,
        address=f"{_public_url()}/gop-y/{comment_round.id}",
        is_village=comment_round.kind == RoundKind.VILLAGE,
        is_demo=_is_demo(),
    )


@comment_rounds_staff.get("/<int:round_id>/bien-ban")
@requires(Permission.FEEDBACK_READ)
def publication(round_id: int) -> ResponseReturnValue:
    comment_round = round_to_look_at(round_id)
    record = publication_record(comment_round, _public_url())
    return render_template(
        "feedback/staff/publication.html",
        comment_round=comment_round,
        record=record,
        facts=publication_facts(record),
    )


@comment_rounds_staff.get("/<int:round_id>/bien-ban.pdf")
@requires(Permission.FEEDBACK_READ)
def publication_pdf(round_id: int) -> ResponseReturnValue:
    comment_round = round_to_look_at(round_id)
    installation = find_installation()
    sheet = Sheet(
        record=publication_record(comment_round, _public_url()),
        province=installation.province_name if installation else "",
        made_at=instant_words(now()),
        is_demo=_is_demo(),
    )
    return _pdf(draw_publication_record(sheet), f"bien-ban-dang-tai-{round_id}.pdf")


def _pdf(content: bytes, name: str) -> Response:
    return send_file(
        io.BytesIO(content), mimetype="application/pdf", as_attachment=True, download_name=name
    )
