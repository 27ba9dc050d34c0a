"""The work board of a comment round: what is answered, by whom, what is left."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer, note_broken_rule
from base.clock import now, today
from base.db import db
from base.forms import Form
from base.jobs import send_job
from base.paging import page_of
from base.permissions import Permission, requires
from base.rules import RuleBroken
from feedback import grouping_job  # noqa: F401 - registers the job
from feedback.actions.dispositions import assign_clerk
from feedback.actions.groups import ask_for_grouping, join_group, leave_group
from feedback.forms.dispositions import PickForm
from feedback.models import CommentRound
from feedback.queries.comment_rounds import get_round
from feedback.queries.dispositions import BoardFilter, count_board, list_board_ids
from feedback.queries.groups import list_groups
from feedback.reports.dispositions import board_lines, board_report, clerks_by_id, place_names
from feedback.rules.comment_rounds import state_at
from feedback.rules.dispositions import STATE_WORDS
from feedback.words import (
    ANSWER_TONES,
    AUTHOR_KINDS,
    CHANNELS,
    STANCE_TONES,
    STANCE_WORDS,
    disposition_words,
)

board_staff = Blueprint("board_staff", __name__, url_prefix="/can-bo/gop-y")
COMMENT_WORDS = {
    "stances": STANCE_WORDS,
    "stance_tones": STANCE_TONES,
    "channels": CHANNELS,
    "author_kinds": AUTHOR_KINDS,
    "answer_tones": ANSWER_TONES,
}
FILTERS = ("state", "provision", "clerk", "q")


def round_of(round_id: int) -> CommentRound:
    """The round, if it belongs to an agency whose comments this person answers; else 404."""
    return get_round(round_id, current_viewer().agency_scope(Permission.FEEDBACK_EDIT))


def kept_filters() -> dict[str, Any]:
    """What the address (or the form) filters by; empty ones are left out."""
    given = {name: request.values.get(name, "")[:200] for name in FILTERS}
    return {name: value for name, value in given.items() if value}


def _filter() -> BoardFilter:
    kept = kept_filters()
    return BoardFilter(
        state=kept.get("state", ""),
        provision=kept.get("provision", ""),
        clerk=kept.get("clerk", ""),
        words=kept.get("q", ""),
    )


def board_head(comment_round: CommentRound) -> dict[str, object]:
    """What every page of the board shows above its list."""
    times = comment_round.opens_at, comment_round.closes_at
    return {
        "round": comment_round,
        "state": state_at(comment_round.state, *times, now()),
        "board": board_report(comment_round, today(), _("Chưa giao cho ai")),
        "state_words": STATE_WORDS,
        "kind_words": disposition_words(comment_round.kind),
        **COMMENT_WORDS,
    }


@board_staff.get("/<int:round_id>/bang")
@requires(Permission.FEEDBACK_EDIT)
def board(round_id: int) -> ResponseReturnValue:
    return _board_page(round_of(round_id), PickForm())


def _board_page(comment_round: CommentRound, form: PickForm, error: str = "") -> str:
    chosen, kept = _filter(), kept_filters()
    paging = page_of(request.values.get("page"), count_board(comment_round.id, chosen))
    return render_template(
        "feedback/staff/board.html",
        **board_head(comment_round),
        lines=board_lines(comment_round, chosen, paging.size, paging.offset),
        kept=kept,
        officers=clerks_by_id(comment_round.agency_id, set()),
        form=form,
        error=error,
        paging=paging,
        links=paging.links(
            lambda number: url_for(".board", round_id=comment_round.id, page=number, **kept)
        ),
    )


@board_staff.post("/<int:round_id>/bang")
@requires(Permission.FEEDBACK_EDIT)
def act(round_id: int) -> ResponseReturnValue:
    """Hands out, or puts into one group, what is ticked (or everything that is filtered)."""
    comment_round = round_of(round_id)
    form = PickForm()
    if not form.validate_on_submit():
        return _board_page(comment_round, form), 422
    ids = form.comment_ids
    if request.form.get("scope") == "all":
        ids = list_board_ids(round_id, _filter())
    try:
        said = _do(request.form.get("act", ""), comment_round, ids, form.clerk_id)
    except RuleBroken as broken:
        db.session.rollback()
        note_broken_rule(broken)
        return _board_page(
            round_of(round_id), form, _(type(broken).sentence) % broken.values
        ), broken.status
    db.session.commit()
    flash(said, "success")
    page = request.form.get("page") or None
    return redirect(url_for(".board", round_id=round_id, page=page, **kept_filters()))


def _do(act: str, comment_round: CommentRound, ids: list[int], clerk_id: int | None) -> str:
    if act == "join":
        join_group(current_viewer(), comment_round, ids)
        return str(_("Đã gộp thành một nhóm; có thể trả lời cả nhóm một lần."))
    count = assign_clerk(current_viewer(), comment_round, ids, clerk_id)
    if clerk_id is None:
        return str(_("Đã bỏ giao %(count)s ý kiến.", count=count))
    return str(_("Đã giao %(count)s ý kiến.", count=count))


@board_staff.get("/<int:round_id>/bang/dieu-khoan")
@requires(Permission.FEEDBACK_EDIT)
def places(round_id: int) -> ResponseReturnValue:
    return render_template("feedback/staff/board_places.html", **board_head(round_of(round_id)))


@board_staff.get("/<int:round_id>/bang/nguoi-tra-loi")
@requires(Permission.FEEDBACK_EDIT)
def clerks(round_id: int) -> ResponseReturnValue:
    return render_template("feedback/staff/board_clerks.html", **board_head(round_of(round_id)))


@board_staff.get("/<int:round_id>/bang/nhom")
@requires(Permission.FEEDBACK_EDIT)
def groups(round_id: int) -> ResponseReturnValue:
    comment_round = round_of(round_id)
    _rows, total = list_groups(round_id, 0, 0)
    paging = page_of(request.args.get("page"), total)
    rows, _total = list_groups(round_id, paging.size, paging.offset)
    return render_template(
        "feedback/staff/board_groups.html",
        **board_head(comment_round),
        rows=rows,
        place_names=place_names(round_id, comment_round.version_id),
        form=Form(),
        paging=paging,
        links=paging.links(lambda number: url_for(".groups", round_id=round_id, page=number)),
    )


@board_staff.post("/<int:round_id>/bang/tim-nhom")
@requires(Permission.FEEDBACK_EDIT)
def find_groups(round_id: int) -> ResponseReturnValue:
    """Starts the search for near-identical comments in the background."""
    comment_round = round_of(round_id)
    if not Form().validate_on_submit():
        return redirect(url_for(".groups", round_id=round_id))
    title = _("Tìm ý kiến giống nhau: %(round)s", round=comment_round.title)
    run = ask_for_grouping(current_viewer(), comment_round, title[:300])
    db.session.commit()
    send_job(run.id)
    return redirect(url_for("jobs_staff.job_page", run_id=run.id))


@board_staff.post("/<int:round_id>/bang/y-kien/<int(max=9223372036854775807):comment_id>/tach")
@requires(Permission.FEEDBACK_EDIT)
def leave(round_id: int, comment_id: int) -> ResponseReturnValue:
    comment_round = round_of(round_id)
    if Form().validate_on_submit():
        leave_group(current_viewer(), comment_round, comment_id)
        db.session.commit()
        flash(_("Đã tách ý kiến này khỏi nhóm."), "success")
    return redirect(url_for(".answer", round_id=round_id, comment_id=comment_id))
