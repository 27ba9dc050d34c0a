"""Freezing a version: its reviewed tree becomes rows that never change."""

from base.clock import now
from base.db import db
from feedback.models import DraftState, DraftVersion, Provision
from feedback.provisions import from_json, text_hash
from feedback.rules.paths import assign_paths


def write_provisions(version: DraftVersion) -> list[Provision]:
    """The rows of `version.tree`, in document order; the version is frozen with the hash of its words.

    Who may freeze and when is decided by the caller.
    """
    root = from_json(version.tree)
    rows: list[Provision] = []
    for node, path, depth, parent in assign_paths(root):
        rows.append(
            Provision(
                version_id=version.id,
                parent_id=None if parent is None else rows[parent].id,
                position=len(rows),
                depth=depth,
                path=path,
                type=str(node.type),
                number=node.number,
                title=node.title,
                text=node.text,
            )
        )
        db.session.add(rows[-1])
        if node.children:  # its children need its id
            db.session.flush()
    db.session.flush()
    version.state, version.frozen_at = DraftState.FROZEN, now()
    version.text_hash, version.word_count = text_hash(root), len(root.words())
    db.session.flush()
    return rows
