"""How long a round must last, what may change when, what a hương ước's counts mean."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from feedback.rules import household_decisions as households
from feedback.rules import round_plans as rules
from feedback.rules.comment_rounds import state_at
from feedback.rules.household_decisions import Counts, Outcome, Thresholds, judge_households
from feedback.rules.questions import with_keys
from feedback.rules.slugs import slug_of

MIDNIGHT = datetime(2026, 11, 30, 17, tzinfo=UTC)  # 0 giờ ngày 01/12/2026 ở Việt Nam
DAY = timedelta(days=1)
LAW = Thresholds(quorum=50, passing=50)


@pytest.mark.parametrize(
    ("kind", "is_commune", "key"),
    [
        ("village", True, "huonguoc.posting_min_days"),
        ("legal", False, "draft.province_min_days"),
        ("legal", True, "draft.commune_min_days"),
        ("plan", True, "draft.commune_min_days"),
        ("agency", True, None),
    ],
)
def test_the_least_days_follow_the_kind_and_the_agencys_level(
    kind: str, is_commune: bool, key: str | None
) -> None:
    assert rules.min_days_key(kind, is_commune) == key


def test_a_council_with_a_communes_code_is_a_communes() -> None:
    assert rules.is_commune_level("peoples_council", "14758")
    assert not rules.is_commune_level("peoples_council", None)
    assert rules.is_commune_level("commune_committee", None)


def test_days_off_count_and_a_day_begun_in_the_afternoon_does_not() -> None:
    assert rules.whole_days(MIDNIGHT, MIDNIGHT + 30 * DAY) == 30
    assert rules.whole_days(MIDNIGHT + timedelta(hours=15), MIDNIGHT + 30 * DAY) == 29
    assert rules.first_last_day(MIDNIGHT, date(2026, 12, 1), 30) == date(2026, 12, 30)
    afternoon = MIDNIGHT + timedelta(hours=15)
    assert rules.first_last_day(afternoon, date(2026, 12, 1), 30) == date(2026, 12, 31)


def check_days(kind: str, days: int, reason: str) -> None:
    rules.check_min_days(kind, MIDNIGHT, date(2026, 12, 1), MIDNIGHT + days * DAY, 30, reason)


def test_a_village_round_is_never_shorter_than_the_law_says_whatever_the_reason() -> None:
    check_days("village", 30, "")
    with pytest.raises(rules.VillagePeriodTooShort) as broken:
        check_days("village", 29, "Thôn cần gấp trước Tết Nguyên đán")
    assert broken.value.values == {"days": 30, "first": "30/12/2026"}


def test_another_round_may_be_shorter_for_a_reason() -> None:
    with pytest.raises(rules.ShortReasonNeeded):
        check_days("legal", 29, "gấp")
    check_days("legal", 29, "Phải trình kỳ họp ngày 28/12/2026")


def test_a_round_lasts_at_most_a_year_and_ends_after_it_began() -> None:
    rules.check_period(MIDNIGHT, MIDNIGHT + 366 * DAY)
    for closes_at in (MIDNIGHT, MIDNIGHT + 367 * DAY):
        with pytest.raises(rules.PeriodWrong):
            rules.check_period(MIDNIGHT, closes_at)


@pytest.mark.parametrize(
    ("state", "to", "reason", "error"),
    [
        ("open", MIDNIGHT + 5 * DAY, "Mưa lũ, nhiều thôn bị chia cắt", None),
        ("open", MIDNIGHT, "Mưa lũ, nhiều thôn bị chia cắt", rules.RoundNeverShorter),
        ("open", MIDNIGHT - DAY, "Mưa lũ, nhiều thôn bị chia cắt", rules.RoundNeverShorter),
        ("open", MIDNIGHT + DAY, "   lũ    ", rules.ReasonNeeded),
        ("closed", MIDNIGHT + DAY, "Mưa lũ, nhiều thôn bị chia cắt", rules.RoundIsOver),
    ],
)
def test_a_round_is_only_made_longer_before_its_end_and_for_a_reason(
    state: str, to: datetime, reason: str, error: Any
) -> None:
    if error is None:
        rules.check_extension(state, MIDNIGHT, to, reason)
        return
    with pytest.raises(error):
        rules.check_extension(state, MIDNIGHT, to, reason)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("open", True, True, 0), None),
        (("prepared", True, True, 0), rules.RoundNotYetOpen),
        (("closed", True, True, 0), rules.RoundIsOver),
        (("open", False, True, 0), rules.VersionNotFrozen),
        (("open", True, False, 0), rules.VersionNotNewer),
        (("open", True, True, 1), rules.LinksNotConfirmed),
    ],
)
def test_a_new_version_is_shown_only_when_every_change_was_confirmed(
    arguments: Any, error: Any
) -> None:
    if error is None:
        rules.check_new_version(*arguments)
        return
    with pytest.raises(error):
        rules.check_new_version(*arguments)


def test_the_state_follows_the_clock_until_people_take_over() -> None:
    closes_at = MIDNIGHT + DAY
    instants = [
        (MIDNIGHT - timedelta(seconds=1), "prepared"),
        (MIDNIGHT, "open"),
        (closes_at - timedelta(seconds=1), "open"),
        (closes_at, "closed"),
    ]
    for at, state in instants:
        for stored in ("prepared", "open", "closed"):
            assert state_at(stored, MIDNIGHT, closes_at, at) == state
    assert state_at("answering", MIDNIGHT, closes_at, MIDNIGHT) == "answering"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Dự thảo Quy ước thôn Tân Hưng", "quy-uoc-thon-tan-hung"),
        ("Đề án “Xã hội số” – 2026/2030", "de-an-xa-hoi-so-2026-2030"),
        ("???", "du-thao"),
    ],
)
def test_the_address_is_readable(title: str, slug: str) -> None:
    assert slug_of(title) == slug


def test_a_long_title_is_cut_between_words() -> None:
    slug = slug_of("Nghị quyết về " + "chính sách hỗ trợ " * 9)
    assert len(slug) <= 70
    assert slug.split("-")[-1] in {"chinh", "sach", "ho", "tro"}


def test_a_question_that_stays_keeps_its_key() -> None:
    first = with_keys(["Giờ nào tắt loa?", "Mức quỹ bao nhiêu?"])
    assert [one["key"] for one in first] == ["cau-1", "cau-2"]
    again = with_keys(["Mức quỹ bao nhiêu?", "Ai giữ quỹ?", "Mức quỹ bao nhiêu?"], first)
    assert again == [
        {"key": "cau-2", "text": "Mức quỹ bao nhiêu?"},
        {"key": "cau-3", "text": "Ai giữ quỹ?"},
    ]


@pytest.mark.parametrize(
    ("counts", "outcome", "quorum", "needed"),
    [
        (Counts("meeting", 100, 50, 50, 0), Outcome.NO_QUORUM, 51, 51),
        (Counts("meeting", 100, 51, 51, 0), Outcome.PASSED, 51, 51),
        (Counts("meeting", 100, 90, 50, 40), Outcome.NOT_PASSED, 51, 51),
        (Counts("meeting", 101, 51, 51, 0), Outcome.PASSED, 51, 51),
        (Counts("meeting", 187, 132, 94, 30), Outcome.PASSED, 94, 94),
        (Counts("ballot", 100, 40, 40, 0), Outcome.NOT_PASSED, 51, 51),
        (Counts("ballot", 100, 60, 51, 9), Outcome.PASSED, 51, 51),
    ],
)
def test_more_than_half_of_all_households_must_agree_and_more_than_half_attend(
    counts: Counts, outcome: Outcome, quorum: int, needed: int
) -> None:
    judged = judge_households(counts, LAW)
    assert (judged.outcome, judged.quorum_needed, judged.agree_needed) == (outcome, quorum, needed)


@pytest.mark.parametrize(
    "counts",
    [
        Counts("meeting", 100, 101, 0, 0),
        Counts("meeting", 100, 60, 50, 11),
        Counts("meeting", 0, 0, 0, 0),
        Counts("meeting", 100, 60, -1, 3),
    ],
)
def test_counts_that_cannot_be_are_refused(counts: Counts) -> None:
    with pytest.raises(households.CountsDoNotFit):
        judge_households(counts, LAW)


def test_a_ballot_needs_a_meeting_that_too_few_attended() -> None:
    households.check_ballot("ballot", [Outcome.NO_QUORUM], LAW)
    households.check_ballot("meeting", [], LAW)
    households.check_ballot("ballot", [], Thresholds(50, 50, False))
    for earlier in ([], [Outcome.NOT_PASSED], [Outcome.PASSED]):
        with pytest.raises(households.BallotBeforeMeeting):
            households.check_ballot("ballot", earlier, LAW)
