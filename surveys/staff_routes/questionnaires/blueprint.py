"""The blueprint, and what its views have in common."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _

from agencies.access import current_viewer
from base.db import db
from surveys.actions.questionnaires import save_draft
from surveys.forms.questionnaires import PartForm
from surveys.models import QuestionnaireVersion
from surveys.queries.questionnaires import find_staff_name
from surveys.questionnaire_content import Content, hash_content, to_json
from surveys.rules.questionnaires import DraftChanged, Fault

questionnaires_staff = Blueprint("questionnaires_staff", __name__, url_prefix="/can-bo/bo-cau-hoi")


def page_url(view: str, **values: Any) -> str:
    return url_for(f"questionnaires_staff.{view}", **values)


def crumbs(version: QuestionnaireVersion | None = None, *, editing: bool = False) -> list[Any]:
    trail = [{"label": _("Bộ câu hỏi"), "url": page_url("questionnaire_list")}]
    if version:
        label = f"{version.questionnaire.name}, {_('bản')} {version.number}"
        trail.append({"label": label, "url": page_url("version_page", version_id=version.id)})
    if version and editing:
        url = page_url("editor", version_id=version.id)
        trail.append({"label": _("Soạn"), "url": url})
    return trail


def fault_text(fault: Fault) -> str:
    return _(fault.sentence, **fault.values)


def save_content(version: QuestionnaireVersion, content: Content, opened: int) -> None:
    save_draft(version, to_json(content), opened=opened, staff_id=current_viewer().staff_id)


def who_changed(version: QuestionnaireVersion) -> str:
    return find_staff_name(version.changed_by_id) or _("hệ thống")


def tell_merged(version: QuestionnaireVersion) -> None:
    name = who_changed(version)
    flash(
        _("%(name)s vừa sửa phần khác của bản này. Hệ thống đã giữ cả hai.", name=name), "warning"
    )


def hash_part(part: Mapping[str, Any] | None) -> str:
    """What a form remembers of the part it was opened with; "" for a new one."""
    return hash_content(part) if part else ""


def put_in_place(
    version: QuestionnaireVersion,
    form: PartForm,
    content: Content,
    stored: Mapping[str, Any] | None,
) -> bool:
    """Saves `content`, which was made from `version` as this request read it, and commits.

    False when somebody else has meanwhile saved this very part (`stored` is not what the form had
    seen): nothing is stored then, and `version` is loaded anew. Another part's change is kept too.
    """
    opened = int(form.opened.data) if (form.opened.data or "").isdecimal() else 0
    others_saved = opened != version.revision
    try:
        if others_saved and form.seen.data != hash_part(stored):
            raise DraftChanged
        if others_saved:
            tell_merged(version)
        save_content(version, content, version.revision)
        db.session.commit()
    except DraftChanged:
        db.session.rollback()
        db.session.refresh(version)
        return False
    return True
