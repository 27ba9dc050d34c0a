"""What an agency does with its comment round before it opens: plan it, change anything about it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agencies.actions.audit import record_act
from agencies.models import Agency
from agencies.roles import Viewer
from base.clock import local, now
from base.db import check_revision, db, flush_checked
from base.periods import last_day
from base.permissions import Permission
from feedback.actions.round_clock import follow
from feedback.actions.versions import check_ready
from feedback.models import CommentRound, DraftState, DraftVersion, RoundKind
from feedback.queries import round_parts as parts
from feedback.queries.round_days import answer_days_in_force, min_days_in_force
from feedback.rules import round_plans as rules
from feedback.rules.comment_rounds import state_at
from feedback.rules.questions import with_keys
from feedback.rules.slugs import slug_of


@dataclass(frozen=True)
class RoundPlan:
    """What the form asks for. `questions`: texts in order; `short_reason` if fewer days than the rule."""

    version_id: int
    kind: str
    title: str
    opens_at: datetime
    closes_at: datetime
    summary: str = ""
    asked_by: str = ""
    audience: str = ""
    is_front_review: bool = False
    legal_basis: str = ""
    questions: tuple[str, ...] = ()
    contact: str = ""
    agency_address: str = ""
    province_address: str = ""
    short_reason: str = ""


_PLAIN = (
    "kind",
    "title",
    "summary",
    "asked_by",
    "audience",
    "is_front_review",
    "legal_basis",
    "contact",
    "agency_address",
    "province_address",
    "opens_at",
    "closes_at",
)


def plan_round(actor: Viewer, plan: RoundPlan) -> CommentRound:
    """A prepared round on a frozen version of the actor's own agency; it opens by itself at its time."""
    version = parts.find_version(plan.version_id)
    if version is None:
        raise rules.VersionNotFrozen
    comment_round = CommentRound(agency_id=version.draft.agency_id, created_by_id=actor.staff_id)
    check_own(actor, comment_round.agency_id)
    _write(comment_round, version, plan)
    db.session.add(comment_round)
    flush_checked()
    record_act(
        "comment_round.plan",
        staff_id=actor.staff_id,
        subject=comment_round,
        agency_id=comment_round.agency_id,
        after=_described(comment_round),
    )
    follow(comment_round, now())  # one that opens today is open already
    return comment_round


def change_round(
    actor: Viewer, comment_round: CommentRound, plan: RoundPlan, seen_revision: int | None = None
) -> None:
    """Everything about a round that has not opened yet."""
    check_revision(comment_round, seen_revision)
    check_own(actor, comment_round.agency_id)
    rules.check_prepared(
        state_at(comment_round.state, comment_round.opens_at, comment_round.closes_at, now())
    )
    version = parts.find_version(plan.version_id)
    if version is None or version.draft.agency_id != comment_round.agency_id:
        raise rules.VersionNotFrozen
    before = _described(comment_round)
    _write(comment_round, version, plan)
    flush_checked()
    record_act(
        "comment_round.change",
        staff_id=actor.staff_id,
        subject=comment_round,
        agency_id=comment_round.agency_id,
        before=before,
        after=_described(comment_round),
    )


def check_own(actor: Viewer, agency_id: int) -> None:
    """Only officers of the agency that drafts the text act on its round."""
    if not actor.may(Permission.FEEDBACK_EDIT, agency_id):
        raise rules.OtherAgency


def _write(comment_round: CommentRound, version: DraftVersion, plan: RoundPlan) -> None:
    if version.state != DraftState.FROZEN:
        raise rules.VersionNotFrozen
    check_ready(version)
    rules.check_asker(plan.kind, plan.asked_by)
    rules.check_period(plan.opens_at, plan.closes_at)
    agency = db.session.get_one(Agency, comment_round.agency_id)
    opens_on = local(plan.opens_at).date()
    setting = min_days_in_force(plan.kind, agency, opens_on)
    min_days = int(setting.value) if setting else 0
    rules.check_min_days(
        plan.kind, plan.opens_at, opens_on, plan.closes_at, min_days, plan.short_reason
    )
    is_short = rules.is_short(plan.opens_at, plan.closes_at, min_days)
    last = last_day(plan.closes_at)
    answer_days = answer_days_in_force(last)
    for name in _PLAIN:
        setattr(comment_round, name, getattr(plan, name))
    comment_round.version, comment_round.version_id = version, version.id
    comment_round.slug = slug_of(plan.title)
    comment_round.is_internal = plan.kind == RoundKind.AGENCY
    comment_round.questions = with_keys(plan.questions, comment_round.questions or [])
    comment_round.min_days = min_days
    comment_round.min_days_setting_id = setting.id if setting else None
    comment_round.short_reason = plan.short_reason.strip() if is_short else ""
    comment_round.answer_by_on = rules.answer_by(last, answer_days)


def _described(comment_round: CommentRound) -> dict[str, Any]:
    told: dict[str, Any] = {name: getattr(comment_round, name) for name in _PLAIN}
    told["opens_at"] = comment_round.opens_at.isoformat()
    told["closes_at"] = comment_round.closes_at.isoformat()
    for name in ("version_id", "questions", "min_days", "min_days_setting_id", "short_reason"):
        told[name] = getattr(comment_round, name)
    return told
