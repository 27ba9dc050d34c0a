"""SELECTs over single comments: by number and key, by their words, by what the page needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import func, select

from base.db import db
from base.rules import NotFound
from feedback.models import (
    Change,
    Comment,
    CommentNumber,
    CommentRound,
    CommentStanding,
    CommentText,
    DraftVersion,
    Provision,
    ProvisionLink,
    Visibility,
)
from feedback.rules.provision_names import provision_name
from feedback.rules.provision_text import Part

_DEEPEST = 12
Row = TypeVar("Row")


def find_content_mark(number_hash: bytes) -> bytes | None:
    """What an earlier sending of this page contained; None if there was none."""
    mark: bytes | None = db.session.scalar(
        select(CommentNumber.content_hash).where(CommentNumber.number_hash == number_hash)
    )
    return mark


def find_comment_by_codes(number_hash: bytes, key_hash: bytes) -> Comment | None:
    """The comment whose number and key both fit; nothing tells which of the two was wrong."""
    return db.session.scalar(
        select(Comment)
        .join(CommentNumber, CommentNumber.comment_id == Comment.id)
        .where(CommentNumber.number_hash == number_hash, CommentNumber.key_hash == key_hash)
    )


def get_text(comment_id: int) -> CommentText:
    return _found(db.session.get(CommentText, comment_id))


def get_standing(comment_id: int) -> CommentStanding:
    return _found(db.session.get(CommentStanding, comment_id))


def _found(row: Row | None) -> Row:
    if row is None:
        raise NotFound
    return row


def is_said_already(round_id: int, provision_id: int | None, fingerprint: bytes) -> bool:
    """Whether the very same words stand published at this place of the round."""
    found = db.session.scalar(
        select(func.count())
        .select_from(CommentText)
        .join(Comment, Comment.id == CommentText.comment_id)
        .join(CommentStanding, CommentStanding.comment_id == Comment.id)
        .where(
            CommentText.fingerprint == fingerprint,
            Comment.round_id == round_id,
            Comment.provision_id.is_not_distinct_from(provision_id),
            CommentStanding.visibility == Visibility.PUBLISHED,
        )
    )
    return bool(found)


@dataclass(frozen=True)
class Place:
    """A provision as a page shows it: `trail` from the outermost to it, `parts` it and all below."""

    trail: Sequence[Part]
    parts: Sequence[Part]


def get_place(provision: Provision) -> Place:
    return Place(provision_trail(provision), _parts(provision))


def provision_trail(provision: Provision) -> list[Part]:
    trail, node = [_part(provision, 0)], provision
    while node.parent_id is not None and len(trail) < _DEEPEST:
        node = db.session.get_one(Provision, node.parent_id)
        trail.insert(0, _part(node, 0))
    return trail


def _parts(provision: Provision) -> list[Part]:
    following = select(func.min(Provision.position)).where(
        Provision.version_id == provision.version_id,
        Provision.position > provision.position,
        Provision.depth <= provision.depth,
    )
    end = db.session.scalar(following)
    below = select(Provision).where(
        Provision.version_id == provision.version_id, Provision.position >= provision.position
    )
    if end is not None:
        below = below.where(Provision.position < end)
    rows = db.session.scalars(below.order_by(Provision.position))
    return [_part(row, row.depth - provision.depth) for row in rows]


def _part(row: Provision, depth: int) -> Part:
    return Part(row.type, row.number, row.title, row.text, depth)


def find_change(provision_id: int, version_id: int) -> str | None:
    """What became of a provision in a later version, once an officer has confirmed it."""
    return db.session.scalar(
        select(ProvisionLink.change)
        .where(
            ProvisionLink.old_id == provision_id,
            ProvisionLink.version_id == version_id,
            ProvisionLink.confirmed_at.is_not(None),
        )
        .order_by((ProvisionLink.change == Change.REMOVED).desc(), ProvisionLink.id)
        .limit(1)
    )


def get_version(version_id: int) -> DraftVersion:
    return _found(db.session.get(DraftVersion, version_id))


def get_provision_by_id(provision_id: int) -> Provision:
    return _found(db.session.get(Provision, provision_id))


def find_provision(version_id: int, path: str) -> Provision | None:
    return db.session.scalar(
        select(Provision).where(Provision.version_id == version_id, Provision.path == path)
    )


def get_round_of(comment: Comment) -> CommentRound:
    return _found(db.session.get(CommentRound, comment.round_id))


def place_of(comment: Comment) -> str:
    """What the comment is about, in words."""
    if comment.provision_id is None:
        return provision_name([])
    trail = provision_trail(get_provision_by_id(comment.provision_id))
    return provision_name([(part.type, part.number, part.title) for part in trail])
