"""The list of drafts, and one draft with its versions."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer
from base.db import check_revision, db
from base.paging import page_of
from base.permissions import Permission, requires
from feedback.actions.drafts import rename_draft
from feedback.forms.drafts import TitleForm
from feedback.queries import drafts as queries
from feedback.reports.drafts import draft_report, state_tag
from feedback.rules.internal_rounds import own_agencies
from feedback.staff_routes.drafts.blueprint import (
    crumbs,
    draft_to_read,
    drafts_staff,
    edit_scope,
    may_edit,
    read_scope,
)


@drafts_staff.get("")
@requires(Permission.FEEDBACK_READ)
def draft_list() -> ResponseReturnValue:
    scope, internal_of = read_scope(), own_agencies(current_viewer())
    paging = page_of(request.args.get("trang"), queries.count_drafts(scope, internal_of))
    rows = queries.list_drafts(scope, internal_of, paging.size, paging.offset)
    return render_template(
        "feedback/staff/drafts.html",
        rows=[(row, state_tag(row.newest)) for row in rows],
        paging=paging,
        links=paging.links(lambda number: url_for(".draft_list", trang=number)),
        may_bring=edit_scope() != frozenset(),
        shows_agency=scope is None or len(scope) > 1,
    )


@drafts_staff.get("/<int:draft_id>")
@requires(Permission.FEEDBACK_READ)
def draft_page(draft_id: int) -> ResponseReturnValue:
    draft = draft_to_read(draft_id)
    return render_template(
        "feedback/staff/draft.html",
        report=draft_report(draft),
        may_edit=may_edit(draft.agency_id),
        trail=crumbs(),
    )


@drafts_staff.route("/<int:draft_id>/ten", methods=["GET", "POST"])
@requires(Permission.FEEDBACK_EDIT)
def rename(draft_id: int) -> ResponseReturnValue:
    draft = queries.get_draft(draft_id, edit_scope())
    form = TitleForm(title=draft.title, revision=str(draft.revision))
    if not form.validate_on_submit():
        page = render_template(
            "feedback/staff/draft_title.html", form=form, draft=draft, trail=crumbs()
        )
        return page, 422 if form.errors else 200
    check_revision(draft, form.seen_revision)
    rename_draft(current_viewer(), draft, form.title.data)
    db.session.commit()
    flash(_("Đã đổi tên dự thảo."), "success")
    return redirect(url_for(".draft_page", draft_id=draft_id))
