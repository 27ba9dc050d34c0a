"""SELECTs over what belongs to a round: versions shown, extensions, files, proof of publication."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import exists, func, select

from base.db import db
from base.rules import NotFound
from feedback.models import (
    CommentRoundExtension,
    Draft,
    DraftState,
    DraftVersion,
    Provision,
    ProvisionLink,
    PublicationAct,
    RoundAttachment,
    RoundVersion,
)


@dataclass(frozen=True)
class ShownVersion:
    """A version that was put before the people, and since when."""

    shown: RoundVersion
    version: DraftVersion


def list_shown_versions(round_id: int) -> list[ShownVersion]:
    found = (
        select(RoundVersion, DraftVersion)
        .join(DraftVersion, DraftVersion.id == RoundVersion.version_id)
        .where(RoundVersion.round_id == round_id)
        .order_by(RoundVersion.since_at, RoundVersion.version_id)
    )
    return [ShownVersion(*row) for row in db.session.execute(found)]


def is_version_shown(round_id: int, version_id: int) -> bool:
    return db.session.get(RoundVersion, (round_id, version_id)) is not None


def list_extensions(round_id: int) -> list[CommentRoundExtension]:
    found = select(CommentRoundExtension).where(CommentRoundExtension.round_id == round_id)
    return list(db.session.scalars(found.order_by(CommentRoundExtension.id)))


def list_attachments(round_id: int) -> list[RoundAttachment]:
    """Without their contents."""
    found = select(RoundAttachment).where(RoundAttachment.round_id == round_id)
    return list(db.session.scalars(found.order_by(RoundAttachment.id)))


def get_attachment(round_id: int, attachment_id: int) -> RoundAttachment:
    found = db.session.get(RoundAttachment, attachment_id)
    if found is None or found.round_id != round_id:
        raise NotFound
    return found


def list_publication_acts(round_id: int) -> list[PublicationAct]:
    found = select(PublicationAct).where(PublicationAct.round_id == round_id)
    return list(db.session.scalars(found.order_by(PublicationAct.at, PublicationAct.id)))


def list_frozen_versions(agency_ids: Collection[int] | None) -> list[DraftVersion]:
    """Versions on which a round can be made, the latest frozen first; None: of the whole province."""
    found = (
        select(DraftVersion)
        .join(Draft, Draft.id == DraftVersion.draft_id)
        .where(DraftVersion.state == DraftState.FROZEN)
    )
    if agency_ids is not None:
        found = found.where(Draft.agency_id.in_(agency_ids))
    return list(
        db.session.scalars(found.order_by(DraftVersion.frozen_at.desc(), DraftVersion.id.desc()))
    )


def find_version(version_id: int) -> DraftVersion | None:
    return db.session.get(DraftVersion, version_id)


def list_newer_versions(version: DraftVersion) -> list[DraftVersion]:
    """Frozen versions of the same draft with a greater number, the newest first."""
    found = select(DraftVersion).where(
        DraftVersion.draft_id == version.draft_id,
        DraftVersion.number > version.number,
        DraftVersion.state == DraftState.FROZEN,
    )
    return list(db.session.scalars(found.order_by(DraftVersion.number.desc())))


def versions_between(shown: DraftVersion, new: DraftVersion) -> list[DraftVersion]:
    """The shown version and all after it up to the new one, in order."""
    found = select(DraftVersion).where(
        DraftVersion.draft_id == shown.draft_id,
        DraftVersion.number >= shown.number,
        DraftVersion.number <= new.number,
    )
    return list(db.session.scalars(found.order_by(DraftVersion.number)))


def count_unsettled(old_version_id: int, version_id: int) -> int:
    """Links into `version_id` nobody confirmed, and provisions of either side that have no link at all."""
    links = select(ProvisionLink).where(ProvisionLink.version_id == version_id)
    open_links = links.where(ProvisionLink.confirmed_at.is_(None)).subquery()
    old = select(Provision.id).where(
        Provision.version_id == old_version_id,
        ~exists().where(
            ProvisionLink.version_id == version_id, ProvisionLink.old_id == Provision.id
        ),
    )
    new = select(Provision.id).where(
        Provision.version_id == version_id,
        ~exists().where(
            ProvisionLink.version_id == version_id, ProvisionLink.new_id == Provision.id
        ),
    )
    return sum(
        db.session.scalar(select(func.count()).select_from(part)) or 0
        for part in (open_links, old.subquery(), new.subquery())
    )
