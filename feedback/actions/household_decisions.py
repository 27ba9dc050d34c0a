"""Recording what a village decided, from its signed minutes; a correction is a new row with a reason."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from agencies.actions.audit import record_act
from agencies.roles import Viewer
from base.clock import now, today
from base.db import db
from feedback.actions.comment_rounds import check_own
from feedback.actions.round_clock import follow
from feedback.models import CommentRound, HouseholdDecision, RoundKind, RoundState
from feedback.queries import household_decisions as queries
from feedback.rules import household_decisions as rules
from feedback.rules.round_plans import SHORTEST_REASON


@dataclass(frozen=True)
class Minutes:
    """What the minutes of one meeting or ballot say. `signers`: names with their office, one each."""

    counts: rules.Counts
    held_on: date
    number: str = ""
    signers: tuple[str, ...] = ()


def record_decision(
    actor: Viewer, comment_round: CommentRound, minutes: Minutes
) -> HouseholdDecision:
    decision = _add(actor, comment_round, minutes)
    record_act(
        "household.record",
        staff_id=actor.staff_id,
        subject=decision,
        agency_id=comment_round.agency_id,
        after=_described(decision),
    )
    return decision


def correct_decision(
    actor: Viewer,
    comment_round: CommentRound,
    old: HouseholdDecision,
    minutes: Minutes,
    reason: str,
) -> HouseholdDecision:
    """The old row stays; two corrections of the same row cannot both stand."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise rules.CorrectionReasonNeeded
    queries.get_decision(comment_round.id, old.id)
    decision = _add(actor, comment_round, minutes, old, reason.strip())
    record_act(
        "household.correct",
        staff_id=actor.staff_id,
        subject=decision,
        agency_id=comment_round.agency_id,
        before=_described(old),
        after={**_described(decision), "reason": decision.reason},
    )
    return decision


def _add(
    actor: Viewer,
    comment_round: CommentRound,
    minutes: Minutes,
    old: HouseholdDecision | None = None,
    reason: str = "",
) -> HouseholdDecision:
    check_own(actor, comment_round.agency_id)
    follow(comment_round, now())
    _check_round(comment_round)
    rules.check_counts(minutes.counts)
    rules.check_held_on(minutes.held_on, today())
    thresholds = queries.thresholds_in_force(minutes.held_on)
    rules.check_ballot(minutes.counts.step, _earlier(comment_round, old), limits_of(thresholds))
    decision = HouseholdDecision(
        round_id=comment_round.id,
        step=minutes.counts.step,
        held_on=minutes.held_on,
        household_count=minutes.counts.households,
        present_count=minutes.counts.present,
        agree_count=minutes.counts.agree,
        disagree_count=minutes.counts.disagree,
        minutes_number=minutes.number,
        signers=list(minutes.signers),
        thresholds=thresholds,
        replaces_id=old.id if old else None,
        reason=reason,
        staff_id=actor.staff_id,
    )
    db.session.add(decision)
    db.session.flush()
    return decision


def _check_round(comment_round: CommentRound) -> None:
    if comment_round.kind != RoundKind.VILLAGE:
        raise rules.NotVillageRound
    if comment_round.state == RoundState.PREPARED:
        raise rules.PostingNotBegun


def _earlier(comment_round: CommentRound, old: HouseholdDecision | None) -> list[rules.Outcome]:
    """What the standing meetings came to, without the one being corrected."""
    rows = queries.standing_decisions(queries.list_decisions(comment_round.id))
    return [judged(one).outcome for one in rows if one.step == "meeting" and one is not old]


def limits_of(thresholds: dict[str, Any]) -> rules.Thresholds:
    return rules.Thresholds(
        int(thresholds["quorum"]["value"]),
        int(thresholds["passing"]["value"]),
        bool(thresholds["ballot_only_after_failed_meeting"]["value"]),
    )


def judged(decision: HouseholdDecision) -> rules.Judgement:
    """By the thresholds that were in force on its day."""
    counts = rules.Counts(
        decision.step,
        decision.household_count,
        decision.present_count,
        decision.agree_count,
        decision.disagree_count,
    )
    return rules.judge_households(counts, limits_of(decision.thresholds))


def _described(decision: HouseholdDecision) -> dict[str, Any]:
    names = "step household_count present_count agree_count disagree_count minutes_number"
    told: dict[str, Any] = {name: getattr(decision, name) for name in names.split()}
    return {**told, "held_on": decision.held_on.isoformat()}
