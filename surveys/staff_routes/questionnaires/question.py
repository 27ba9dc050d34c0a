"""The editor's form of one question: its words, type, options and condition."""

from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from base.permissions import Permission, requires
from surveys.forms.questions import (
    CHOICES,
    SPARE_OPTIONS,
    TYPE_LABELS,
    new_question,
    question_data,
    question_form,
)
from surveys.languages import languages_of
from surveys.queries.questionnaires import get_version
from surveys.questionnaire_content import (
    RATING,
    RESPONDENT_KEY,
    Content,
    Question,
    question_json,
    read_content,
    read_question,
    to_json,
)
from surveys.questionnaire_edits import (
    PartMissing,
    get_question,
    path_of,
    put_question,
    questions_before,
    section_of,
)
from surveys.rules.questionnaires import check_content
from surveys.rules.questionnaires.question import check_question
from surveys.rules.questionnaires.versions import check_editable
from surveys.staff_routes.questionnaires.blueprint import (
    crumbs,
    hash_part,
    page_url,
    put_in_place,
    questionnaires_staff,
    who_changed,
)


class _Desk:
    """One request's view of the question at hand: the draft, the question stored, the form."""

    def __init__(self, version_id: int, section: str, key: str | None) -> None:
        self.version = get_version(version_id)
        check_editable(self.version.state)
        self.content = read_content(self.version.content)
        self.key = key
        self.section = section
        self.languages = languages_of(self.content)
        self.stored = _find(self.content, key)

    def form(self, data: dict[str, Any] | None = None) -> Any:
        kind = request.args.get("kieu", RATING)
        first = question_data(self.stored) if self.stored else new_question(kind)
        before = questions_before(self.content, self.key, self.section)
        given = data or {**first, "section": self.section}
        redrawn = data is not None
        return question_form(self.content, self.languages, before, given, redrawn=redrawn)

    def page(self, form: Any, theirs: Question | None = None, *, conflict: bool = False) -> str:
        _leave_spare_rows(form)
        return render_template(
            "surveys/staff/questionnaire_question.html",
            version=self.version,
            form=form,
            key=self.key,
            section=self.section,
            languages=self.languages,
            is_new=self.key is None,
            is_fixed=self.key == RESPONDENT_KEY,
            types=TYPE_LABELS,
            theirs=theirs,
            conflict=conflict,
            changed_by=who_changed(self.version) if conflict else "",
            trail=crumbs(self.version, editing=True),
        )

    def editor_url(self, anchor: str = "") -> str:
        return page_url("editor", version_id=self.version.id) + anchor


def _find(content: Content, key: str | None) -> Question | None:
    try:
        return get_question(content, key) if key else None
    except PartMissing:
        return None


def _leave_spare_rows(form: Any) -> None:
    if form.type.data in CHOICES:
        for _spare in range(SPARE_OPTIONS - _blank_rows_at_end(form)):
            if len(form.options) < (form.options.max_entries or 0):
                form.options.append_entry()


def _blank_rows_at_end(form: Any) -> int:
    filled = form.filled_options()
    count = 0
    for entry in reversed(list(form.options)):
        if entry in filled:
            break
        count += 1
    return count


@questionnaires_staff.route(
    "/ban/<int:version_id>/soan/nhom/<section>/cau-moi", methods=["GET", "POST"]
)
@requires(Permission.QUESTIONNAIRES_EDIT)
def question_new(version_id: int, section: str) -> ResponseReturnValue:
    """Without `?kieu=` the type is asked first, so that the form shows only what belongs to it."""
    desk = _Desk(version_id, section, None)
    if request.method == "GET" and request.args.get("kieu") not in TYPE_LABELS:
        return render_template(
            "surveys/staff/questionnaire_type.html",
            version=desk.version,
            section=section,
            types=TYPE_LABELS,
            trail=crumbs(desk.version, editing=True),
        )
    return _question(desk)


@questionnaires_staff.route("/ban/<int:version_id>/soan/cau/<key>", methods=["GET", "POST"])
@requires(Permission.QUESTIONNAIRES_EDIT)
def question_edit(version_id: int, key: str) -> ResponseReturnValue:
    version = get_version(version_id)
    try:
        section = section_of(read_content(version.content), key).key
    except PartMissing:
        section = request.form.get("section", "")
    desk = _Desk(version_id, section, key)
    if desk.stored is None and request.method == "GET":
        return redirect(desk.editor_url())
    return _question(desk)


def _question(desk: _Desk) -> ResponseReturnValue:
    form = desk.form()
    if not form.is_submitted():
        form.note_opened(desk.version.revision, hash_part(_json(desk.stored)))
        return desk.page(form)
    act = request.form.get("act", "save")
    if act != "save":
        return desk.page(desk.form(_rearranged(form, act)))
    raw = form.raw_question(question.key for question in desk.content.questions)
    changed = _changed(desk, form, raw)
    if changed is None:
        return desk.page(form), 422
    if put_in_place(desk.version, form, changed, _json(desk.stored)):
        return redirect(desk.editor_url(f"#cau-{raw['key']}"))
    theirs = _find(read_content(desk.version.content), desk.key)
    form.note_opened(desk.version.revision, hash_part(_json(theirs)))
    return desk.page(form, theirs, conflict=True), 409


def _json(question: Question | None) -> dict[str, Any] | None:
    return question_json(question) if question else None


def _changed(desk: _Desk, form: Any, raw: dict[str, Any]) -> Content | None:
    """The content with the question as typed; None when it has faults, which the form then shows."""
    valid = form.validate()
    old_key = desk.key if desk.stored else None
    others = [one.key for one in desk.content.questions if one.key != old_key]
    faults = check_question(raw, others)
    if faults or not valid:
        form.show_faults(faults, "")
        return None
    sections = [section.key for section in desk.content.sections]
    home = form.section.data if form.section.data in sections else sections[-1]
    changed = put_question(desk.content, read_question(raw), home, old_key)
    path = path_of(changed, raw["key"])
    between = [one for one in check_content(to_json(changed)) if one.path.startswith(path)]
    if between:
        form.show_faults(between, path)
        return None
    return changed


def _rearranged(form: Any, act: str) -> dict[str, Any]:
    """What was typed, with one option row moved or dropped, or rows added; nothing is stored."""
    data = {name: value for name, value in form.data.items() if name != "csrf_token"}
    rows = list(data["options"])
    name, _sep, place = act.partition("-")
    at = int(place) if place.isdecimal() and int(place) < len(rows) else None
    if name == "more":
        rows += [{}, {}]
    elif name == "refresh" and data["type"] == RATING and "rated" not in request.form:
        data |= {"counts_in_index": True, "allows_no_opinion": True}
    elif at is not None and name == "drop":
        del rows[at]
    elif at is not None and name in ("up", "down"):
        target = min(max(at + (1 if name == "down" else -1), 0), len(rows) - 1)
        rows.insert(target, rows.pop(at))
    return {**data, "options": rows}
