"""What a village's minutes come to, with the numbers, the rule and the days that follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import format_decimal
from flask_babel import gettext as _

from agencies.queries.legal import SettingMissing, setting_in_force, work_calendar
from agencies.rules.working_days import DueDay, add_working_days
from base.periods import last_day
from base.words import N_
from feedback.actions.household_decisions import judged
from feedback.models import CommentRound, HouseholdDecision
from feedback.queries import household_decisions as queries
from feedback.queries.round_days import find_setting
from feedback.rules.household_decisions import Judgement, Outcome

STEP_WORDS = {
    "meeting": N_("Cuộc họp của cộng đồng dân cư"),
    "ballot": N_("Phiếu lấy ý kiến hộ gia đình"),
}
OUTCOME_WORDS = {
    Outcome.NO_QUORUM: N_("Họp không thành: không đủ số hộ dự"),
    Outcome.NOT_PASSED: N_("Chưa được thông qua"),
    Outcome.PASSED: N_("Được thông qua"),
}
OUTCOME_TONES = {Outcome.NO_QUORUM: "amber", Outcome.NOT_PASSED: "warm", Outcome.PASSED: "done"}
NOT_A_VOTE = N_("Ý kiến góp ý trên mạng không phải là biểu quyết.")


@dataclass(frozen=True)
class DecisionLine:
    """One meeting or ballot. `numbers`: a sentence; `before`: rows it corrected, latest first."""

    decision: HouseholdDecision
    step: str
    judgement: Judgement
    outcome: str
    tone: str
    numbers: str
    citation: str
    is_early: bool
    before: Sequence[HouseholdDecision]


@dataclass(frozen=True)
class NextSteps:
    """After passing: file sent by, decision of recognition by (if it is sent on its last day)."""

    submit_by: DueDay
    recognise_by: DueDay


@dataclass(frozen=True)
class HouseholdReport:
    lines: Sequence[DecisionLine]
    is_passed: bool
    next_steps: NextSteps | None


def household_report(comment_round: CommentRound) -> HouseholdReport:
    rows = queries.list_decisions(comment_round.id)
    lines = [_line(comment_round, one, rows) for one in queries.standing_decisions(rows)]
    passed = [one for one in lines if one.judgement.outcome == Outcome.PASSED]
    steps = next_steps(passed[0].decision.held_on) if passed else None
    return HouseholdReport(lines, bool(passed), steps)


def has_been_decided(lines: Sequence[DecisionLine]) -> bool:
    """A meeting that too few attended decided nothing."""
    return any(one.judgement.outcome != Outcome.NO_QUORUM for one in lines)


def next_steps(held_on: date) -> NextSteps | None:
    """None where the settings are not loaded."""
    try:
        submit = int(setting_in_force("huonguoc.submit_wd", held_on).value)
        recognise = int(setting_in_force("huonguoc.recognise_wd", held_on).value)
    except SettingMissing:
        return None
    submit_by = add_working_days(held_on, submit, work_calendar())
    return NextSteps(submit_by, add_working_days(submit_by.on, recognise, work_calendar()))


def _line(
    comment_round: CommentRound, decision: HouseholdDecision, rows: Sequence[HouseholdDecision]
) -> DecisionLine:
    judgement = judged(decision)
    setting = find_setting(decision.thresholds["passing"]["id"])
    return DecisionLine(
        decision=decision,
        step=_(STEP_WORDS[decision.step]),
        judgement=judgement,
        outcome=_(OUTCOME_WORDS[judgement.outcome]),
        tone=OUTCOME_TONES[judgement.outcome],
        numbers=_numbers(decision, judgement),
        citation=setting.citation if setting else "",
        is_early=decision.held_on <= last_day(comment_round.closes_at),
        before=_before(decision, rows),
    )


def _numbers(decision: HouseholdDecision, judgement: Judgement) -> str:
    values = {
        "households": format_decimal(decision.household_count),
        "present": format_decimal(decision.present_count),
        "agree": format_decimal(decision.agree_count),
        "disagree": format_decimal(decision.disagree_count),
        "quorum": format_decimal(judgement.quorum_needed),
        "needed": format_decimal(judgement.agree_needed),
    }
    if decision.step == "ballot":
        return _(
            "%(present)s trong %(households)s hộ nộp phiếu; %(agree)s hộ tán thành, %(disagree)s hộ "
            "không tán thành (cần ít nhất %(needed)s hộ tán thành).",
            **values,
        )
    return _(
        "%(present)s trong %(households)s hộ dự họp (cần ít nhất %(quorum)s); %(agree)s hộ tán thành, "
        "%(disagree)s hộ không tán thành (cần ít nhất %(needed)s hộ tán thành).",
        **values,
    )


def _before(
    decision: HouseholdDecision, rows: Sequence[HouseholdDecision]
) -> list[HouseholdDecision]:
    by_id = {one.id: one for one in rows}
    found, replaced = [], decision.replaces_id
    while replaced is not None:
        found.append(by_id[replaced])
        replaced = by_id[replaced].replaces_id
    return found
