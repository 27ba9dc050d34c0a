"""The list of questionnaires, a new one, a copy."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from agencies.access import current_viewer
from base.db import db
from base.permissions import Permission, requires
from surveys.actions.questionnaires import copy_version, create_questionnaire
from surveys.forms.questionnaires import NewForm
from surveys.queries.questionnaires import get_version, list_keys, list_questionnaires
from surveys.questionnaire_content import to_json
from surveys.questionnaire_edits import blank_content, free_name
from surveys.rules.questionnaires.versions import KeyTaken
from surveys.staff_routes.questionnaires.blueprint import crumbs, page_url, questionnaires_staff


@questionnaires_staff.get("")
@requires(Permission.QUESTIONNAIRES_READ)
def questionnaire_list() -> ResponseReturnValue:
    rows = [(one, list(reversed(one.versions))) for one in list_questionnaires()]
    return render_template("surveys/staff/questionnaire_list.html", rows=rows)


def _new_form() -> NewForm:
    form = NewForm()
    versions = [one.versions[-1] for one in list_questionnaires()]
    form.source.choices = [SelectChoice("", _("Bộ trống, tự soạn từ đầu"))] + [
        SelectChoice(str(one.id), _("Bản sao của: %(name)s", name=one.questionnaire.name))
        for one in versions
    ]
    return form


@questionnaires_staff.get("/moi")
@requires(Permission.QUESTIONNAIRES_EDIT)
def questionnaire_new() -> ResponseReturnValue:
    return _new_page(_new_form())


def _new_page(form: NewForm, status: int = 200) -> ResponseReturnValue:
    page = render_template("surveys/staff/questionnaire_new.html", form=form, trail=crumbs())
    return page, status


@questionnaires_staff.post("/moi")
@requires(Permission.QUESTIONNAIRES_EDIT)
def questionnaire_create() -> ResponseReturnValue:
    form = _new_form()
    if not form.validate_on_submit():
        return _new_page(form, 422)
    staff_id = current_viewer().staff_id
    title = form.title.data or ""
    key = form.key.data or free_name(title, list_keys())
    try:
        if form.source.data:
            source = get_version(int(form.source.data))
            version = copy_version(source, key, title, staff_id=staff_id)
        else:
            content = to_json(blank_content(title))
            version = create_questionnaire(key, content, staff_id=staff_id)
    except KeyTaken as error:
        form.key.errors = [_(error.sentence, **error.values)]
        return _new_page(form, 409)
    db.session.commit()
    flash(_("Đã tạo bộ câu hỏi. Ông/bà soạn tiếp ở đây."), "success")
    return redirect(page_url("editor", version_id=version.id))
