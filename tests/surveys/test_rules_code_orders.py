"""How many codes an order makes: what was asked for, or what the newest dossier counts let expect."""

from datetime import date, timedelta

import pytest

from surveys.rules.code_orders import (
    Item,
    SpanWrong,
    TooManyAtOnce,
    days_of,
    expected_count,
    items_wanted,
)

MONDAY = date(2026, 11, 23)
WEEK = timedelta(days=7)


def test_a_span_has_at_most_thirty_one_days() -> None:
    assert days_of(MONDAY, MONDAY) == [MONDAY]
    assert len(days_of(MONDAY, MONDAY + timedelta(days=30))) == 31
    for last in (MONDAY - timedelta(days=1), MONDAY + timedelta(days=31)):
        with pytest.raises(SpanWrong):
            days_of(MONDAY, last)


COUNTED = {MONDAY - WEEK: 40, MONDAY - 2 * WEEK: 90, MONDAY - timedelta(days=3): 25}


@pytest.mark.parametrize(
    ("day", "count", "why"),
    [
        (MONDAY, 40, "the newest Monday"),
        (MONDAY + timedelta(days=1), 25, "no Tuesday is counted: the newest day"),
        (MONDAY - WEEK, 40, "the day itself"),
        (MONDAY - 3 * WEEK, 0, "nothing earlier is counted"),
    ],
)
def test_expected_are_the_dossiers_of_the_newest_same_weekday(
    day: date, count: int, why: str
) -> None:
    assert expected_count(COUNTED, day) == count, why


def test_only_what_is_missing_is_made() -> None:
    days = [MONDAY, MONDAY + timedelta(days=1)]
    made = {(1, MONDAY): 30, (2, MONDAY): 15}
    assert items_wanted([1, 2], days, 30, {}, made) == [
        Item(1, days[1], 30),
        Item(2, MONDAY, 15),
        Item(2, days[1], 30),
    ]
    assert items_wanted([1, 3], [MONDAY], None, {1: COUNTED}, made) == [Item(1, MONDAY, 10)]


def test_an_order_has_an_end() -> None:
    with pytest.raises(TooManyAtOnce):
        items_wanted(range(1, 102), [MONDAY], 4_000, {}, {})
