"""Freezing a version for ever, dropping one that was never frozen, and reading a frozen one."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer
from base.db import check_revision, db
from base.forms import Revisioned
from base.permissions import Permission, requires
from base.rules import ChangedMeanwhile, RuleBroken
from feedback.actions.drafts import discard_version
from feedback.actions.versions import freeze_version
from feedback.forms.drafts import FreezeForm
from feedback.models import DraftState, DraftVersion
from feedback.provisions import from_json
from feedback.queries.drafts import find_frozen_before, find_read_tree
from feedback.queries.versions import count_unconfirmed
from feedback.reports.draft_review import node_row, review_report
from feedback.rules.drafts import check_reviewing
from feedback.rules.tree_places import cut_pages, spots
from feedback.rules.word_account import account
from feedback.staff_routes.drafts.blueprint import (
    crumbs,
    drafts_staff,
    may_edit,
    version_to_edit,
    version_to_read,
)


@drafts_staff.route("/ban/<int:version_id>/chot", methods=["GET", "POST"])
@requires(Permission.FEEDBACK_EDIT)
def freeze(version_id: int) -> ResponseReturnValue:
    version = version_to_edit(version_id)
    check_reviewing(version.state == DraftState.FROZEN)
    form = FreezeForm(revision=str(version.revision))
    if not form.validate_on_submit():
        return _freeze_page(version, form)
    try:
        freeze_version(
            current_viewer(),
            version,
            form.seen_revision or 0,
            doubts_seen=bool(form.doubts_seen.data),
            words_seen=bool(form.words_seen.data),
        )
        db.session.commit()
    except ChangedMeanwhile:
        raise
    except RuleBroken as broken:
        db.session.rollback()
        sentence = _(type(broken).sentence) % broken.values
        return _freeze_page(version_to_edit(version_id), form, sentence), 409
    flash(_("Đã chốt bản %(number)s.", number=version.number), "success")
    if count_unconfirmed(version_id):
        return redirect(url_for(".comparison", version_id=version_id))
    return redirect(url_for(".version_page", version_id=version_id))


def _freeze_page(version: DraftVersion, form: FreezeForm, sentence: str = "") -> str:
    return render_template(
        "feedback/staff/draft_freeze.html",
        version=version,
        form=form,
        review=review_report(version, 0),
        before=find_frozen_before(version),
        sentence=sentence,
        trail=crumbs(version, in_review=True),
    )


@drafts_staff.route("/ban/<int:version_id>/bo", methods=["GET", "POST"])
@requires(Permission.FEEDBACK_EDIT)
def discard(version_id: int) -> ResponseReturnValue:
    version = version_to_edit(version_id)
    check_reviewing(version.state == DraftState.FROZEN)
    form = Revisioned(revision=str(version.revision))
    if not form.validate_on_submit():
        return render_template(
            "feedback/staff/draft_discard.html", version=version, trail=crumbs(version)
        )
    check_revision(version, form.seen_revision)
    draft_id, number = version.draft_id, version.number
    discard_version(current_viewer(), version, form.seen_revision or 0)
    db.session.commit()
    flash(_("Đã bỏ bản %(number)s đang soát.", number=number), "success")
    return redirect(url_for(".draft_page", draft_id=draft_id))


@drafts_staff.get("/ban/<int:version_id>")
@requires(Permission.FEEDBACK_READ)
def version_page(version_id: int) -> ResponseReturnValue:
    version = version_to_read(version_id)
    if version.state == DraftState.REVIEWING:
        return redirect(url_for(".review", version_id=version_id))
    root = from_json(version.tree)
    pages = cut_pages(spots(root))
    part = min(max(request.args.get("phan", 1, type=int), 1), len(pages))
    read = find_read_tree(version_id)
    return render_template(
        "feedback/staff/draft_version.html",
        version=version,
        rows=[node_row(spot) for spot in pages[part - 1]],
        part=part,
        part_count=len(pages),
        account=account(from_json(read) if read else root, root),
        before=find_frozen_before(version),
        unconfirmed_count=count_unconfirmed(version_id),
        may_edit=may_edit(version.draft.agency_id),
        trail=crumbs(version),
    )
