"""How a past is carried forward: pure tables."""

from datetime import date

import pytest

from agencies.rules import succession as rules
from agencies.rules.succession import Link, shares_on

JULY, OCTOBER = date(2026, 7, 1), date(2026, 10, 1)
MERGE = [Link(1, 3, JULY, 1.0), Link(2, 3, JULY, 1.0)]
SPLIT = [Link(1, 2, JULY, 0.6), Link(1, 3, JULY, 0.4)]
PART = [Link(1, 2, JULY, 0.25)]
CHAIN = [Link(1, 2, JULY, 0.5), Link(2, 3, OCTOBER, 1.0)]
BACKWARDS = [Link(2, 3, JULY, 1.0), Link(1, 2, OCTOBER, 1.0)]


@pytest.mark.parametrize(
    ("links", "agency", "on", "expected", "why"),
    [
        ([], 1, JULY, {1: 1.0}, "nothing happened"),
        (MERGE, 1, date(2026, 6, 30), {1: 1.0}, "the day before"),
        (MERGE, 1, JULY, {3: 1.0}, "merged whole"),
        (SPLIT, 1, JULY, {2: 0.6, 3: 0.4}, "split by weights"),
        (PART, 1, JULY, {1: 0.75, 2: 0.25}, "the rest stays"),
        (CHAIN, 1, OCTOBER, {1: 0.5, 3: 0.5}, "two steps"),
        (BACKWARDS, 1, OCTOBER, {2: 1.0}, "an earlier step of the successor does not carry on"),
    ],
)
def test_shares_follow_successions_in_their_order(
    links: list[Link], agency: int, on: date, expected: dict[int, float], why: str
) -> None:
    assert shares_on(links, agency, on) == pytest.approx(expected), why


def test_weights_of_a_split_may_not_exceed_the_whole() -> None:
    rules.check_weights("UBND xã A", [0.6, 0.4])
    with pytest.raises(rules.WeightsTooLarge):
        rules.check_weights("UBND xã A", [0.6, 0.5])
    with pytest.raises(rules.WeightsTooLarge):
        rules.check_weights("UBND xã A", [0.5], already=0.6)
    with pytest.raises(rules.WeightOutOfRange):
        rules.check_weights("UBND xã A", [0.0])


def test_an_agency_that_ended_or_has_not_begun_has_no_succession() -> None:
    rules.check_dates("UBND xã A", date(2025, 7, 1), None, JULY)
    with pytest.raises(rules.AgencyEnded):
        rules.check_dates("UBND xã A", date(2025, 7, 1), date(2026, 1, 1), JULY)
    with pytest.raises(rules.SuccessionTooEarly):
        rules.check_dates("UBND xã A", JULY, None, JULY)


def test_a_chain_of_successions_is_followed_to_see_a_circle() -> None:
    assert rules.reaches(CHAIN, 1, 3)
    assert not rules.reaches(CHAIN, 3, 1)
