"""The editor's smaller forms: what the questionnaire is called, a section."""

from typing import Any

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from base.permissions import Permission, requires
from surveys.forms.questionnaires import general_form, section_form, show_fault, texts_of
from surveys.languages import languages_of
from surveys.models import QuestionnaireVersion
from surveys.queries.questionnaires import get_version
from surveys.questionnaire_content import (
    Content,
    Section,
    read_content,
    read_general,
    section_json,
    text_in,
    to_json,
)
from surveys.questionnaire_edits import PartMissing, free_key, get_section, put_section
from surveys.rules.questionnaires import check_content
from surveys.rules.questionnaires.versions import check_editable
from surveys.staff_routes.questionnaires.blueprint import (
    crumbs,
    hash_part,
    page_url,
    put_in_place,
    questionnaires_staff,
    who_changed,
)


def _part_page(
    version: QuestionnaireVersion, form: Any, kind: str, name: str, theirs: Any = None
) -> str:
    """`theirs`: the texts that somebody else saved meanwhile, to be seen beside one's own."""
    return render_template(
        "surveys/staff/questionnaire_part.html",
        version=version,
        form=form,
        kind=kind,
        name=name,
        theirs=theirs,
        changed_by=who_changed(version) if theirs is not None else "",
        trail=crumbs(version, editing=True),
    )


def _general(content: Content) -> dict[str, Any]:
    document = to_json(content)
    return {name: document[name] for name in ("title", "purpose", "minutes")}


@questionnaires_staff.route("/ban/<int:version_id>/soan/chung", methods=["GET", "POST"])
@requires(Permission.QUESTIONNAIRES_EDIT)
def general(version_id: int) -> ResponseReturnValue:
    """Title, purpose, minutes."""
    version = get_version(version_id)
    check_editable(version.state)
    content = read_content(version.content)
    languages = languages_of(content)
    form = general_form(languages, content)
    name = text_in(content.title, "vi")
    if not form.is_submitted():
        form.note_opened(version.revision, hash_part(_general(content)))
        return _part_page(version, form, "general", name)
    raw = _general_raw(form, languages)
    if not form.validate() or _general_faults(form, raw, version.content):
        return _part_page(version, form, "general", name), 422
    if put_in_place(version, form, read_general(raw, content), _general(content)):
        return redirect(page_url("editor", version_id=version_id))
    stored = read_content(version.content)
    form.note_opened(version.revision, hash_part(_general(stored)))
    theirs = [stored.title, stored.purpose, {"": str(stored.minutes)}]
    return _part_page(version, form, "general", name, theirs), 409


def _general_raw(form: Any, languages: tuple[str, ...]) -> dict[str, Any]:
    minutes = form.minutes.data or ""
    return {
        "title": texts_of(form, "title", languages),
        "purpose": texts_of(form, "purpose", languages),
        "minutes": int(minutes) if minutes.isdecimal() and len(minutes) < 4 else minutes,
    }


def _general_faults(form: Any, raw: dict[str, Any], document: dict[str, Any]) -> bool:
    found = [
        fault for fault in check_content({**document, **raw}) if fault.path.split("/")[0] in raw
    ]
    for fault in found:
        show_fault(form, fault.path, fault)
    return bool(found)


@questionnaires_staff.route("/ban/<int:version_id>/soan/nhom", methods=["GET", "POST"])
@requires(Permission.QUESTIONNAIRES_EDIT)
def section_new(version_id: int) -> ResponseReturnValue:
    return _section(version_id, None)


@questionnaires_staff.route("/ban/<int:version_id>/soan/nhom/<key>", methods=["GET", "POST"])
@requires(Permission.QUESTIONNAIRES_EDIT)
def section_edit(version_id: int, key: str) -> ResponseReturnValue:
    return _section(version_id, key)


def _stored(content: Content, key: str | None) -> dict[str, Any] | None:
    """What a section form changes: key and texts, not the questions inside."""
    try:
        section = section_json(get_section(content, key)) if key else None
    except PartMissing:
        return None
    return {name: section[name] for name in ("key", "texts")} if section else None


def _section(version_id: int, key: str | None) -> ResponseReturnValue:
    version = get_version(version_id)
    check_editable(version.state)
    content = read_content(version.content)
    languages = languages_of(content)
    stored = _stored(content, key)
    section = get_section(content, key) if key and stored else None
    form = section_form(languages, section)
    name = text_in(section.texts, "vi") if section else ""
    if not form.is_submitted():
        if key and section is None:
            return redirect(page_url("editor", version_id=version_id))
        form.note_opened(version.revision, hash_part(stored))
        return _part_page(version, form, "section", name)
    texts = texts_of(form, "texts", languages)
    new = Section(
        form.key.data or _free(content, texts), texts, section.questions if section else ()
    )
    changed = put_section(content, new, key if section else None)
    if not form.validate() or _section_faults(form, changed, new):
        return _part_page(version, form, "section", name), 422
    if put_in_place(version, form, changed, stored):
        return redirect(f"{page_url('editor', version_id=version_id)}#nhom-{new.key}")
    theirs = _stored(read_content(version.content), key)
    form.note_opened(version.revision, hash_part(theirs))
    return _part_page(version, form, "section", name, [theirs["texts"]] if theirs else []), 409


def _free(content: Content, texts: dict[str, str]) -> str:
    words = texts.get("en") or texts.get("vi", "")
    return free_key(words, (section.key for section in content.sections))


def _section_faults(form: Any, changed: Content, section: Section) -> bool:
    """Shows the faults of this section beside its fields; an empty section is no fault yet."""
    place = changed.sections.index(section)
    found = False
    for fault in check_content(to_json(changed)):
        field = fault.path.removeprefix(f"sections/{place}/")
        if field != fault.path and field.split("/")[0] in ("key", "texts"):
            found = True
            show_fault(form, field, fault)
    return found
