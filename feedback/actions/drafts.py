"""What an officer does with a draft under review: bring it, correct its tree step by step, drop it."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import delete

from agencies.actions.audit import record_act
from agencies.roles import Viewer
from base.clock import now
from base.db import check_revision, db, flush_checked
from feedback.models import Draft, DraftEdit, DraftSource, DraftState, DraftVersion
from feedback.provisions import Node, from_json, text_hash, to_json
from feedback.queries.drafts import (
    find_last_step,
    find_next_step,
    find_reviewing,
    list_versions,
)
from feedback.rules.drafts import NothingToUndo, VersionUnderReview, check_reviewing

MOST_STEPS = 100  # older steps of a review cannot be undone


@dataclass(frozen=True)
class Source:
    """The file as it came (or the pasted text as UTF-8) and what was read from it."""

    name: str
    media: str
    content: bytes
    root: Node


def create_draft(viewer: Viewer, agency_id: int, title: str, source: Source) -> DraftVersion:
    """A draft with its first version, to be reviewed."""
    draft = Draft(agency_id=agency_id, title=title, created_by_id=viewer.staff_id)
    db.session.add(draft)
    db.session.flush()
    record_act(
        "draft.create",
        staff_id=viewer.staff_id,
        subject=draft,
        agency_id=agency_id,
        after={"title": title},
    )
    return add_version(viewer, draft, source)


def add_version(viewer: Viewer, draft: Draft, source: Source) -> DraftVersion:
    """The next version, to be reviewed; VersionUnderReview while another one is."""
    waiting = find_reviewing(draft.id)
    if waiting:
        raise VersionUnderReview(number=waiting.number)
    earlier = list_versions(draft.id)
    tree = to_json(source.root)
    version = DraftVersion(
        draft=draft,
        number=earlier[0].number + 1 if earlier else 1,
        source_name=source.name[:200],
        source_media=source.media[:20],
        source_hash=hashlib.sha256(source.content).hexdigest(),
        tree=tree,
        text_hash=text_hash(source.root),
        word_count=len(source.root.words()),
        changed_by_id=viewer.staff_id,
    )
    db.session.add(version)
    db.session.flush()
    db.session.add(DraftSource(version_id=version.id, content=source.content))
    db.session.add(DraftEdit(version_id=version.id, step=0, act="read", tree=tree))
    record_act(
        "draft_version.upload",
        staff_id=viewer.staff_id,
        subject=version,
        agency_id=draft.agency_id,
        after={"number": version.number, "source_hash": version.source_hash},
    )
    return version


def rename_draft(viewer: Viewer, draft: Draft, title: str) -> None:
    before, draft.title = draft.title, title
    flush_checked()
    record_act(
        "draft.rename",
        staff_id=viewer.staff_id,
        subject=draft,
        agency_id=draft.agency_id,
        before={"title": before},
        after={"title": title},
    )


def edit_tree(viewer: Viewer, version: DraftVersion, opened: int, act: str, root: Node) -> None:
    """One step of the review. `opened` is the revision the person saw; ChangedMeanwhile if it is old."""
    _check_open(version, opened)
    db.session.execute(
        delete(DraftEdit).where(DraftEdit.version_id == version.id, DraftEdit.step < 0)
    )
    last = find_last_step(version.id)
    step = last.step + 1 if last else 1
    db.session.add(
        DraftEdit(
            version_id=version.id, step=step, act=act, tree=version.tree, staff_id=viewer.staff_id
        )
    )
    db.session.execute(
        delete(DraftEdit).where(
            DraftEdit.version_id == version.id, DraftEdit.step.between(1, step - MOST_STEPS)
        )
    )
    _store(viewer, version, act, to_json(root))


def undo_edit(viewer: Viewer, version: DraftVersion, opened: int) -> None:
    """Takes the last step back; it can be done again until the next edit."""
    _check_open(version, opened)
    _swap(viewer, version, find_last_step(version.id), "undo")


def redo_edit(viewer: Viewer, version: DraftVersion, opened: int) -> None:
    _check_open(version, opened)
    _swap(viewer, version, find_next_step(version.id), "redo")


def discard_version(viewer: Viewer, version: DraftVersion, opened: int) -> None:
    """Drops a version nobody outside has seen; a frozen one stays for ever."""
    _check_open(version, opened)
    record_act(
        "draft_version.discard",
        staff_id=viewer.staff_id,
        subject=version,
        agency_id=version.draft.agency_id,
        before={"number": version.number, "source_hash": version.source_hash},
    )
    for table in (DraftSource, DraftEdit):
        db.session.execute(delete(table).where(table.version_id == version.id))
    db.session.delete(version)
    flush_checked()


def _check_open(version: DraftVersion, opened: int) -> None:
    check_reviewing(version.state == DraftState.FROZEN)
    check_revision(version, opened)


def _swap(viewer: Viewer, version: DraftVersion, edit: DraftEdit | None, act: str) -> None:
    if edit is None:
        raise NothingToUndo
    tree, edit.tree, edit.step = edit.tree, version.tree, -edit.step
    _store(viewer, version, act, tree)


def _store(viewer: Viewer, version: DraftVersion, act: str, tree: dict[str, object]) -> None:
    before = version.text_hash
    version.tree = tree
    version.changed_at, version.changed_by_id = now(), viewer.staff_id
    root = from_json(tree)
    version.text_hash, version.word_count = text_hash(root), len(root.words())
    flush_checked()
    record_act(
        "draft_version.edit",
        staff_id=viewer.staff_id,
        subject=version,
        agency_id=version.draft.agency_id,
        before={"text_hash": before},
        after={"text_hash": version.text_hash, "act": act},
    )
