"""Answering one comment or a whole group; joins the pages of the work board."""

from collections.abc import Callable
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer
from base.clock import local, now
from base.db import db
from base.forms import Form
from base.permissions import Permission, requires
from base.rules import ChangedMeanwhile, RuleBroken
from feedback.actions.dispositions import save_answer, save_group_answer
from feedback.forms.dispositions import AnswerForm
from feedback.reports import answers as reports
from feedback.staff_routes.board import COMMENT_WORDS, board_staff, kept_filters, round_of

_ID = "<int(max=9223372036854775807):comment_id>"


@board_staff.route(f"/<int:round_id>/bang/y-kien/{_ID}", methods=["GET", "POST"])
@requires(Permission.FEEDBACK_EDIT)
def answer(round_id: int, comment_id: int) -> ResponseReturnValue:
    comment_round = round_of(round_id)
    sheet = reports.comment_sheet(comment_round, comment_id, request.args.get("tim", "")[:200])
    form = _form(sheet)
    if not form.validate_on_submit():
        return _page(form, sheet), 422 if request.method == "POST" else 200

    def save() -> int:
        wanted = form.answer(is_final=_is_final())
        save_answer(current_viewer(), comment_round, comment_id, wanted, form.seen_revision)
        return 1

    return _saved(save, form, sheet, lambda: reports.comment_sheet(comment_round, comment_id))


@board_staff.route("/<int:round_id>/bang/nhom/<int:group_id>", methods=["GET", "POST"])
@requires(Permission.FEEDBACK_EDIT)
def answer_group(round_id: int, group_id: int) -> ResponseReturnValue:
    comment_round = round_of(round_id)
    sheet = reports.group_sheet(comment_round, group_id, request.args.get("tim", "")[:200])
    form = _form(sheet)
    if not form.validate_on_submit():
        return _page(form, sheet), 422 if request.method == "POST" else 200

    def save() -> int:
        wanted = form.answer(is_final=_is_final())
        seen = form.seen_revision
        return save_group_answer(current_viewer(), comment_round, group_id, wanted, seen)

    return _saved(save, form, sheet, lambda: reports.group_sheet(comment_round, group_id))


@board_staff.post(f"/<int:round_id>/bang/y-kien/{_ID}/tu-luu")
@requires(Permission.FEEDBACK_EDIT)
def autosave(round_id: int, comment_id: int) -> ResponseReturnValue:
    """Sent by script while somebody writes: a draft is kept, a finished answer is left alone."""
    comment_round = round_of(round_id)
    sheet = reports.comment_sheet(comment_round, comment_id)
    form = _form(sheet)
    if not form.validate_on_submit():
        return jsonify(said=_("Chưa tự lưu được. Xin bấm Lưu nháp.")), 422
    if sheet.is_final:
        return jsonify(said=_("Câu trả lời đã hoàn tất; bấm Hoàn tất để lưu chỗ sửa.")), 409
    try:
        wanted = form.answer(is_final=False)
        saved = save_answer(current_viewer(), comment_round, comment_id, wanted, form.seen_revision)
    except RuleBroken as broken:
        db.session.rollback()
        return jsonify(said=_(type(broken).sentence) % broken.values), broken.status
    db.session.commit()
    at = local(now()).strftime("%H:%M")
    return jsonify(revision=saved.revision, said=_("Đã tự lưu nháp lúc %(time)s.", time=at))


def _is_final() -> bool:
    return request.form.get("act") in ("finish", "finish_next")


def _form(sheet: reports.Sheet) -> AnswerForm:
    form = AnswerForm(data=sheet.stored) if request.method == "GET" else AnswerForm()
    return form.offer(sheet.kinds, sheet.targets, sheet.merged_into_id)


def _saved(
    save: Callable[[], int],
    form: AnswerForm,
    sheet: reports.Sheet,
    again: Callable[[], reports.Sheet],
) -> ResponseReturnValue:
    try:
        count = save()
    except ChangedMeanwhile:
        db.session.rollback()
        return _both(form, again())
    except RuleBroken as broken:
        db.session.rollback()
        form.form_errors.append(_(type(broken).sentence) % broken.values)
        return _page(form, sheet), broken.status
    db.session.commit()
    flash(_said(count), "success")
    return redirect(_next_address(sheet))


def _said(count: int) -> str:
    if _is_final():
        return str(_("Đã hoàn tất câu trả lời cho %(count)s ý kiến.", count=count))
    return str(_("Đã lưu nháp cho %(count)s ý kiến.", count=count))


def _next_address(sheet: reports.Sheet) -> str:
    kept = kept_filters()
    if request.form.get("act") == "finish_next":
        following = reports.next_unanswered(sheet)
        if following is not None:
            return url_for(".answer", round_id=sheet.round.id, comment_id=following, **kept)
        return url_for(".board", round_id=sheet.round.id, **kept)
    return request.full_path if request.query_string else request.path


def _both(form: AnswerForm, sheet: reports.Sheet) -> ResponseReturnValue:
    """The second of two officers sees both and may save again over the newer one."""
    both = reports.differences(sheet, form.answer(is_final=_is_final()))
    form.offer(sheet.kinds, sheet.targets, sheet.merged_into_id)
    form.revision.data = str(sheet.revision)
    return _page(form, sheet, both), 409


def _page(form: AnswerForm, sheet: reports.Sheet, both: Any = None) -> str:
    return render_template(
        "feedback/staff/answer.html",
        form=form,
        leave_form=Form(formdata=None),
        sheet=sheet,
        runs=reports.wording_runs(sheet, form.after.data or ""),
        proposals=[reports.proposal_runs(row, sheet.before) for row in sheet.rows],
        kept=kept_filters(),
        both=both,
        **COMMENT_WORDS,
    )
