"""One node of a tree under review: its kind, number, title and text; and splitting it."""

from collections.abc import Callable

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer
from base.db import db
from base.permissions import Permission, requires
from base.rules import ChangedMeanwhile, RuleBroken
from feedback.actions.drafts import edit_tree
from feedback.forms.drafts import NodeForm, SplitForm
from feedback.models import DraftState, DraftVersion
from feedback.provisions import Node, from_json
from feedback.reports.draft_review import doubt_words
from feedback.reports.provision_words import kind_word, short_label
from feedback.rules.drafts import check_reviewing
from feedback.rules.tree_edits import (
    Edited,
    NodeMissing,
    Place,
    has_same_words,
    node_at,
    printed,
    read_place,
    rewrite,
    split,
)
from feedback.rules.tree_places import fingerprint, locate
from feedback.rules.word_changes import word_changes
from feedback.staff_routes.drafts.blueprint import (
    crumbs,
    drafts_staff,
    version_to_edit,
    who_changed,
)
from feedback.staff_routes.drafts.review import node_address

Opened = tuple[DraftVersion, Node, Place]


def _open(version_id: int) -> Opened:
    """The version, its tree, and the place named in the address."""
    version = version_to_edit(version_id)
    check_reviewing(version.state == DraftState.FROZEN)
    return version, from_json(version.tree), read_place(request.args.get("muc", ""))


@drafts_staff.route("/ban/<int:version_id>/soat/sua", methods=["GET", "POST"])
@requires(Permission.FEEDBACK_EDIT)
def edit_node(version_id: int) -> ResponseReturnValue:
    version, root, place = _open(version_id)
    if request.method == "GET":
        node = node_at(root, place)
        data = {"kind": str(node.type), "number": node.number, "title": node.title}
        form = NodeForm(formdata=None, **data, text=node.text, **_seen(version, node)).offer()
        return _edit_page(version, node, form)
    form = NodeForm().offer()
    found = locate(root, place, form.seen.data or "")
    if not form.validate_on_submit() or found is None:
        return _both(version, root, place, form, _edit_page)
    node = node_at(root, found)
    kind, number, title, text = form.values
    is_same = has_same_words(node, number, title, text)
    if not is_same and not form.is_correction.data:
        form.is_correction.errors = [
            _("Chữ khác với tệp gốc. Nếu đúng là sửa lỗi, xin đánh dấu ô này rồi lưu.")
        ]
        return _edit_page(version, node, form), 422
    edited = rewrite(root, found, kind, number, title, text)
    return _store(version, "rewrite" if is_same else "correct", edited, form, _edit_page)


@drafts_staff.route("/ban/<int:version_id>/soat/tach", methods=["GET", "POST"])
@requires(Permission.FEEDBACK_EDIT)
def split_node(version_id: int) -> ResponseReturnValue:
    version, root, place = _open(version_id)
    if request.method == "GET":
        node = node_at(root, place)
        form = SplitForm(formdata=None, marked=node.text, **_seen(version, node)).offer(node)
        return _split_page(version, node, form)
    form = SplitForm()
    found = locate(root, place, form.seen.data or "")
    node = node_at(root, place if found is None else found)
    form.offer(node)
    if not form.validate_on_submit() or found is None:
        return _both(version, root, place, form, _split_page)
    try:
        edited = split(root, found, form.pieces(node))
    except RuleBroken as broken:
        form.marked.errors = [_(type(broken).sentence)]
        return _split_page(version, node, form), 422
    return _store(version, "split", edited, form, _split_page)


def _seen(version: DraftVersion, node: Node) -> dict[str, str]:
    return {"seen": fingerprint(node), "revision": str(version.revision)}


AnyForm = NodeForm | SplitForm
Page = Callable[..., str]


def _store(
    version: DraftVersion, act: str, edited: Edited, form: AnyForm, page: Page
) -> ResponseReturnValue:
    """Another officer's change elsewhere in the tree is kept: this one is made on the newest tree."""
    try:
        edit_tree(current_viewer(), version, version.revision, act, edited.root)
        db.session.commit()
    except ChangedMeanwhile:
        db.session.rollback()
        db.session.refresh(version)
        place = read_place(request.args.get("muc", ""))
        return _both(version, from_json(version.tree), place, form, page)
    return redirect(node_address(version, edited.place))


def _both(
    version: DraftVersion, root: Node, place: Place, form: AnyForm, page: Page
) -> ResponseReturnValue:
    """Bad input comes back; a node that somebody else changed is shown beside what was typed."""
    if form.errors:
        return page(version, node_at(root, place), form), 422
    try:
        node = node_at(root, place)
    except NodeMissing:
        node = Node(root.type)
    form.seen.data = fingerprint(node)
    return page(version, node, form, changed_by=who_changed(version)), 409


def _edit_page(version: DraftVersion, node: Node, form: NodeForm, changed_by: str = "") -> str:
    typed = " ".join(box.data for box in (form.number, form.title, form.text) if box.data)
    return render_template(
        "feedback/staff/draft_node.html",
        node=node,
        form=form,
        runs=word_changes(printed(node), typed),
        differs=bool(form.is_correction.errors or changed_by),
        **_common(version, node, changed_by),
    )


def _split_page(version: DraftVersion, node: Node, form: SplitForm, changed_by: str = "") -> str:
    page = "feedback/staff/draft_split.html"
    return render_template(page, form=form, node=node, **_common(version, node, changed_by))


def _common(version: DraftVersion, node: Node, changed_by: str) -> dict[str, object]:
    is_gone = node.type == "document"
    return {
        "version": version,
        "label": "" if is_gone else short_label(node, node.type),
        "kind": "" if is_gone else kind_word(node.type),
        "doubts": doubt_words(node),
        "changed_by": changed_by,
        "stored": printed(node),
        "back": node_address(version, read_place(request.args.get("muc", ""))),
        "trail": crumbs(version, in_review=True),
    }
