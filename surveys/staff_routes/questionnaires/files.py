"""Questionnaires out of and into files; an import is looked at before anything is stored."""

import json
from typing import Any

from flask import Response, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from agencies.access import current_viewer
from base.db import db
from base.permissions import Permission, requires
from base.spreadsheets import SheetFaulty
from surveys.actions.questionnaires import import_questionnaire
from surveys.forms.questionnaires import ConfirmImportForm, ImportForm
from surveys.forms.questions import RATED_LABELS, TYPE_LABELS
from surveys.queries.questionnaires import get_version, list_questionnaires
from surveys.questionnaire_content import read_content, to_json
from surveys.questionnaire_files import read_file
from surveys.questionnaire_sheets import write_questionnaire
from surveys.reports.questionnaires import outline
from surveys.staff_routes.questionnaires.blueprint import crumbs, page_url, questionnaires_staff

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@questionnaires_staff.get("/ban/<int:version_id>/tep.<any(json, xlsx):form>")
@requires(Permission.QUESTIONNAIRES_READ)
def export(version_id: int, form: str) -> ResponseReturnValue:
    version = get_version(version_id)
    content = read_content(version.content)
    if form == "xlsx":
        data, mimetype = write_questionnaire(content), XLSX
    else:
        text = json.dumps(to_json(content), ensure_ascii=False, indent=1)
        data, mimetype = f"{text}\n".encode(), "application/json"
    name = f"{version.questionnaire.key}-{version.number}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, mimetype=mimetype, headers=headers)


def _import_page(form: ImportForm, faults: Any = (), status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "surveys/staff/questionnaire_import.html", form=form, faults=faults, trail=crumbs()
    )
    return page, status


@questionnaires_staff.get("/nhap")
@requires(Permission.QUESTIONNAIRES_EDIT)
def import_page() -> ResponseReturnValue:
    return _import_page(ImportForm())


@questionnaires_staff.post("/nhap")
@requires(Permission.QUESTIONNAIRES_EDIT)
def import_file() -> ResponseReturnValue:
    """Reads the file and shows what it holds; nothing is stored yet."""
    form = ImportForm()
    if not form.validate_on_submit():
        return _import_page(form, status=422)
    try:
        raw = read_file(form.file.data.read())
    except SheetFaulty as faulty:
        return _import_page(form, faulty.faults, 422)
    return _preview_page(raw)


def _confirm_form(raw: dict[str, Any] | None = None) -> ConfirmImportForm:
    form = (
        ConfirmImportForm(formdata=None, document=json.dumps(raw, ensure_ascii=False))
        if raw
        else ConfirmImportForm()
    )
    form.target.choices = [SelectChoice("", _("Bộ câu hỏi mới"))] + [
        SelectChoice(one.key, _("Bản nháp của: %(name)s", name=one.name))
        for one in list_questionnaires()
    ]
    return form


def _preview_page(raw: dict[str, Any]) -> ResponseReturnValue:
    return render_template(
        "surveys/staff/questionnaire_import_preview.html",
        form=_confirm_form(raw),
        title=raw["title"]["vi"],
        outline=outline(read_content(raw), ()),
        types=TYPE_LABELS,
        rated=RATED_LABELS,
        trail=crumbs(),
    )


@questionnaires_staff.post("/nhap/xac-nhan")
@requires(Permission.QUESTIONNAIRES_EDIT)
def import_confirm() -> ResponseReturnValue:
    form = _confirm_form()
    if not form.validate_on_submit():
        flash(_("Tệp đã chọn không còn giữ được. Xin chọn lại tệp."), "error")
        return redirect(page_url("import_page"))
    try:
        raw = read_file((form.document.data or "").encode())
    except SheetFaulty as faulty:
        return _import_page(ImportForm(formdata=None), faulty.faults, 422)
    content = to_json(read_content(raw))
    version = import_questionnaire(
        content, target=form.target.data or None, staff_id=current_viewer().staff_id
    )
    db.session.commit()
    flash(_("Đã nhập thành bản nháp. Ông/bà xem lại rồi công bố."), "success")
    return redirect(page_url("editor", version_id=version.id))
