"""When a code works and what is said when it does not; what may be made, and what is shown of uses."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask

from surveys.code_pages import said_of_code
from surveys.rules import codes as rules
from surveys.rules.code_offers import CodeOffer, CodeState, KnownCode, OfferedBatch
from surveys.rules.offers import OfferedRound
from surveys.rules.rounds import Body

TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
OPENS, CLOSES = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)


def offer(is_spent: bool = False, **values: object) -> CodeOffer:
    defaults: dict[str, object] = {
        "id": 1,
        "state": "ready",
        "issue_day": TODAY,
        "expires_on": date(2026, 12, 23),
        "agency_id": 1,
        "agency_names": {"vi": "UBND phường Hạc Thành"},
        "survey_round": OfferedRound(1, OPENS, CLOSES, 1, 1),
        "round_state": "open",
    }
    batch = OfferedBatch(**defaults | values)  # type: ignore[arg-type]
    return CodeOffer("K7M49QWE2XH", KnownCode(b"", 1, is_spent), batch)


STATES: list[tuple[dict[str, object], CodeState, str]] = [
    ({}, CodeState.OPEN, "a code of today"),
    ({"expires_on": TODAY}, CodeState.OPEN, "its last day counts"),
    ({"expires_on": date(2026, 11, 22)}, CodeState.EXPIRED, "the day after does not"),
    ({"issue_day": date(2026, 11, 24)}, CodeState.NOT_YET, "issued tomorrow"),
    ({"state": "made"}, CodeState.NOT_READY, "its commitment is not public yet"),
    ({"state": "withdrawn"}, CodeState.WITHDRAWN, "the batch was withdrawn"),
    ({"state": "withdrawn", "is_spent": True}, CodeState.SPENT, "used before that"),
    ({"is_spent": True, "expires_on": date(2026, 11, 1)}, CodeState.SPENT, "used, then expired"),
    ({"round_state": "closed"}, CodeState.OPEN, "codes outlive the closing of their round"),
    ({"round_state": "signed"}, CodeState.ROUND_CLOSED, "its figures are signed"),
]


@pytest.mark.parametrize(("values", "state", "why"), STATES)
def test_a_code_is_in_one_state(values: dict[str, Any], state: CodeState, why: str) -> None:
    assert offer(**values).state_at(NOON, NOON) == state, why


def test_every_state_is_said_in_a_sentence_of_its_own(app: Flask) -> None:
    with app.test_request_context():
        said = {said_of_code(offer(**values), state) for values, state, _why in STATES}
    assert len({sentence for _heading, sentence in said}) == len(CodeState)


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
