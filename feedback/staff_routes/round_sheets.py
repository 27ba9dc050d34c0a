"""Sheets of a round: QR poster, proof of publication; joins the pages of rounds."""

import io

from flask import Response, current_app, render_template, send_file
from flask.typing import ResponseReturnValue

from base.permissions import Permission, requires
from base.rules import NotFound
from feedback.reports.publication import publication_facts, publication_record
from feedback.sheets.making import poster_of, publication_sheet
from feedback.sheets.publication_record import draw_publication_record
from feedback.sheets.round_poster import draw_round_poster
from feedback.staff_routes.comment_rounds import round_to_look_at
from feedback.staff_routes.household_decisions import comment_rounds_staff


def _public_url() -> str:
    return str(current_app.extensions["settings"].public_url)


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
    content = draw_round_poster(poster_of(comment_round, _public_url()), paper)
    return _pdf(content, f"ap-phich-gop-y-{round_id}-{paper}.pdf")


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
    sheet = publication_sheet(comment_round, _public_url())
    return _pdf(draw_publication_record(sheet), f"bien-ban-dang-tai-{round_id}.pdf")


def _pdf(content: bytes, name: str) -> Response:
    return send_file(
        io.BytesIO(content), mimetype="application/pdf", as_attachment=True, download_name=name
    )
