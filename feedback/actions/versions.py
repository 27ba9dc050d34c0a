"""Freezing a version, and confirming what became of the provisions of the one before."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select

from agencies.actions.audit import record_act
from agencies.roles import Viewer
from base.clock import now
from base.db import check_revision, db, flush_checked
from feedback.actions.provisions import write_provisions
from feedback.models import (
    Change,
    DraftEdit,
    DraftState,
    DraftVersion,
    Provision,
    ProvisionLink,
)
from feedback.provisions import Node, from_json
from feedback.queries.drafts import find_frozen_before, find_read_tree
from feedback.queries.provisions import list_pieces, list_provisions
from feedback.queries.versions import count_unconfirmed, list_links
from feedback.rules.comparing import Piece, change_between, compare
from feedback.rules.drafts import (
    LinksUnconfirmed,
    NotAnOrigin,
    VersionUnderReview,
    check_freezable,
    check_reviewing,
)


def count_doubts(root: Node) -> int:
    return sum(1 for node in root.walk() if node.doubts)


def freeze_version(
    viewer: Viewer, version: DraftVersion, opened: int, *, doubts_seen: bool, words_seen: bool
) -> None:
    """Writes the provisions, which never change afterwards, and proposes what became of the last ones.

    `doubts_seen` and `words_seen`: the person says to have looked at what is doubtful, at what differs
    from the file. The steps of the review go, but for the tree as it was read.
    """
    check_reviewing(version.state == DraftState.FROZEN)
    check_revision(version, opened)
    root = from_json(version.tree)
    read = find_read_tree(version.id)
    check_freezable(
        node_count=sum(1 for _ in root.walk()) - 1,
        doubt_count=count_doubts(root),
        same_words=read is None or from_json(read).words() == root.words(),
        doubts_seen=doubts_seen,
        words_seen=words_seen,
    )
    before = find_frozen_before(version)
    if before and (left := count_unconfirmed(before.id)):
        raise LinksUnconfirmed(count=left)
    version.changed_by_id = viewer.staff_id
    db.session.execute(
        delete(DraftEdit).where(DraftEdit.version_id == version.id, DraftEdit.step != 0)
    )
    rows = write_provisions(version)
    propose_links(version, rows)
    record_act(
        "draft_version.freeze",
        staff_id=viewer.staff_id,
        subject=version,
        agency_id=version.draft.agency_id,
        after={"number": version.number, "text_hash": version.text_hash},
    )


def propose_links(version: DraftVersion, rows: Sequence[Provision]) -> None:
    """Unconfirmed links to the frozen version before; none when this is the first."""
    before = find_frozen_before(version)
    if before is None:
        return
    old = list_provisions(before.id)
    for one in compare(list_pieces(before.id), list_pieces(version.id)):
        db.session.add(
            ProvisionLink(
                version_id=version.id,
                old_id=None if one.old is None else old[one.old].id,
                new_id=None if one.new is None else rows[one.new].id,
                change=one.change,
                similarity=one.similarity,
            )
        )
    db.session.flush()


def check_ready(version: DraftVersion) -> None:
    """Before a version is put before the people: frozen, and every link to the last one confirmed."""
    if version.state != DraftState.FROZEN:
        raise VersionUnderReview(number=version.number)
    left = count_unconfirmed(version.id)
    if left:
        raise LinksUnconfirmed(count=left)


def confirm_links(viewer: Viewer, version: DraftVersion, link_ids: Collection[int]) -> int:
    """The officer says yes to what was proposed; gives how many were not confirmed before."""
    links = db.session.scalars(
        select(ProvisionLink)
        .where(
            ProvisionLink.version_id == version.id,
            ProvisionLink.confirmed_at.is_(None),
            ProvisionLink.id.in_(link_ids),
        )
        .order_by(ProvisionLink.id)
    ).all()
    for link in links:
        link.confirmed_at, link.confirmed_by_id = now(), viewer.staff_id
    if links:
        flush_checked()
        record_act(
            "provision_link.confirm",
            staff_id=viewer.staff_id,
            subject=version,
            agency_id=version.draft.agency_id,
            after={"links": [link.id for link in links]},
        )
    return len(links)


def set_origins(
    viewer: Viewer, version: DraftVersion, provision: Provision, old_ids: Collection[int]
) -> None:
    """The officer says where a provision of this version comes from; none makes it new.

    Confirmed at once. Old provisions that lose their only place become «removed», to be confirmed.
    """
    before = find_frozen_before(version)
    old = {row.id: row for row in list_provisions(before.id)} if before else {}
    if not set(old_ids) <= set(old) or provision.version_id != version.id:
        raise NotAnOrigin
    rows = list_links(version.id)
    lost = {row.link.old_id for row in rows if row.link.new_id == provision.id} - {None}
    for row in rows:
        is_replaced = row.link.new_id == provision.id
        if is_replaced or (row.link.new_id is None and row.link.old_id in old_ids):
            db.session.delete(row.link)
    db.session.flush()
    _link_to(viewer, version, provision, [old[one] for one in sorted(old_ids)])
    kept = {row.link.old_id for row in rows if row.link.new_id not in (None, provision.id)}
    for old_id in sorted(one for one in lost - kept - set(old_ids) if one is not None):
        link = ProvisionLink(version_id=version.id, old_id=old_id, change=Change.REMOVED)
        db.session.add(link)
    flush_checked()
    record_act(
        "provision_link.change",
        staff_id=viewer.staff_id,
        subject=provision,
        agency_id=version.draft.agency_id,
        before={"old": sorted(one for one in lost if one is not None)},
        after={"old": sorted(old_ids)},
    )


def _link_to(
    viewer: Viewer, version: DraftVersion, provision: Provision, origins: Sequence[Provision]
) -> None:
    places: Sequence[Provision | None] = origins or [None]
    for origin in places:
        change, similarity = Change.NEW, 0.0
        if origin is not None:
            change, similarity = change_between(_piece(origin), _piece(provision))
        if len(origins) > 1:
            change = Change.MERGED
        db.session.add(
            ProvisionLink(
                version_id=version.id,
                old_id=None if origin is None else origin.id,
                new_id=provision.id,
                change=change,
                similarity=similarity,
                confirmed_at=now(),
                confirmed_by_id=viewer.staff_id,
            )
        )


def _piece(row: Provision) -> Piece:
    return Piece(row.path, row.type, row.number, row.title, row.text)
