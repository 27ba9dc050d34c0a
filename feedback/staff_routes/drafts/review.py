"""The review screen: the tree beside the text; every button is one step, stored at once."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer, note_broken_rule
from base.db import check_revision, db
from base.forms import Revisioned
from base.permissions import Permission, requires
from base.rules import ChangedMeanwhile, RuleBroken
from feedback.actions.drafts import edit_tree, redo_edit, undo_edit
from feedback.models import DraftState, DraftVersion
from feedback.provisions import Node, from_json
from feedback.reports.draft_review import anchor, part_of, place_text, review_report
from feedback.reports.review_words import STEP_WORDS
from feedback.rules.tree_edits import (
    Edited,
    NodeMissing,
    Place,
    merge_back,
    move_down,
    move_in,
    move_out,
    move_up,
    put,
    read_place,
    settle,
)
from feedback.staff_routes.drafts.blueprint import (
    crumbs,
    drafts_staff,
    may_edit,
    tell_refused,
    version_to_edit,
    version_to_read,
)

ACTS: dict[str, Callable[[Node, Place], Edited]] = {
    "merge": merge_back,
    "up": move_up,
    "down": move_down,
    "in": move_in,
    "out": move_out,
    "settle": settle,
}


@drafts_staff.get("/ban/<int:version_id>/soat")
@requires(Permission.FEEDBACK_READ)
def review(version_id: int) -> ResponseReturnValue:
    version = version_to_read(version_id)
    if version.state == DraftState.FROZEN:
        return redirect(url_for(".version_page", version_id=version_id))
    return render_template(
        "feedback/staff/draft_review.html",
        version=version,
        review=review_report(version, request.args.get("phan", 1, type=int) - 1),
        may_edit=may_edit(version.draft.agency_id),
        step_words=STEP_WORDS,
        trail=crumbs(version),
        form=Revisioned(formdata=None, revision=str(version.revision)),
    )


@drafts_staff.post("/ban/<int:version_id>/soat")
@requires(Permission.FEEDBACK_EDIT)
def rearrange(version_id: int) -> ResponseReturnValue:
    """`act` is «name:place»; for a drop «put:place:target:before|inside»; «undo» and «redo» alone."""
    version, form = version_to_edit(version_id), Revisioned()
    if not form.validate_on_submit():
        return redirect(url_for(".review", version_id=version_id))
    try:
        place = _act(version, request.form.get("act", ""), form.seen_revision or 0)
        db.session.commit()
    except ChangedMeanwhile:
        return _sent_back(version_id)
    except RuleBroken as broken:
        db.session.rollback()
        note_broken_rule(broken)
        flash(_(type(broken).sentence) % broken.values, "warning")
        place = None
    return redirect(_address(version, place))


def _act(version: DraftVersion, act: str, opened: int) -> Place | None:
    viewer = current_viewer()
    check_revision(version, opened)  # a place means something in the tree the person saw only
    name, *arguments = act.split(":")
    if name in ("undo", "redo"):
        (undo_edit if name == "undo" else redo_edit)(viewer, version, opened)
        return None
    edited = _edited(from_json(version.tree), name, arguments)
    edit_tree(viewer, version, opened, name, edited.root)
    return edited.place


def _edited(root: Node, name: str, arguments: list[str]) -> Edited:
    if name == "put" and len(arguments) == 3:
        place, target, where = arguments
        return put(root, read_place(place), read_place(target), where)
    if name not in ACTS or len(arguments) != 1:
        raise NodeMissing
    return ACTS[name](root, read_place(arguments[0]))


def _address(version: DraftVersion, place: Place | None) -> str:
    """Back to the page on which the node stands now, or to the one that was open."""
    if place is None:
        part = request.args.get("phan", 1, type=int)
        return url_for(".review", version_id=version.id, phan=part)
    return node_address(version, place)


def node_address(version: DraftVersion, place: Place) -> str:
    part = part_of(from_json(version.tree), place) + 1
    text = place_text(place)
    return url_for(".review", version_id=version.id, phan=part, muc=text, _anchor=anchor(place))


def _sent_back(version_id: int) -> ResponseReturnValue:
    db.session.rollback()
    version = version_to_edit(version_id)
    db.session.refresh(version)
    tell_refused(version)
    return redirect(_address(version, None))
