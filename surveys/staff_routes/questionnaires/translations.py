"""Texts in another language, beside the Vietnamese; a published version takes them too."""

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer
from base.db import db
from base.permissions import Permission, requires
from surveys.actions.questionnaire_translations import add_translation
from surveys.forms.questionnaires import show_fault, translation_form
from surveys.languages import LANGUAGE_NAMES, all_texts
from surveys.models import QuestionnaireVersion
from surveys.queries.questionnaires import get_version
from surveys.questionnaire_content import read_content
from surveys.rules.questionnaires import ContentFaulty, DraftChanged
from surveys.rules.questionnaires.versions import check_translatable
from surveys.staff_routes.questionnaires.blueprint import (
    crumbs,
    page_url,
    questionnaires_staff,
    who_changed,
)


@questionnaires_staff.get("/ban/<int:version_id>/dich")
@requires(Permission.QUESTIONNAIRES_EDIT)
def translation_start(version_id: int) -> ResponseReturnValue:
    """Sends to the page of the language chosen."""
    language = request.args.get("ngon-ngu", "en")
    return redirect(page_url("translation", version_id=version_id, language=language))


@questionnaires_staff.route("/ban/<int:version_id>/dich/<language>", methods=["GET", "POST"])
@requires(Permission.QUESTIONNAIRES_EDIT)
def translation(version_id: int, language: str) -> ResponseReturnValue:
    if language not in LANGUAGE_NAMES or language == "vi":
        abort(404)
    version = get_version(version_id)
    check_translatable(version.state)
    texts = all_texts(read_content(version.content))
    form = translation_form(texts, language)
    if not form.is_submitted():
        form.note_opened(version.revision, "")
        return _page(version, form, language)
    typed = {path: form[path.replace("/", "_")].data or "" for path, _texts in texts}
    opened = int(form.opened.data) if (form.opened.data or "").isdecimal() else 0
    if not form.validate():
        return _page(version, form, language), 422
    try:
        add_translation(version, language, typed, opened=opened, staff_id=current_viewer().staff_id)
        db.session.commit()
    except ContentFaulty as error:
        for fault in error.faults:
            show_fault(form, fault.path.removesuffix(f"/{language}"), fault)
        return _page(version, form, language), 422
    except DraftChanged:
        db.session.rollback()
        db.session.refresh(version)
        form.note_opened(version.revision, "")
        return _page(version, form, language, changed_by=who_changed(version)), 409
    flash(_("Đã lưu bản dịch."), "success")
    return redirect(page_url("version_page", version_id=version_id))


def _page(version: QuestionnaireVersion, form: object, language: str, changed_by: str = "") -> str:
    """`changed_by`: who saved meanwhile; then the stored translation stands beside what was typed."""
    rows = [
        (path.replace("/", "_"), texts["vi"], texts.get(language, ""))
        for path, texts in all_texts(read_content(version.content))
    ]
    return render_template(
        "surveys/staff/questionnaire_translation.html",
        version=version,
        form=form,
        rows=rows,
        language=language,
        language_name=LANGUAGE_NAMES[language],
        changed_by=changed_by,
        offered=[
            {"value": code, "label": _(name)}
            for code, name in LANGUAGE_NAMES.items()
            if code != "vi"
        ],
        trail=crumbs(version),
    )
