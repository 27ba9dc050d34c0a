"""SELECTs over drafts, their versions and the steps of a review."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import undefer

from agencies.models import Agency
from base.db import db
from base.rules import NotFound
from feedback.models import CommentRound, Draft, DraftEdit, DraftSource, DraftState, DraftVersion

Scope = frozenset[int] | None


@dataclass(frozen=True)
class DraftRow:
    """A draft in a list, with its newest version (None when the only one was discarded)."""

    draft: Draft
    agency: Agency
    newest: DraftVersion | None


def _known(scope: Scope, internal_of: Collection[int]) -> list[ColumnElement[bool]]:
    """Drafts of `scope` (None: the whole province) but for internal rules of others than `internal_of`."""
    internal = (
        select(DraftVersion.draft_id)
        .join(CommentRound, CommentRound.version_id == DraftVersion.id)
        .where(CommentRound.is_internal.is_(True))
    )
    known: list[ColumnElement[bool]] = [
        Draft.agency_id.in_(internal_of) | Draft.id.not_in(internal)
    ]
    return known if scope is None else [*known, Draft.agency_id.in_(scope)]


def check_known(draft: Draft, internal_of: Collection[int]) -> None:
    """A draft that an internal round asks about is there for the staff of its agency alone."""
    conditions = _known(None, internal_of)
    if db.session.scalar(select(Draft.id).where(Draft.id == draft.id, *conditions)) is None:
        raise NotFound


def list_drafts(
    scope: Scope, internal_of: Collection[int], limit: int = 50, offset: int = 0
) -> list[DraftRow]:
    """The last made first; `scope` are the viewer's agencies, None is the whole province."""
    newest = (
        select(DraftVersion.draft_id, func.max(DraftVersion.number).label("number"))
        .group_by(DraftVersion.draft_id)
        .subquery()
    )
    rows = (
        select(Draft, Agency, DraftVersion)
        .join(Agency, Agency.id == Draft.agency_id)
        .outerjoin(newest, newest.c.draft_id == Draft.id)
        .outerjoin(
            DraftVersion,
            (DraftVersion.draft_id == Draft.id) & (DraftVersion.number == newest.c.number),
        )
        .where(*_known(scope, internal_of))
        .order_by(Draft.created_at.desc(), Draft.id.desc())
    )
    found = db.session.execute(rows.limit(limit).offset(offset))
    return [DraftRow(draft, agency, version) for draft, agency, version in found]


def count_drafts(scope: Scope, internal_of: Collection[int]) -> int:
    rows = select(func.count()).select_from(Draft).where(*_known(scope, internal_of))
    return db.session.scalar(rows) or 0


def get_draft(draft_id: int, scope: Scope) -> Draft:
    found = db.session.get(Draft, draft_id)
    if found is None or (scope is not None and found.agency_id not in scope):
        raise NotFound
    return found


def get_version(version_id: int, scope: Scope) -> DraftVersion:
    """With its tree loaded."""
    found = db.session.scalar(
        select(DraftVersion)
        .options(undefer(DraftVersion.tree))
        .where(DraftVersion.id == version_id)
    )
    if found is None or (scope is not None and found.draft.agency_id not in scope):
        raise NotFound
    return found


def list_versions(draft_id: int) -> Sequence[DraftVersion]:
    """The newest first."""
    return db.session.scalars(
        select(DraftVersion)
        .where(DraftVersion.draft_id == draft_id)
        .order_by(DraftVersion.number.desc())
    ).all()


def find_reviewing(draft_id: int) -> DraftVersion | None:
    return db.session.scalar(
        select(DraftVersion)
        .where(DraftVersion.draft_id == draft_id, DraftVersion.state == DraftState.REVIEWING)
        .order_by(DraftVersion.number.desc())
        .limit(1)
    )


def find_frozen_before(version: DraftVersion) -> DraftVersion | None:
    """The newest frozen version before this one."""
    return db.session.scalar(
        select(DraftVersion)
        .where(
            DraftVersion.draft_id == version.draft_id,
            DraftVersion.state == DraftState.FROZEN,
            DraftVersion.number < version.number,
        )
        .order_by(DraftVersion.number.desc())
        .limit(1)
    )


def get_source(version_id: int) -> DraftSource:
    found = db.session.get(DraftSource, version_id)
    if found is None:
        raise NotFound
    return found


def has_source(version_id: int) -> bool:
    """Without loading the file."""
    rows = select(DraftSource.version_id).where(DraftSource.version_id == version_id)
    return db.session.scalar(rows) is not None


def find_read_tree(version_id: int) -> dict[str, Any] | None:
    """The tree as it was read from the file."""
    return db.session.scalar(
        select(DraftEdit.tree).where(DraftEdit.version_id == version_id, DraftEdit.step == 0)
    )


def find_last_step(version_id: int) -> DraftEdit | None:
    """What undoing would take back."""
    return db.session.scalar(
        select(DraftEdit)
        .where(DraftEdit.version_id == version_id, DraftEdit.step > 0)
        .order_by(DraftEdit.step.desc())
        .limit(1)
    )


def find_next_step(version_id: int) -> DraftEdit | None:
    """What redoing would do again: the step taken back last."""
    return db.session.scalar(
        select(DraftEdit)
        .where(DraftEdit.version_id == version_id, DraftEdit.step < 0)
        .order_by(DraftEdit.step.desc())
        .limit(1)
    )


def last_step_acts(version_id: int) -> tuple[str, str]:
    """(what undoing takes back, what redoing does again); "" for none. Loads no tree."""

    def act(condition: Any) -> str:
        rows = select(DraftEdit.act).where(DraftEdit.version_id == version_id, condition)
        return db.session.scalar(rows.order_by(DraftEdit.step.desc()).limit(1)) or ""

    return act(DraftEdit.step > 0), act(DraftEdit.step < 0)


def list_rounds_of(version_ids: Sequence[int]) -> Sequence[CommentRound]:
    """Comment rounds whose text is one of these versions now."""
    return db.session.scalars(
        select(CommentRound)
        .where(CommentRound.version_id.in_(version_ids))
        .order_by(CommentRound.opens_at.desc(), CommentRound.id)
    ).all()
