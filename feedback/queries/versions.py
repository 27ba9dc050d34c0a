"""SELECTs over what became of provisions from version to version; only confirmed links lead on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from base.db import db
from feedback.models import Change, DraftState, DraftVersion, Provision, ProvisionLink


@dataclass(frozen=True)
class LinkRow:
    """A link with its provisions: `old` of the version before, `new` of this one."""

    link: ProvisionLink
    old: Provision | None
    new: Provision | None


@dataclass(frozen=True)
class WhereItWent:
    """A provision's fate, as far as officers have confirmed it.

    `version` is the last one up to which it is known and `provisions` are where it stands there: none
    when it was removed, several when it was split. `changes` are what happened on the way but KEPT.
    """

    version: DraftVersion
    provisions: tuple[Provision, ...]
    changes: frozenset[Change]


def list_links(version_id: int) -> list[LinkRow]:
    """What became of the version before in this one: in the order of the new text, removed ones last."""
    old, new = aliased(Provision), aliased(Provision)
    rows = (
        select(ProvisionLink, old, new)
        .outerjoin(old, old.id == ProvisionLink.old_id)
        .outerjoin(new, new.id == ProvisionLink.new_id)
        .where(ProvisionLink.version_id == version_id)
        .order_by(new.position.is_(None), new.position, old.position, ProvisionLink.id)
    )
    return [LinkRow(link, before, after) for link, before, after in db.session.execute(rows)]


@dataclass(frozen=True)
class LinkPlace:
    """A link by the positions of its provisions in their versions."""

    link_id: int
    old: int | None
    new: int | None
    new_id: int | None
    change: Change
    is_confirmed: bool


def list_link_places(version_id: int) -> list[LinkPlace]:
    """As list_links, in the same order, for pages that show a few of very many."""
    old, new = aliased(Provision), aliased(Provision)
    rows = (
        select(
            ProvisionLink.id,
            old.position,
            new.position,
            ProvisionLink.new_id,
            ProvisionLink.change,
            ProvisionLink.confirmed_at.is_not(None),
        )
        .outerjoin(old, old.id == ProvisionLink.old_id)
        .outerjoin(new, new.id == ProvisionLink.new_id)
        .where(ProvisionLink.version_id == version_id)
        .order_by(new.position.is_(None), new.position, old.position, ProvisionLink.id)
    )
    return [
        LinkPlace(link_id, before, after, new_id, Change(change), bool(is_confirmed))
        for link_id, before, after, new_id, change, is_confirmed in db.session.execute(rows)
    ]


def count_unconfirmed(version_id: int) -> int:
    """How many links an officer has still to look at."""
    rows = (
        select(func.count())
        .select_from(ProvisionLink)
        .where(ProvisionLink.version_id == version_id, ProvisionLink.confirmed_at.is_(None))
    )
    return db.session.scalar(rows) or 0


def where_it_went(provision_id: int) -> WhereItWent | None:
    """None while its own version is the newest whose links are confirmed."""
    return where_they_went([provision_id]).get(provision_id)


def where_they_went(provision_ids: Collection[int]) -> dict[int, WhereItWent]:
    """{provision: its fate}, for a whole page of comments; one query a version."""
    ids = set(provision_ids)
    if not ids:
        return {}
    rows = db.session.scalars(select(Provision).where(Provision.id.in_(ids)))
    starts = {one.id: one.version_id for one in rows}
    found: dict[int, WhereItWent] = {}
    for chain in _later_versions(set(starts.values())).items():
        inside = {one for one, version_id in starts.items() if version_id == chain[0]}
        found.update(_follow(inside, chain[1]))
    return found


def _later_versions(version_ids: set[int]) -> dict[int, list[DraftVersion]]:
    """The frozen versions after each, oldest first, up to the first with an unconfirmed link."""
    versions = {
        one.id: one
        for one in db.session.scalars(select(DraftVersion).where(DraftVersion.id.in_(version_ids)))
    }
    drafts = {one.draft_id for one in versions.values()}
    frozen = db.session.scalars(
        select(DraftVersion)
        .where(DraftVersion.draft_id.in_(drafts), DraftVersion.state == DraftState.FROZEN)
        .order_by(DraftVersion.draft_id, DraftVersion.number)
    ).all()
    unsettled = set(
        db.session.scalars(
            select(ProvisionLink.version_id)
            .where(
                ProvisionLink.version_id.in_([one.id for one in frozen]),
                ProvisionLink.confirmed_at.is_(None),
            )
            .distinct()
        )
    )
    later: dict[int, list[DraftVersion]] = {}
    for start in versions.values():
        chain = [
            one for one in frozen if one.draft_id == start.draft_id and one.number > start.number
        ]
        settled = next((n for n, one in enumerate(chain) if one.id in unsettled), len(chain))
        later[start.id] = chain[:settled]
    return later


def _follow(starts: set[int], chain: Sequence[DraftVersion]) -> dict[int, WhereItWent]:
    at = {start: {start} for start in starts}
    changes: dict[int, set[Change]] = {start: set() for start in starts}
    for version in chain:
        links = _links_from(version.id, set().union(*at.values()) if at else set())
        for start, places in at.items():
            taken = [link for place in places for link in links.get(place, ())]
            changes[start] |= {Change(link.change) for link in taken} - {Change.KEPT}
            at[start] = {link.new_id for link in taken if link.new_id is not None}
    if not chain:
        return {}
    ends = _provisions(set().union(*at.values()) if at else set())
    return {
        start: WhereItWent(
            chain[-1],
            tuple(sorted((ends[one] for one in places), key=lambda one: one.position)),
            frozenset(changes[start]),
        )
        for start, places in at.items()
    }


def _links_from(version_id: int, old_ids: set[int]) -> dict[int, list[ProvisionLink]]:
    rows = db.session.scalars(
        select(ProvisionLink)
        .where(ProvisionLink.version_id == version_id, ProvisionLink.old_id.in_(old_ids))
        .order_by(ProvisionLink.id)
    )
    found: dict[int, list[ProvisionLink]] = {}
    for link in rows:
        found.setdefault(link.old_id or 0, []).append(link)
    return found


def _provisions(ids: set[int]) -> dict[int, Provision]:
    rows = db.session.scalars(select(Provision).where(Provision.id.in_(ids)))
    return {one.id: one for one in rows}
