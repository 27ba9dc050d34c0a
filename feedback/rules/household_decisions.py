"""What the counts of a village's meeting or ballot on its hương ước mean. Pure; counts are households.

Nothing here is a vote: the counts come from signed minutes, and opinions sent online are not counted in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from base.rules import RuleBroken


class Outcome(StrEnum):
    NO_QUORUM = "no_quorum"
    NOT_PASSED = "not_passed"
    PASSED = "passed"


class CountsDoNotFit(RuleBroken):
    sentence = (
        "Số hộ không khớp: số hộ dự họp (nộp phiếu) không thể lớn hơn tổng số hộ, và số tán thành cộng "
        "không tán thành không thể lớn hơn số hộ dự họp (nộp phiếu)."
    )


class BallotBeforeMeeting(RuleBroken):
    sentence = (
        "Chỉ phát phiếu lấy ý kiến hộ gia đình khi cuộc họp không đủ số hộ dự. Xin ghi biên bản cuộc "
        "họp trước."
    )


class DayAhead(RuleBroken):
    sentence = "Ngày họp (phát phiếu) không thể ở sau hôm nay."


class CorrectionReasonNeeded(RuleBroken):
    sentence = "Xin ghi lý do đính chính (ít nhất 10 ký tự). Số cũ vẫn được giữ trong hồ sơ."


class NotVillageRound(RuleBroken):
    sentence = (
        "Chỉ đợt lấy ý kiến về hương ước, quy ước mới ghi kết quả họp hoặc phiếu của hộ gia đình."
    )


@dataclass(frozen=True)
class Counts:
    """One `step`, "meeting" or "ballot"; `present`: at the meeting, or ballots handed in."""

    step: str
    households: int
    present: int
    agree: int
    disagree: int


@dataclass(frozen=True)
class Thresholds:
    """Percent of all households that must be exceeded, as the settings in force said."""

    quorum: int
    passing: int
    ballot_only_after_failed_meeting: bool = True


@dataclass(frozen=True)
class Judgement:
    """`quorum_needed`, `agree_needed`: the least counts that suffice."""

    outcome: Outcome
    quorum_needed: int
    agree_needed: int


def least_over(percent: int, households: int) -> int:
    """The least whole number above `percent` of all households: more than 50% of 100 is 51."""
    return households * percent // 100 + 1


def judge_households(counts: Counts, thresholds: Thresholds) -> Judgement:
    """Passed when more than the share of all households agree, at a meeting that enough attended.

    A ballot has no quorum of its own: those who hand nothing in do not agree.
    """
    check_counts(counts)
    quorum = least_over(thresholds.quorum, counts.households)
    needed = least_over(thresholds.passing, counts.households)
    if counts.step == "meeting" and counts.present < quorum:
        return Judgement(Outcome.NO_QUORUM, quorum, needed)
    passed = counts.agree >= needed
    return Judgement(Outcome.PASSED if passed else Outcome.NOT_PASSED, quorum, needed)


def check_counts(counts: Counts) -> None:
    numbers = (counts.households, counts.present, counts.agree, counts.disagree)
    fits = counts.present <= counts.households and counts.agree + counts.disagree <= counts.present
    if min(numbers) < 0 or counts.households < 1 or not fits:
        raise CountsDoNotFit


def check_ballot(step: str, earlier: Sequence[Outcome], thresholds: Thresholds) -> None:
    """A ballot follows a meeting that too few attended. `earlier`: what the meetings on record came to."""
    if step != "ballot" or not thresholds.ballot_only_after_failed_meeting:
        return
    if Outcome.NO_QUORUM not in earlier:
        raise BallotBeforeMeeting


def check_held_on(held_on: date, today: date) -> None:
    if held_on > today:
        raise DayAhead


class PostingNotBegun(RuleBroken):
    sentence = (
        "Dự thảo chưa được niêm yết lấy ý kiến nên chưa ghi được kết quả họp hay phiếu của hộ."
    )
