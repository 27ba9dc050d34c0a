"""When a response is taken; who owns a round and how it goes on."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from base.periods import accepts
from surveys.rules.rounds import (
    NEXT_STATES,
    Body,
    ExtensionTooShort,
    NoAgencyRated,
    OtherOwner,
    OwnerNeeded,
    OwnRound,
    OwnRoundOfBoth,
    PeriodWrong,
    ReasonNeeded,
    RoundAlreadyOpen,
    RoundHasEnded,
    StateCannotFollow,
    check_acts_for_owner,
    check_advance,
    check_custody,
    check_extension,
    check_planned,
    check_round_period,
    state_due,
)

OPENS = datetime(2026, 7, 1, tzinfo=UTC)
CLOSES = datetime(2026, 10, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_a_response_is_taken_from_the_opening_instant_on() -> None:
    assert accepts(OPENS, CLOSES, OPENS, OPENS)
    assert not accepts(OPENS, CLOSES, OPENS - MINUTE, OPENS - MINUTE)


def test_a_page_opened_before_closing_is_taken_for_fifteen_minutes_more() -> None:
    opened = CLOSES - MINUTE
    assert accepts(OPENS, CLOSES, opened, CLOSES + 14 * MINUTE)
    assert not accepts(OPENS, CLOSES, opened, CLOSES + 15 * MINUTE)


def test_a_page_opened_after_closing_is_refused() -> None:
    assert not accepts(OPENS, CLOSES, CLOSES, CLOSES + MINUTE)


# who owns a round, how it goes on

SNV = Body(1, "Sở Nội vụ", "department")
OFFICE = Body(2, "Văn phòng UBND tỉnh", "province_office")
COMMUNE = Body(3, "UBND phường Hạc Thành", "commune_committee")
ARCHIVE = Body(4, "Trung tâm Lưu trữ lịch sử", "service_unit", parent_id=1)


def test_the_department_owns_a_round_about_others() -> None:
    check_custody(SNV, OFFICE, [COMMUNE])


@pytest.mark.parametrize("rated", [[SNV], [COMMUNE, ARCHIVE]])
def test_where_the_department_is_rated_the_office_of_the_committee_must_own_the_round(
    rated: list[Body],
) -> None:
    with pytest.raises(OwnRound) as broken:
        check_custody(SNV, OFFICE, rated)
    assert broken.value.values["stand_in"] == "Văn phòng UBND tỉnh"
    check_custody(OFFICE, OFFICE, rated)


def test_the_stand_in_does_not_own_a_round_about_itself_either() -> None:
    with pytest.raises(OwnRound) as broken:
        check_custody(OFFICE, OFFICE, [OFFICE])
    assert broken.value.values["stand_in"] == "Sở Nội vụ"
    with pytest.raises(OwnRoundOfBoth):
        check_custody(SNV, OFFICE, [SNV, OFFICE])


def test_a_round_rates_at_least_one_agency() -> None:
    with pytest.raises(NoAgencyRated):
        check_custody(SNV, OFFICE, [])


def test_states_follow_each_other_without_a_leap() -> None:
    order = ["planned", "open", "closed", "under_review", "signed", "published", "archived"]
    assert list(NEXT_STATES) == order
    for state, following in pairwise(order):
        check_advance(state, following)
        for other in set(order) - {following}:
            with pytest.raises(StateCannotFollow):
                check_advance(state, other)


def test_only_the_owner_changes_its_round() -> None:
    check_acts_for_owner(1, 1)
    with pytest.raises(OtherOwner):
        check_acts_for_owner(1, 2)
    with pytest.raises(OwnerNeeded):
        check_acts_for_owner(1, None)


def test_a_round_is_extended_for_a_reason_and_never_shortened() -> None:
    reason = "Bão số 5 làm nhiều xã nghỉ việc một tuần"
    check_extension("open", CLOSES, CLOSES + MINUTE, reason)
    with pytest.raises(ExtensionTooShort):
        check_extension("open", CLOSES, CLOSES, reason)
    with pytest.raises(ExtensionTooShort):
        check_extension("open", CLOSES, CLOSES - MINUTE, reason)
    with pytest.raises(ReasonNeeded):
        check_extension("open", CLOSES, CLOSES + MINUTE, "  bão  ")
    with pytest.raises(RoundHasEnded):
        check_extension("closed", CLOSES, CLOSES + MINUTE, reason)


def test_what_residents_answer_is_frozen() -> None:
    check_planned("planned")
    with pytest.raises(RoundAlreadyOpen):
        check_planned("open")
    with pytest.raises(RoundHasEnded):
        check_planned("closed")


def test_the_clock_opens_at_the_first_instant_and_closes_at_the_last() -> None:
    assert state_due("planned", OPENS, CLOSES, OPENS - MINUTE) == "planned"
    assert state_due("planned", OPENS, CLOSES, OPENS) == "open"
    assert state_due("open", OPENS, CLOSES, CLOSES - MINUTE) == "open"
    assert state_due("open", OPENS, CLOSES, CLOSES) == "closed"
    assert state_due("signed", OPENS, CLOSES, CLOSES) == "signed"


def test_a_round_ends_after_it_began_and_lasts_three_years_at_most() -> None:
    check_round_period(OPENS, CLOSES)
    for closes in (OPENS, OPENS - MINUTE, OPENS + 4 * timedelta(days=365)):
        with pytest.raises(PeriodWrong):
            check_round_period(OPENS, closes)
