"""The editor's outline: sections and questions in their order, moved, doubled and removed here."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from base.db import db
from base.permissions import Permission, requires
from surveys.actions.questionnaires import version_faults
from surveys.forms.questionnaires import RevisionForm
from surveys.forms.questions import RATED_LABELS, TYPE_LABELS
from surveys.models import QuestionnaireVersion
from surveys.queries.questionnaires import get_version
from surveys.questionnaire_content import Content, read_content
from surveys.questionnaire_edits import (
    PartMissing,
    duplicate_question,
    duplicate_section,
    get_question,
    get_section,
    move_question,
    move_section,
    place_question,
    remove_question,
    remove_section,
)
from surveys.reports.questionnaires import outline
from surveys.rules.questionnaires import DraftChanged
from surveys.rules.questionnaires.versions import check_editable, check_removable
from surveys.staff_routes.questionnaires.blueprint import (
    crumbs,
    fault_text,
    page_url,
    questionnaires_staff,
    save_content,
    who_changed,
)

ACTS: dict[str, Callable[[Content, str], Content]] = {
    "section-up": lambda content, key: move_section(content, key, -1),
    "section-down": lambda content, key: move_section(content, key, 1),
    "section-copy": duplicate_section,
    "question-up": lambda content, key: move_question(content, key, -1),
    "question-down": lambda content, key: move_question(content, key, 1),
    "question-copy": duplicate_question,
}


@questionnaires_staff.get("/ban/<int:version_id>/soan")
@requires(Permission.QUESTIONNAIRES_EDIT)
def editor(version_id: int) -> ResponseReturnValue:
    version = get_version(version_id)
    check_editable(version.state)
    content = read_content(version.content)
    return render_template(
        "surveys/staff/questionnaire_editor.html",
        version=version,
        content=content,
        outline=outline(content, version_faults(version)),
        types=TYPE_LABELS,
        rated=RATED_LABELS,
        fault_text=fault_text,
        trail=crumbs(version),
    )


@questionnaires_staff.post("/ban/<int:version_id>/soan")
@requires(Permission.QUESTIONNAIRES_EDIT)
def rearrange(version_id: int) -> ResponseReturnValue:
    """One act of the outline: `act` is «name:key», for a drop «question-place:key:before»."""
    version, form = get_version(version_id), RevisionForm()
    back = page_url("editor", version_id=version_id)
    if not form.validate_on_submit():
        return redirect(back)
    name, *keys = request.form.get("act", "").split(":")
    content = read_content(version.content)
    try:
        if name == "question-place":
            changed = place_question(content, *keys[:2])
        else:
            changed = ACTS[name](content, keys[0])
        save_content(version, changed, int(form.opened.data or 0))
        db.session.commit()
    except (DraftChanged, PartMissing):
        return _told_and_sent(version, back)
    except (KeyError, IndexError, TypeError):
        return redirect(back)
    return redirect(f"{back}#{'nhom' if name.startswith('section') else 'cau'}-{keys[0]}")


def _told_and_sent(version: QuestionnaireVersion, address: str) -> ResponseReturnValue:
    db.session.rollback()
    flash(
        _(
            "%(name)s vừa sửa bản này nên việc vừa bấm chưa làm. Đây là bản mới nhất, xin bấm lại.",
            name=who_changed(version),
        ),
        "warning",
    )
    return redirect(address)


@questionnaires_staff.get("/ban/<int:version_id>/soan/xoa/<kind>/<key>")
@requires(Permission.QUESTIONNAIRES_EDIT)
def remove_page(version_id: int, kind: str, key: str) -> ResponseReturnValue:
    version = get_version(version_id)
    check_editable(version.state)
    content = read_content(version.content)
    try:
        part = get_section(content, key) if kind == "nhom" else get_question(content, key)
    except PartMissing:
        return _told_and_sent(version, page_url("editor", version_id=version_id))
    check_removable(content, key, is_section=kind == "nhom")
    return render_template(
        "surveys/staff/questionnaire_remove.html",
        version=version,
        kind=kind,
        part=part,
        trail=crumbs(version, editing=True),
    )


@questionnaires_staff.post("/ban/<int:version_id>/soan/xoa/<kind>/<key>")
@requires(Permission.QUESTIONNAIRES_EDIT)
def remove(version_id: int, kind: str, key: str) -> ResponseReturnValue:
    version, form = get_version(version_id), RevisionForm()
    back = page_url("editor", version_id=version_id)
    if not form.validate_on_submit():
        return redirect(back)
    content = read_content(version.content)
    check_removable(content, key, is_section=kind == "nhom")
    take_away = remove_section if kind == "nhom" else remove_question
    try:
        save_content(version, take_away(content, key), int(form.opened.data or 0))
        db.session.commit()
    except (DraftChanged, PartMissing):
        return _told_and_sent(version, back)
    flash(_("Đã xóa nhóm.") if kind == "nhom" else _("Đã xóa câu hỏi."), "success")
    return redirect(back)
