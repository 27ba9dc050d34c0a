"""An office's own template of its reports: what it may ask for, checking and taking it in, a preview."""

import io

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer
from agencies.reports.document_form import form_in_force
from base.clock import today
from base.db import db
from base.forms import Form
from base.permissions import Permission, requires
from base.rules import NotFound, RuleBroken
from evaluation.actions.document_templates import add_template, remove_template
from evaluation.actions.documents import Subject, check_writer, may_write
from evaluation.documents.making import MEDIA
from evaluation.documents.placeholders import known_placeholders
from evaluation.documents.starter import starter_template
from evaluation.documents.template_reading import read_template
from evaluation.forms.documents import TemplateForm
from evaluation.queries import documents as queries
from evaluation.rules.document_templates import LARGEST
from evaluation.rules.documents import NotOwnReport
from evaluation.rules.report_periods import ReportPeriod
from evaluation.staff_routes.documents import documents_staff, seen_subject


@documents_staff.get("/mau/<subject>")
@requires(Permission.EVALUATION_DOCUMENTS)
def template(subject: str) -> ResponseReturnValue:
    return _page(seen_subject(subject), TemplateForm(formdata=None))


def _page(subject: Subject, form: TemplateForm) -> str:
    return render_template(
        "evaluation/staff/document_template.html",
        subject=subject,
        form=form,
        stored=queries.find_template(subject.key),
        known=known_placeholders(),
        period=ReportPeriod(today().year, is_half=False).key,
        may_write=may_write(current_viewer(), subject),
    )


@documents_staff.post("/mau/<subject>")
@requires(Permission.EVALUATION_DOCUMENTS)
def put_template(subject: str) -> ResponseReturnValue:
    """Checked before it is used: what is wrong is named beside the field, and nothing changes."""
    whose, form = seen_subject(subject), TemplateForm()
    check_writer(current_viewer(), whose)
    if not form.validate_on_submit():
        return _page(whose, form), 422
    sent = request.files.get("file")
    content = sent.stream.read(LARGEST + 1) if sent else b""
    try:
        read_template(content)
        add_template(current_viewer(), whose, (sent.filename if sent else "") or "", content)
    except NotOwnReport:
        raise
    except RuleBroken as broken:
        db.session.rollback()
        form.file.errors = [
            _(broken.sentence) % broken.values if broken.values else _(broken.sentence)
        ]
        return _page(whose, form), 422
    db.session.commit()
    flash(_("Đã đưa tệp mẫu vào dùng. Xin lập bản xem thử để kiểm tra."), "success")
    return redirect(url_for(".template", subject=subject))


@documents_staff.post("/mau/<subject>/bo")
@requires(Permission.EVALUATION_DOCUMENTS)
def drop_template(subject: str) -> ResponseReturnValue:
    whose = seen_subject(subject)
    stored = queries.find_template(whose.key)
    if stored is None or not Form().validate_on_submit():
        raise NotFound
    remove_template(current_viewer(), whose, stored)
    db.session.commit()
    flash(_("Đã bỏ tệp mẫu này."), "success")
    return redirect(url_for(".template", subject=subject))


@documents_staff.get("/mau/<subject>/<any(goc, 'dang-dung'):which>")
@requires(Permission.EVALUATION_DOCUMENTS)
def template_file(subject: str, which: str) -> ResponseReturnValue:
    """Our own form as a template to begin with; the one in use, as it was sent."""
    whose = seen_subject(subject)
    content = _file(whose, which)
    name = f"{which}-mau-bao-cao.docx"
    media = MEDIA["docx"]
    return send_file(io.BytesIO(content), media, as_attachment=True, download_name=name)


def _file(subject: Subject, which: str) -> bytes:
    if which == "goc":
        return starter_template(form_in_force(today()))
    stored = queries.find_template(subject.key, with_content=True)
    if stored is None:
        raise NotFound
    return stored.content
