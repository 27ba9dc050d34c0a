"""The result of a comment round for its agency: what is missing, the preview, publishing, correcting."""

import io
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer, note_broken_rule
from base.clock import today
from base.db import db
from base.forms import Form
from base.jobs import send_job
from base.permissions import Permission, requires
from base.rules import NotFound, RuleBroken
from feedback import result_files, result_jobs
from feedback.actions.results import correct_result, publish_result
from feedback.documents.making import MEDIA, file_name, formats_for
from feedback.forms.results import CorrectionForm, PublishForm
from feedback.models import CommentRound
from feedback.queries import results as queries
from feedback.queries.dispositions import count_missing, list_missing
from feedback.reports.dispositions import excerpt
from feedback.reports.results import record_content
from feedback.reports.statistics import round_statistics
from feedback.staff_routes.board import board_head, round_of
from feedback.words import FILE_WORDS

results_staff = Blueprint("results_staff", __name__, url_prefix="/can-bo/gop-y")
_SHOWN_MISSING = 20


@results_staff.get("/<int:round_id>/ket-qua")
@requires(Permission.FEEDBACK_EDIT)
def result(round_id: int) -> ResponseReturnValue:
    comment_round = round_of(round_id)
    return _page(comment_round, _publish_form(comment_round), CorrectionForm(formdata=None))


def _publish_form(comment_round: CommentRound) -> PublishForm:
    return PublishForm(formdata=None, data={"revision": str(comment_round.revision)})


def _page(comment_round: CommentRound, form: PublishForm, correction: CorrectionForm) -> str:
    missing = list_missing(comment_round.id, _SHOWN_MISSING)
    figures = round_statistics(comment_round, today())
    return render_template(
        "feedback/staff/result.html",
        **board_head(comment_round),
        missing=[(one, excerpt(text, 140)) for one, text in missing],
        missing_count=count_missing(comment_round.id),
        figures=figures,
        results=queries.list_results(comment_round.id),
        formats=formats_for(figures["answered"]),
        file_words=FILE_WORDS,
        form=form,
        correction=correction,
    )


@results_staff.post("/<int:round_id>/ket-qua")
@requires(Permission.FEEDBACK_EDIT)
def publish(round_id: int) -> ResponseReturnValue:
    comment_round = round_of(round_id)
    form, correction = PublishForm(), CorrectionForm(formdata=None)
    if not form.validate_on_submit():
        return _page(comment_round, form, correction), 422
    try:
        publish_result(current_viewer(), comment_round, _content(comment_round), form.seen_revision)
    except RuleBroken as broken:
        db.session.rollback()
        note_broken_rule(broken)
        form.form_errors.append(_(type(broken).sentence) % broken.values)
        return _page(round_of(round_id), form, correction), broken.status
    runs = _start_jobs(comment_round)
    db.session.commit()
    for run_id in runs:
        send_job(run_id)
    flash(
        _("Đã công bố kết quả. Người góp ý có để lại thư điện tử sẽ nhận được câu trả lời."),
        "success",
    )
    return redirect(url_for(".result", round_id=round_id))


def _start_jobs(comment_round: CommentRound) -> list[int]:
    titles = {
        result_jobs.FILES_JOB: _("Lập tệp kết quả: %(round)s", round=comment_round.title)[:300],
        result_jobs.LETTERS_JOB: _("Gửi thư trả lời: %(round)s", round=comment_round.title)[:300],
    }
    return result_jobs.start_after_publishing(comment_round, current_viewer().staff_id, titles)


@results_staff.post("/<int:round_id>/ket-qua/dinh-chinh")
@requires(Permission.FEEDBACK_EDIT)
def correct(round_id: int) -> ResponseReturnValue:
    comment_round = round_of(round_id)
    correction = CorrectionForm()
    if not correction.validate_on_submit():
        return _page(comment_round, _publish_form(comment_round), correction), 422
    try:
        reason = correction.reason.data or ""
        correct_result(current_viewer(), comment_round, _content(comment_round), reason)
    except RuleBroken as broken:
        db.session.rollback()
        note_broken_rule(broken)
        correction.form_errors.append(_(type(broken).sentence) % broken.values)
        comment_round = round_of(round_id)
        return _page(comment_round, _publish_form(comment_round), correction), broken.status
    db.session.commit()
    flash(_("Đã công bố bản đính chính; bản trước vẫn xem được."), "success")
    return redirect(url_for(".result", round_id=round_id))


def _content(comment_round: CommentRound) -> dict[str, Any]:
    master = current_app.extensions["settings"].secrets.ledger_master.encode()
    return record_content(comment_round, round_statistics(comment_round, today()), master)


@results_staff.post("/<int:round_id>/ket-qua/<any(docx, xlsx, pdf, csv, json):file_format>")
@requires(Permission.FEEDBACK_EDIT)
def preview(round_id: int, file_format: str) -> ResponseReturnValue:
    """What would be published now: at once when small, else as a job with progress."""
    comment_round = round_of(round_id)
    answered = round_statistics(comment_round, today())["answered"]
    if not Form().validate_on_submit() or file_format not in formats_for(answered):
        raise NotFound
    if not result_files.is_large(round_id):
        content = result_files.make_bytes(comment_round, None, file_format)
        name = file_name(comment_round, None, file_format)
        media = MEDIA[file_format]
        return send_file(io.BytesIO(content), media, as_attachment=True, download_name=name)
    title = _("Bản dự kiến: %(round)s", round=comment_round.title)[:300]
    run = result_jobs.start_preview(comment_round, file_format, title, current_viewer().staff_id)
    db.session.commit()
    send_job(run.id)
    return redirect(url_for("jobs_staff.job_page", run_id=run.id))
