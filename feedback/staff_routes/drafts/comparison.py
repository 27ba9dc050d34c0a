"""What became of the version before: proposed by the program, confirmed or changed by an officer."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer
from base.db import db
from base.forms import Form
from base.permissions import Permission, requires
from base.rules import NotFound
from feedback.actions.versions import confirm_links, set_origins
from feedback.forms.drafts import OriginForm
from feedback.models import Change, DraftVersion
from feedback.queries.drafts import find_frozen_before
from feedback.queries.provisions import get_provision_of, list_pieces, list_provisions
from feedback.queries.versions import list_link_places, list_links
from feedback.reports.comparison import CHANGE_WORDS, comparison_report, nearest_origins
from feedback.rules.citations import cite
from feedback.staff_routes.drafts.blueprint import (
    crumbs,
    drafts_staff,
    may_edit,
    version_to_edit,
    version_to_read,
)


def _before(version: DraftVersion) -> DraftVersion:
    before = find_frozen_before(version)
    if before is None:
        raise NotFound
    return before


@drafts_staff.get("/ban/<int:version_id>/so-sanh")
@requires(Permission.FEEDBACK_READ)
def comparison(version_id: int) -> ResponseReturnValue:
    version = version_to_read(version_id)
    before = _before(version)
    kind = request.args.get("loai", "")
    kind = kind if kind in CHANGE_WORDS else ""
    report = comparison_report(version, before, kind, request.args.get("trang"))
    here: dict[str, Any] = {"version_id": version_id, "loai": kind or None}
    return render_template(
        "feedback/staff/draft_comparison.html",
        version=version,
        before=before,
        report=report,
        kind=kind,
        change_words=CHANGE_WORDS,
        links=report.paging.links(lambda number: url_for(".comparison", trang=number, **here)),
        may_edit=may_edit(version.draft.agency_id) and not report.is_preview,
        form=Form(formdata=None),
        trail=crumbs(version),
    )


@drafts_staff.post("/ban/<int:version_id>/so-sanh")
@requires(Permission.FEEDBACK_EDIT)
def confirm(version_id: int) -> ResponseReturnValue:
    """`link`: the links meant; `all_of`: every link of one kind instead."""
    version = version_to_edit(version_id)
    kind = request.args.get("loai")
    back = url_for(".comparison", version_id=version_id, loai=kind, trang=request.args.get("trang"))
    if not Form().validate_on_submit():
        return redirect(back)
    count = confirm_links(current_viewer(), version, _meant(version))
    db.session.commit()
    flash(_("Đã xác nhận %(count)s mục.", count=count), "success")
    return redirect(back)


def _meant(version: DraftVersion) -> set[int]:
    kind = request.form.get("all_of", "")
    if kind in set(Change):
        return {one.link_id for one in list_link_places(version.id) if one.change == kind}
    return {int(one) for one in request.form.getlist("link") if one.isdecimal() and len(one) < 18}


@drafts_staff.route("/ban/<int:version_id>/so-sanh/<int:provision_id>", methods=["GET", "POST"])
@requires(Permission.FEEDBACK_EDIT)
def origins(version_id: int, provision_id: int) -> ResponseReturnValue:
    version = version_to_edit(version_id)
    before = _before(version)
    provision = get_provision_of(version_id, provision_id)
    old = list_provisions(before.id)
    links = [row.link for row in list_links(version_id) if row.link.new_id == provision_id]
    taken = [link.old_id for link in links if link.old_id]
    near = nearest_origins(provision, old, taken)
    form = OriginForm(near=taken).offer(near, old)
    if form.validate_on_submit():
        set_origins(current_viewer(), version, provision, form.chosen)
        db.session.commit()
        flash(_("Đã lưu và xác nhận mục này."), "success")
        return redirect(url_for(".comparison", version_id=version_id))
    pieces = list_pieces(version_id)
    return render_template(
        "feedback/staff/draft_origins.html",
        version=version,
        before=before,
        provision=provision,
        place=cite(pieces, provision.position),
        form=form,
        trail=[
            *crumbs(version),
            {"label": _("So sánh"), "url": url_for(".comparison", version_id=version_id)},
        ],
    ), (422 if form.errors else 200)
