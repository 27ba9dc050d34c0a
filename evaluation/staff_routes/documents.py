"""Reports of a half-year and a year: the list, writing, files, who signs, all communes at once."""

import io
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer, note_broken_rule
from base.clock import now
from base.db import db
from base.forms import Form
from base.jobs import send_job
from base.permissions import Permission, requires
from base.rules import ChangedMeanwhile, NotFound
from evaluation import document_jobs
from evaluation.actions.documents import Subject, Written, may_write, save_document, save_office
from evaluation.document_pages import document_lists, report_page, typed_rows
from evaluation.documents.making import MEDIA, file_name, make_file, open_desk
from evaluation.forms.documents import DocumentForm, OfficeForm, document_form
from evaluation.queries import documents as queries
from evaluation.reports.document_figures import gather
from evaluation.reports.document_subjects import ids_of, subject_of
from evaluation.rules.report_periods import PeriodUnreadable, ReportPeriod, read_period

documents_staff = Blueprint("documents_staff", __name__, url_prefix="/can-bo/bao-cao")


def period_of(text: str) -> ReportPeriod:
    try:
        return read_period(text)
    except PeriodUnreadable as unreadable:
        raise NotFound(text) from unreadable


def seen_subject(key: str) -> Subject:
    """Whose report the address names, if this viewer may see it; else NotFound."""
    return subject_of(key, current_viewer().agency_scope(Permission.EVALUATION_DOCUMENTS))


@documents_staff.get("")
@requires(Permission.EVALUATION_DOCUMENTS)
def document_list() -> ResponseReturnValue:
    scope = current_viewer().agency_scope(Permission.EVALUATION_DOCUMENTS)
    wanted, words = request.args.get("ky", ""), request.args.get("q", "").strip()
    shown = document_lists(wanted, words, request.args.get("page"), scope)
    return render_template(
        "evaluation/staff/documents.html", **shown, formats=tuple(MEDIA), form=Form()
    )


@documents_staff.get("/<period>/<subject>")
@requires(Permission.EVALUATION_DOCUMENTS)
def document(period: str, subject: str) -> ResponseReturnValue:
    chosen, whose = period_of(period), seen_subject(subject)
    stored = queries.find_document(chosen.key, whose.key)
    form = document_form(chosen.is_half)(formdata=None, data=_stored(stored))
    return _page(chosen, whose, form)


def _stored(stored: Any) -> dict[str, Any]:
    if stored is None:
        return {"revision": "0"}
    texts = {f"text_{key}": text for key, text in queries.texts_of(stored.id).items()}
    return {
        **texts,
        "number": stored.number,
        "dated_on": stored.dated_on,
        "revision": str(stored.revision),
    }


def _page(period: ReportPeriod, subject: Subject, form: DocumentForm, both: Any = None) -> str:
    desk = open_desk(gather(period, now(), ids_of(subject)))
    return render_template(
        "evaluation/staff/document.html",
        **report_page(desk, subject.key),
        subject=subject,
        period=period,
        form=form,
        both=both,
        may_write=may_write(current_viewer(), subject),
        formats=tuple(MEDIA),
        own_template=queries.find_template(subject.key) is not None,
    )


@documents_staff.post("/<period>/<subject>")
@requires(Permission.EVALUATION_DOCUMENTS)
def write(period: str, subject: str) -> ResponseReturnValue:
    chosen, whose = period_of(period), seen_subject(subject)
    form = document_form(chosen.is_half)()
    if not form.validate_on_submit():
        return _page(chosen, whose, form), 422
    written = Written(form.texts(), form.number.data or "", form.dated_on.data)
    try:
        save_document(current_viewer(), chosen.key, whose, written, form.seen_revision or 0)
    except ChangedMeanwhile as broken:
        db.session.rollback()
        note_broken_rule(broken)
        return _both(chosen, whose, form), 409
    db.session.commit()
    flash(_("Đã lưu báo cáo."), "success")
    return redirect(url_for(".document", period=period, subject=subject))


def _both(period: ReportPeriod, subject: Subject, form: DocumentForm) -> str:
    """What was typed stays; the next press saves it over the newer one."""
    stored = _stored(queries.find_document(period.key, subject.key))
    rows = typed_rows(form, stored)
    form.revision.data = stored["revision"]
    return _page(period, subject, form, rows)


@documents_staff.get("/<period>/<subject>/<any(docx, pdf, xlsx):file_format>")
@requires(Permission.EVALUATION_DOCUMENTS)
def download(period: str, subject: str, file_format: str) -> ResponseReturnValue:
    chosen, whose = period_of(period), seen_subject(subject)
    if file_format == "docx" and queries.find_template(whose.key) is not None:
        flash(_("Cơ quan dùng mẫu Word riêng: xin bấm «Lập bản Word» để lập ở nền."), "info")
        return redirect(url_for(".document", period=period, subject=subject))
    content = make_file(open_desk(gather(chosen, now(), ids_of(whose))), whose.key, file_format)
    name = file_name(chosen, whose.key, whose.name if whose.agency_id else "", file_format)
    return send_file(
        io.BytesIO(content), MEDIA[file_format], as_attachment=True, download_name=name
    )


@documents_staff.post("/<period>/<subject>/lap-word")
@requires(Permission.EVALUATION_DOCUMENTS)
def fill_own_template(period: str, subject: str) -> ResponseReturnValue:
    """In the office's own template, by the worker: what an office uploaded is not opened here."""
    chosen, whose = period_of(period), seen_subject(subject)
    if not Form().validate_on_submit():
        return redirect(url_for(".document", period=period, subject=subject))
    title = _("Báo cáo %(period)s, %(name)s", period=chosen.words, name=whose.name)
    run = document_jobs.start_one(chosen, whose, title, current_viewer().staff_id)
    db.session.commit()
    send_job(run.id)
    return redirect(url_for("jobs_staff.job_page", run_id=run.id))


@documents_staff.post("/<period>/tat-ca")
@requires(Permission.EVALUATION_EDIT)
def all_communes(period: str) -> ResponseReturnValue:
    """Every commune's report as one ZIP, with progress and a way to stop."""
    chosen = period_of(period)
    if not Form().validate_on_submit():
        raise NotFound
    title = _("Báo cáo %(period)s của các xã, phường", period=chosen.words)
    run = document_jobs.start_all(chosen, title, current_viewer().staff_id)
    db.session.commit()
    send_job(run.id)
    return redirect(url_for("jobs_staff.job_page", run_id=run.id))


@documents_staff.route("/the-thuc/<subject>", methods=["GET", "POST"])
@requires(Permission.EVALUATION_DOCUMENTS)
def office(subject: str) -> ResponseReturnValue:
    """Who signs, the letters behind the number, recipients; empty fields follow register and settings."""
    whose = seen_subject(subject)
    stored = queries.find_office(whose.key)
    form = OfficeForm(data=_office_values(stored))
    if not form.is_submitted():
        return _office_page(whose, form)
    if not form.validate_on_submit():
        return _office_page(whose, form), 422
    try:
        save_office(current_viewer(), whose, form.values(), form.seen_revision or 0)
    except ChangedMeanwhile as broken:
        db.session.rollback()
        note_broken_rule(broken)
        form.form_errors.append(_(broken.sentence))
        return _office_page(whose, form), 409
    db.session.commit()
    flash(_("Đã lưu thể thức báo cáo."), "success")
    return redirect(url_for(".office", subject=subject))


def _office_values(stored: Any) -> dict[str, Any]:
    if stored is None:
        return {"revision": "0"}
    return {
        "symbol": stored.symbol,
        "place": stored.place,
        "signer_role": "\n".join(stored.signer_role),
        "signer_name": stored.signer_name,
        "copies": "\n".join(stored.copies),
        "archive": stored.archive,
        "revision": str(stored.revision),
    }


def _office_page(subject: Subject, form: OfficeForm) -> str:
    return render_template(
        "evaluation/staff/document_office.html",
        subject=subject,
        form=form,
        may_write=may_write(current_viewer(), subject),
    )
