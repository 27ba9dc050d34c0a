"""When a code works and what is said when it does not; what may be made, and what is shown of uses."""

from datetime import date

import pytest

from surveys.rules import codes as rules
from surveys.rules.codes import CodeStanding, CodeState, state_of
from surveys.rules.rounds import Body

TODAY = date(2026, 11, 23)


def standing(**values: object) -> CodeStanding:
    defaults: dict[str, object] = {
        "batch_state": "ready",
        "issue_day": TODAY,
        "expires_on": date(2026, 12, 23),
        "is_handed": True,
        "is_used": False,
    }
    return CodeStanding(**defaults | values)  # type: ignore[arg-type]


STATES = [
    ({}, CodeState.USABLE, "a code of today"),
    ({"expires_on": TODAY}, CodeState.USABLE, "its last day counts"),
    ({"expires_on": date(2026, 11, 22)}, CodeState.EXPIRED, "the day after does not"),
    ({"issue_day": date(2026, 11, 24)}, CodeState.NOT_YET, "issued tomorrow"),
    ({"batch_state": "made"}, CodeState.NOT_READY, "its commitment is not public yet"),
    ({"batch_state": "withdrawn"}, CodeState.WITHDRAWN, "the batch was withdrawn"),
    ({"batch_state": "withdrawn", "is_used": True}, CodeState.USED, "used before that"),
    ({"is_used": True, "expires_on": date(2026, 11, 1)}, CodeState.USED, "used, then expired"),
    ({"is_handed": False}, CodeState.UNKNOWN, "nobody was handed it"),
]


@pytest.mark.parametrize(("values", "state", "why"), STATES)
def test_a_code_is_in_one_state(values: dict[str, object], state: CodeState, why: str) -> None:
    assert state_of(standing(**values), TODAY) == state, why


def test_every_state_but_usable_has_a_sentence_of_its_own() -> None:
    said = set()
    for values, state, _why in STATES:
        if state == CodeState.USABLE:
            rules.check_usable(standing(**values), TODAY)
            continue
        with pytest.raises(rules.RuleBroken) as broken:
            rules.check_usable(standing(**values), TODAY)
        said.add((state, str(broken.value)))
    assert len({sentence for _state, sentence in said}) == len(CodeState) - 1


def test_a_code_nobody_was_handed_is_told_as_one_that_never_was() -> None:
    with pytest.raises(rules.CodeUnknown):
        rules.check_usable(standing(is_handed=False), TODAY)
    with pytest.raises(rules.CodeUnknown):
        rules.check_usable(None, TODAY)


COMMUNE = Body(1, "UBND phường Hạc Thành", "commune_committee")
CENTRE = Body(2, "Trung tâm Phục vụ hành chính công phường Hạc Thành", "commune_centre", 1)
HOME = Body(3, "Sở Nội vụ", "department")


@pytest.mark.parametrize(
    ("maker", "receiving"), [(COMMUNE, COMMUNE), (COMMUNE, CENTRE), (CENTRE, COMMUNE)]
)
def test_the_rated_agency_its_parent_and_its_parts_never_come_near_its_codes(
    maker: Body, receiving: Body
) -> None:
    with pytest.raises(rules.OwnCodes) as broken:
        rules.check_maker(maker, receiving)
    assert broken.value.is_custody
    rules.check_maker(HOME, receiving)


def test_there_are_no_more_codes_than_dossiers_once_a_day_is_counted() -> None:
    rules.check_within_dossiers("Xã", TODAY, 5, 15, 20)
    rules.check_within_dossiers("Xã", TODAY, 5_000, 15, None)
    with pytest.raises(rules.BeyondDossiers, match="20 hồ sơ và đã có 15 mã"):
        rules.check_within_dossiers("Xã", TODAY, 6, 15, 20)


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 11, 30), date(2027, 2, 22)])
def test_an_issue_day_lies_in_the_round_and_its_codes_still_work(day: date) -> None:
    with pytest.raises(rules.IssueDayWrong):
        rules.check_issue_day(day, date(2026, 11, 22), date(2026, 1, 1), date(2026, 11, 30), TODAY)
    rules.check_issue_day(TODAY, TODAY, date(2026, 1, 1), date(2026, 11, 30), TODAY)


@pytest.mark.parametrize(
    ("count", "shown"), [(0, None), (9, None), (10, 10), (19, 10), (20, 20), (137, 130)]
)
def test_uses_are_shown_in_full_tens_and_never_below_ten(count: int, shown: int | None) -> None:
    assert rules.shown_uses(count) == shown


def test_two_looks_at_the_uses_never_differ_by_less_than_ten() -> None:
    seen = {rules.shown_uses(count) or 0 for count in range(500)}
    steps = {
        later - earlier for earlier, later in zip(sorted(seen), sorted(seen)[1:], strict=False)
    }
    assert steps == {10}


def test_a_reason_for_withdrawing_is_more_than_a_word() -> None:
    with pytest.raises(rules.ReasonNeeded):
        rules.check_withdrawal("ready", "Mất phiếu")
    with pytest.raises(rules.BatchOver):
        rules.check_withdrawal("withdrawn", "Mất 12 phiếu khi chuyển đi")
    rules.check_withdrawal("ready", "Mất 12 phiếu khi chuyển đi")
