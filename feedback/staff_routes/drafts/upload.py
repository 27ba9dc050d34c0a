"""Bringing a draft: a file or pasted text, read in a child process; refusals keep what was typed."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer, note_broken_rule
from agencies.queries.agencies import agencies_by_id
from agencies.staging import drop_staged, stage_file, staged_file
from base.db import db
from base.permissions import Permission, requires
from base.rules import NotFound, RuleBroken
from feedback.actions.drafts import Source, add_version, create_draft
from feedback.forms.drafts import NewDraftForm, SourceForm
from feedback.models import Draft, DraftVersion
from feedback.parsing.reading import read_draft
from feedback.parsing.refusals import HasChanges
from feedback.queries import drafts as queries
from feedback.rules.drafts import VersionUnderReview
from feedback.staff_routes.drafts.blueprint import (
    crumbs,
    drafts_staff,
    edit_scope,
    may_edit,
    version_to_read,
)

PASTED = "van-ban-dan.txt"


@drafts_staff.route("/moi", methods=["GET", "POST"])
@requires(Permission.FEEDBACK_EDIT)
def new_draft() -> ResponseReturnValue:
    agencies = agencies_by_id(edit_scope() or ()).values()
    form = NewDraftForm().offer(sorted(agencies, key=lambda one: one.id))
    if not form.validate_on_submit():
        return _page(form), 422 if request.method == "POST" else 200
    if not may_edit(form.agency_id.data):
        raise NotFound
    try:
        source = _read(form)
        version = create_draft(current_viewer(), form.agency_id.data, form.title.data, source)
    except RuleBroken as broken:
        return _refused(form, broken)
    return _stored(form, version)


@drafts_staff.route("/<int:draft_id>/ban-moi", methods=["GET", "POST"])
@requires(Permission.FEEDBACK_EDIT)
def new_version(draft_id: int) -> ResponseReturnValue:
    draft = queries.get_draft(draft_id, edit_scope())
    waiting = queries.find_reviewing(draft_id)
    if waiting:
        raise VersionUnderReview(number=waiting.number)
    form = SourceForm()
    if not form.validate_on_submit():
        return _page(form, draft), 422 if request.method == "POST" else 200
    try:
        version = add_version(current_viewer(), draft, _read(form))
    except RuleBroken as broken:
        return _refused(form, broken, draft)
    return _stored(form, version)


def _read(form: SourceForm) -> Source:
    """A file that came with the page before is remembered, so that nobody has to look for it twice."""
    content, name = _chosen(form)
    try:
        reading = read_draft(content, name, form.changes.data or None)
    except HasChanges:
        form.token.data = stage_file(content, current_viewer().staff_id or 0)
        form.file_name.data = name
        raise
    return Source(name, reading.kind, content, reading.root)


def _chosen(form: SourceForm) -> tuple[bytes, str]:
    staff_id = current_viewer().staff_id or 0
    sent = form.chosen_file()
    if sent:
        return sent
    if form.pasted.data:
        return form.pasted.data.encode(), PASTED
    kept = staged_file(form.token.data or "", staff_id)
    if kept is None:
        form.token.data = ""
        raise FileGone
    return kept, form.file_name.data or PASTED


class FileGone(RuleBroken):
    sentence = "Tệp đã chọn không còn giữ được. Xin chọn lại tệp."


def _stored(form: SourceForm, version: DraftVersion) -> ResponseReturnValue:
    db.session.commit()
    drop_staged(form.token.data or "", current_viewer().staff_id or 0)
    flash(_("Đã đọc xong. Xin soát từng mục bên dưới rồi chốt."), "success")
    return redirect(url_for(".review", version_id=version.id))


def _refused(
    form: SourceForm, broken: RuleBroken, draft: Draft | None = None
) -> ResponseReturnValue:
    db.session.rollback()
    note_broken_rule(broken)
    sentence = _(type(broken).sentence) % broken.values
    if isinstance(broken, HasChanges):
        form.changes.errors = [sentence]
    else:
        field = form.pasted if form.pasted.data and not form.file_name.data else form.file
        field.errors = [sentence]
    return _page(form, draft), broken.status if isinstance(broken, HasChanges) else 422


def _page(form: SourceForm, draft: Draft | None = None) -> str:
    newest = queries.list_versions(draft.id) if draft else []
    return render_template(
        "feedback/staff/draft_upload.html",
        form=form,
        draft=draft,
        asks_changes=bool(form.changes.errors),
        trail=crumbs(newest[0] if newest else None),
    )


@drafts_staff.get("/ban/<int:version_id>/tep")
@requires(Permission.FEEDBACK_READ)
def source_file(version_id: int) -> ResponseReturnValue:
    """The file as it came; never shown by the browser, whatever is in it."""
    version = version_to_read(version_id)
    content = queries.get_source(version_id).content
    answer = Response(content, mimetype="application/octet-stream")
    answer.headers.set("Content-Disposition", "attachment", filename=version.source_name)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
