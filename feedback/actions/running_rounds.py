"""What may still be done to a round after it opened: extend it, show a new version, change whom to ask."""

from datetime import datetime
from itertools import pairwise

from agencies.actions.audit import record_act
from agencies.roles import Viewer
from base.clock import now
from base.db import check_revision, db, flush_checked
from base.periods import last_day
from feedback.actions.comment_rounds import check_own
from feedback.actions.publication import record_publication
from feedback.actions.round_clock import follow, show_version
from feedback.models import (
    CommentRound,
    CommentRoundExtension,
    DraftState,
    DraftVersion,
    PublicationKind,
    RoundState,
)
from feedback.queries import round_parts as parts
from feedback.queries.round_days import answer_days_in_force
from feedback.rules import round_plans as rules


def _begin(actor: Viewer, comment_round: CommentRound, seen_revision: int | None) -> datetime:
    check_revision(comment_round, seen_revision)
    check_own(actor, comment_round.agency_id)
    at = now()
    follow(comment_round, at)
    return at


def extend_round(
    actor: Viewer,
    comment_round: CommentRound,
    closes_at: datetime,
    reason: str,
    seen_revision: int | None = None,
) -> CommentRoundExtension:
    """A later end, for a reason that is shown to everybody; the time to answer moves along."""
    at = _begin(actor, comment_round, seen_revision)
    rules.check_extension(comment_round.state, comment_round.closes_at, closes_at, reason)
    rules.check_period(comment_round.opens_at, closes_at)
    extension = CommentRoundExtension(
        round_id=comment_round.id,
        old_closes_at=comment_round.closes_at,
        new_closes_at=closes_at,
        reason=reason.strip(),
        extended_at=at,
        staff_id=actor.staff_id,
    )
    db.session.add(extension)
    before = {"closes_at": comment_round.closes_at.isoformat()}
    last = last_day(closes_at)
    answer_days = answer_days_in_force(last)
    comment_round.closes_at = closes_at
    comment_round.answer_by_on = rules.answer_by(last, answer_days)
    flush_checked()
    if comment_round.state == RoundState.OPEN:
        record_publication(comment_round, PublicationKind.EXTENDED, at, actor.staff_id)
    record_act(
        "comment_round.extend",
        staff_id=actor.staff_id,
        subject=comment_round,
        agency_id=comment_round.agency_id,
        before=before,
        after={"closes_at": closes_at.isoformat(), "reason": extension.reason},
    )
    return extension


def put_version(
    actor: Viewer,
    comment_round: CommentRound,
    version: DraftVersion,
    seen_revision: int | None = None,
) -> None:
    """A newer version of the same draft before the people; its way from the shown one must be confirmed."""
    at = _begin(actor, comment_round, seen_revision)
    shown = comment_round.version
    is_newer = version.draft_id == shown.draft_id and version.number > shown.number
    chain = parts.versions_between(shown, version) if is_newer else []
    steps = pairwise(chain)
    rules.check_new_version(
        comment_round.state,
        version.state == DraftState.FROZEN,
        is_newer,
        sum(parts.count_unsettled(old.id, new.id) for old, new in steps),
    )
    comment_round.version, comment_round.version_id = version, version.id
    flush_checked()
    show_version(comment_round, at, actor.staff_id)
    record_publication(comment_round, PublicationKind.VERSION, at, actor.staff_id)
    record_act(
        "comment_round.version",
        staff_id=actor.staff_id,
        subject=comment_round,
        agency_id=comment_round.agency_id,
        before={"version_id": shown.id, "text_hash": shown.text_hash},
        after={"version_id": version.id, "text_hash": version.text_hash},
    )


def change_contact(
    actor: Viewer,
    comment_round: CommentRound,
    contact: str,
    addresses: tuple[str, str],
    seen_revision: int | None = None,
) -> None:
    """Whom to ask, and where else the draft stands (province's, agency's portal); open, it goes on record."""
    at = _begin(actor, comment_round, seen_revision)
    before = _contact_of(comment_round)
    moved = addresses != (comment_round.province_address, comment_round.agency_address)
    comment_round.contact = contact
    comment_round.province_address, comment_round.agency_address = addresses
    flush_checked()
    if moved and comment_round.state != RoundState.PREPARED:
        record_publication(comment_round, PublicationKind.ADDRESSES, at, actor.staff_id)
    record_act(
        "comment_round.contact",
        staff_id=actor.staff_id,
        subject=comment_round,
        agency_id=comment_round.agency_id,
        before=before,
        after=_contact_of(comment_round),
    )


def _contact_of(comment_round: CommentRound) -> dict[str, str]:
    return {
        "contact": comment_round.contact,
        "province_address": comment_round.province_address,
        "agency_address": comment_round.agency_address,
    }
