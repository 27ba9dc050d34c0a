"""SELECTs over the comment rounds that everybody may see, and what is on record beside them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, func, select
from sqlalchemy.orm import load_only

from agencies.models import Agency
from base.db import db
from base.rules import NotFound
from base.words import fold
from feedback.models import (
    CommentRound,
    CommentRoundExtension,
    DraftVersion,
    RoundAttachment,
    RoundResult,
    RoundVersion,
)
from feedback.rules.comment_rounds import BY_CLOCK

OPEN, SOON, ENDED = "open", "soon", "ended"


@dataclass(frozen=True)
class Wanted:
    """Which rounds: words are looked for without diacritics in the title and the agency's name."""

    words: str = ""
    kind: str = ""
    agency_code: str = ""
    phase: str = ""


def _phase(now: datetime) -> ColumnElement[str]:
    """open | soon | ended, by the clock where the clock decides."""
    by_clock = CommentRound.state.in_(BY_CLOCK)
    return case(
        (and_(by_clock, CommentRound.opens_at > now), SOON),
        (and_(by_clock, CommentRound.closes_at > now), OPEN),
        else_=ENDED,
    )


def _filters(wanted: Wanted, now: datetime) -> list[ColumnElement[bool]]:
    filters: list[ColumnElement[bool]] = [CommentRound.is_internal.is_(False)]
    if wanted.kind:
        filters.append(CommentRound.kind == wanted.kind)
    if wanted.agency_code:
        filters.append(Agency.code == wanted.agency_code)
    if wanted.phase:
        filters.append(_phase(now) == wanted.phase)
    return filters


def list_public_rounds(wanted: Wanted, now: datetime) -> list[tuple[CommentRound, Agency, str]]:
    """(round, agency, phase): open ones by their last day, then soon ones, then ended ones anew first.

    A province asks a few hundred times a year: titles are compared here, for no column holds them folded.
    """
    phase = _phase(now)
    at = case((phase == ENDED, 2), (phase == SOON, 1), else_=0)
    rows = db.session.execute(
        select(CommentRound, Agency, phase)
        .join(Agency, Agency.id == CommentRound.agency_id)
        .where(*_filters(wanted, now))
        .order_by(at, CommentRound.closes_at, CommentRound.id)
    ).all()
    words = fold(wanted.words).split()
    found = [
        (one, agency, name)
        for one, agency, name in rows
        if all(word in f"{fold(one.title)} {agency.search_text}" for word in words)
    ]
    current = [row for row in found if row[2] != ENDED]
    return current + [row for row in reversed(found) if row[2] == ENDED]


def list_public_rounds_by_id(
    filters: Wanted, now: datetime, limit: int, offset: int
) -> list[tuple[CommentRound, Agency]]:
    rows = db.session.execute(
        select(CommentRound, Agency)
        .join(Agency, Agency.id == CommentRound.agency_id)
        .where(*_filters(filters, now))
        .order_by(CommentRound.id)
        .limit(limit)
        .offset(offset)
    )
    return [(one, agency) for one, agency in rows]


def count_public_rounds(filters: Wanted, now: datetime) -> int:
    counted = (
        select(func.count(CommentRound.id))
        .join(Agency, Agency.id == CommentRound.agency_id)
        .where(*_filters(filters, now))
    )
    return db.session.scalar(counted) or 0


def agencies_asking() -> list[Agency]:
    """Those with a public round, by name."""
    asks = exists().where(CommentRound.agency_id == Agency.id, CommentRound.is_internal.is_(False))
    return list(db.session.scalars(select(Agency).where(asks).order_by(Agency.name, Agency.id)))


def list_round_versions(round_id: int) -> list[tuple[DraftVersion, datetime]]:
    """The versions put before the people in this round, oldest first, and since when."""
    rows = db.session.execute(
        select(DraftVersion, RoundVersion.since_at)
        .join(RoundVersion, RoundVersion.version_id == DraftVersion.id)
        .where(RoundVersion.round_id == round_id)
        .order_by(DraftVersion.number)
    )
    return [(version, since) for version, since in rows]


def list_extensions(round_ids: Collection[int]) -> Sequence[CommentRoundExtension]:
    return db.session.scalars(
        select(CommentRoundExtension)
        .where(CommentRoundExtension.round_id.in_(round_ids))
        .order_by(CommentRoundExtension.extended_at, CommentRoundExtension.id)
    ).all()


def list_attachments(round_id: int) -> Sequence[RoundAttachment]:
    """Without their content."""
    return db.session.scalars(
        select(RoundAttachment)
        .where(RoundAttachment.round_id == round_id)
        .order_by(RoundAttachment.id)
    ).all()


def get_attachment(round_id: int, attachment_id: int) -> RoundAttachment:
    found = db.session.get(RoundAttachment, attachment_id)
    if found is None or found.round_id != round_id:
        raise NotFound
    return found


def list_results(round_ids: Collection[int]) -> Sequence[RoundResult]:
    """Published tables without their content, oldest first."""
    columns = (RoundResult.round_id, RoundResult.published_at, RoundResult.supersedes_id)
    return db.session.scalars(
        select(RoundResult)
        .options(load_only(*columns))
        .where(RoundResult.round_id.in_(round_ids))
        .order_by(RoundResult.published_at, RoundResult.id)
    ).all()


def list_later_versions(round_ids: Collection[int]) -> list[tuple[int, int, datetime]]:
    """(round, number, since when) of versions put before the people after the round had opened."""
    rows = db.session.execute(
        select(RoundVersion.round_id, DraftVersion.number, RoundVersion.since_at)
        .join(DraftVersion, DraftVersion.id == RoundVersion.version_id)
        .join(CommentRound, CommentRound.id == RoundVersion.round_id)
        .where(RoundVersion.round_id.in_(round_ids), RoundVersion.since_at > CommentRound.opens_at)
        .order_by(RoundVersion.since_at, RoundVersion.round_id, DraftVersion.number)
    )
    return [(round_id, number, since) for round_id, number, since in rows]
