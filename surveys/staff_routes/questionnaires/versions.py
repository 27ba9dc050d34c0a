"""A version: its page, preview, publishing, retiring, the next version, what changed."""

from flask import Response, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from agencies.access import current_viewer
from base.assets import resident_policy
from base.db import db
from base.permissions import Permission, requires
from base.web import LANGUAGES, current_language
from surveys.actions.questionnaires import (
    publish_version,
    retire_version,
    start_version,
    version_faults,
)
from surveys.answer_pages import AnswerPage, offered_languages, render_answer_page
from surveys.forms.questionnaires import RevisionForm
from surveys.forms.questions import RATED_LABELS, TYPE_LABELS
from surveys.languages import LANGUAGE_NAMES, count_untranslated, languages_of
from surveys.queries.questionnaires import count_rounds_using, get_version, list_versions
from surveys.questionnaire_content import read_content
from surveys.questionnaire_edits import without_loose_conditions
from surveys.reports.questionnaires import compare, outline
from surveys.rules.questionnaires import ContentFaulty
from surveys.staff_routes.questionnaires.blueprint import (
    crumbs,
    fault_text,
    page_url,
    questionnaires_staff,
    who_changed,
)


@questionnaires_staff.get("/ban/<int:version_id>")
@requires(Permission.QUESTIONNAIRES_READ)
def version_page(version_id: int) -> ResponseReturnValue:
    version = get_version(version_id)
    content = read_content(version.content)
    languages = [
        (LANGUAGE_NAMES.get(language, language), count_untranslated(content, language))
        for language in languages_of(content)
    ]
    return render_template(
        "surveys/staff/questionnaire_version.html",
        version=version,
        versions=list_versions(version.questionnaire_id),
        outline=outline(content, ()),
        languages=languages,
        round_count=count_rounds_using(version.id),
        changed_by=who_changed(version),
        types=TYPE_LABELS,
        rated=RATED_LABELS,
        trail=crumbs(),
    )


@questionnaires_staff.get("/ban/<int:version_id>/xem-thu")
@requires(Permission.QUESTIONNAIRES_READ)
def preview(version_id: int) -> ResponseReturnValue:
    """The version as a resident meets it; nothing can be sent from here."""
    content = without_loose_conditions(read_content(get_version(version_id).content))
    language = request.args.get("lang") or current_language()
    names = {}
    for code in LANGUAGES:
        with force_locale(code):
            names[code] = _("Tên cơ quan được đánh giá")
    page = AnswerPage(
        content,
        names,
        language=language if language in offered_languages(content) else "vi",
        mode="preview",
    )
    headers = {"Content-Security-Policy": resident_policy()}
    return Response(render_answer_page(page), headers=headers)


@questionnaires_staff.get("/ban/<int:version_id>/cong-bo")
@requires(Permission.QUESTIONNAIRES_EDIT)
def publish_page(version_id: int) -> ResponseReturnValue:
    version = get_version(version_id)
    content = read_content(version.content)
    found = outline(content, version_faults(version))
    return render_template(
        "surveys/staff/questionnaire_publish.html",
        version=version,
        outline=found,
        missing_english=count_untranslated(content, "en"),
        fault_text=fault_text,
        trail=crumbs(version),
    )


@questionnaires_staff.post("/ban/<int:version_id>/cong-bo")
@requires(Permission.QUESTIONNAIRES_EDIT)
def publish(version_id: int) -> ResponseReturnValue:
    version, form = get_version(version_id), RevisionForm()
    if not form.validate_on_submit():
        return redirect(page_url("publish_page", version_id=version_id))
    opened = int(form.opened.data or 0)
    try:
        publish_version(version, opened=opened, staff_id=current_viewer().staff_id)
    except ContentFaulty:
        return redirect(page_url("publish_page", version_id=version_id))
    db.session.commit()
    flash(_("Đã công bố. Từ nay bản này không sửa được và dùng được cho đợt khảo sát."), "success")
    return redirect(page_url("version_page", version_id=version_id))


@questionnaires_staff.get("/ban/<int:version_id>/thoi-dung")
@requires(Permission.QUESTIONNAIRES_EDIT)
def retire_page(version_id: int) -> ResponseReturnValue:
    version = get_version(version_id)
    return render_template(
        "surveys/staff/questionnaire_retire.html",
        version=version,
        round_count=count_rounds_using(version.id),
        trail=crumbs(version),
    )


@questionnaires_staff.post("/ban/<int:version_id>/thoi-dung")
@requires(Permission.QUESTIONNAIRES_EDIT)
def retire(version_id: int) -> ResponseReturnValue:
    version = get_version(version_id)
    if RevisionForm().validate_on_submit():
        retire_version(version, staff_id=current_viewer().staff_id)
        db.session.commit()
        flash(_("Bản này đã thôi dùng. Đợt khảo sát đang dùng vẫn chạy tiếp."), "success")
    return redirect(page_url("version_page", version_id=version_id))


@questionnaires_staff.post("/ban/<int:version_id>/ban-moi")
@requires(Permission.QUESTIONNAIRES_EDIT)
def start(version_id: int) -> ResponseReturnValue:
    version = get_version(version_id)
    if not RevisionForm().validate_on_submit():
        return redirect(page_url("version_page", version_id=version_id))
    new = start_version(version, staff_id=current_viewer().staff_id)
    db.session.commit()
    flash(_("Đã tạo bản nháp số %(number)s. Bản cũ vẫn giữ nguyên.", number=new.number), "success")
    return redirect(page_url("editor", version_id=new.id))


@questionnaires_staff.get("/ban/<int:version_id>/so-sanh")
@requires(Permission.QUESTIONNAIRES_READ)
def comparison(version_id: int) -> ResponseReturnValue:
    """What this version changed against `?voi=<version>`, or against the one before it."""
    version = get_version(version_id)
    versions = list_versions(version.questionnaire_id)
    wanted = request.args.get("voi", type=int)
    others = [one for one in versions if one.id != version.id]
    older = [one for one in others if one.number < version.number]
    chosen = [one for one in others if one.id == wanted] or older or others
    if not chosen:
        abort(404)
    other = chosen[0]
    changes = compare(read_content(other.content), read_content(version.content))
    return render_template(
        "surveys/staff/questionnaire_compare.html",
        version=version,
        other=other,
        others=others,
        changes=changes,
        languages=LANGUAGE_NAMES,
        trail=crumbs(version),
    )
