"""Rounds on an agency's internal rules, for everybody who works there and is signed in."""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from agencies.access import current_viewer
from base.clock import now
from base.permissions import Permission, requires
from base.rules import NotFound
from feedback.models import CommentRound
from feedback.queries.comment_rounds import get_round
from feedback.queries.provisions import list_provisions
from feedback.queries.round_parts import get_attachment, list_attachments
from feedback.reports.comment_rounds import internal_lines
from feedback.reports.round_words import dates_words, has_begun, state_of
from feedback.rules.comment_rounds import RoundNotOpen
from feedback.rules.internal_rounds import own_agencies
from feedback.staff_routes.round_parts import as_download

internal_rounds = Blueprint("internal_rounds", __name__, url_prefix="/can-bo/gop-y-noi-bo")
WRITE = "comments.write"


@internal_rounds.get("")
@requires(Permission.SIGNED_IN)
def round_list() -> ResponseReturnValue:
    lines = internal_lines(own_agencies(current_viewer()))
    return render_template("feedback/staff/internal_rounds.html", lines=lines)


def _begun_round(round_id: int) -> CommentRound:
    """An internal round of the viewer's own agency that has opened."""
    comment_round = get_round(round_id, own_agencies(current_viewer()))
    if not comment_round.is_internal:
        raise NotFound
    if not has_begun(comment_round):
        raise RoundNotOpen
    return comment_round


@internal_rounds.get("/<int:round_id>/tep/<int:attachment_id>")
@requires(Permission.SIGNED_IN)
def read_file(round_id: int, attachment_id: int) -> ResponseReturnValue:
    return as_download(get_attachment(_begun_round(round_id).id, attachment_id))


@internal_rounds.get("/<int:round_id>")
@requires(Permission.SIGNED_IN)
def round_page(round_id: int) -> ResponseReturnValue:
    """The draft, provision by provision, each with its way to comment while the round is open."""
    comment_round = _begun_round(round_id)
    is_open = state_of(comment_round, now()) == "open"
    takes_comments = is_open and WRITE in current_app.view_functions
    return render_template(
        "feedback/staff/internal_round.html",
        comment_round=comment_round,
        dates=dates_words(comment_round),
        provisions=list_provisions(comment_round.version_id),
        attachments=list_attachments(comment_round.id),
        write=WRITE if takes_comments else "",
    )
