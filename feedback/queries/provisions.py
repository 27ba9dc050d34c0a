"""SELECTs over the provisions of frozen versions."""

from collections.abc import Collection, Sequence
from dataclasses import fields

from sqlalchemy import select
from sqlalchemy.orm import aliased

from base.db import db
from base.rules import NotFound
from feedback.models import Provision, ProvisionLink
from feedback.rules.comparing import Piece
from feedback.rules.homes import Place


def list_provisions(version_id: int) -> Sequence[Provision]:
    """All of a version, in the order of the document."""
    return db.session.scalars(
        select(Provision).where(Provision.version_id == version_id).order_by(Provision.position)
    ).all()


def list_places(version_ids: Collection[int]) -> list[Place]:
    """All provisions of the versions, in the order of each document."""
    columns = [getattr(Provision, one.name) for one in fields(Place)]
    rows = db.session.execute(
        select(*columns)
        .where(Provision.version_id.in_(version_ids))
        .order_by(Provision.version_id, Provision.position)
    )
    return [Place(*row) for row in rows]


def list_confirmed_links(version_ids: Collection[int]) -> Sequence[ProvisionLink]:
    """What an officer confirmed about the way into each version; a proposal is nobody's business."""
    return db.session.scalars(
        select(ProvisionLink)
        .where(
            ProvisionLink.version_id.in_(version_ids),
            ProvisionLink.confirmed_at.is_not(None),
        )
        .order_by(ProvisionLink.version_id, ProvisionLink.id)
    ).all()


def provisions_by_id(ids: Collection[int]) -> dict[int, Provision]:
    rows = db.session.scalars(select(Provision).where(Provision.id.in_(ids)).order_by(Provision.id))
    return {one.id: one for one in rows}


def list_pieces(version_id: int) -> list[Piece]:
    """A version's provisions as the comparison takes them, without building rows nobody changes."""
    columns = (Provision.path, Provision.type, Provision.number, Provision.title, Provision.text)
    parent = aliased(Provision)
    found = db.session.execute(
        select(*columns, parent.position)
        .outerjoin(parent, parent.id == Provision.parent_id)
        .where(Provision.version_id == version_id)
        .order_by(Provision.position)
    )
    return [Piece(*row) for row in found]


def get_provision_of(version_id: int, provision_id: int) -> Provision:
    found = db.session.get(Provision, provision_id)
    if found is None or found.version_id != version_id:
        raise NotFound
    return found
