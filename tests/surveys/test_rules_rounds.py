"""When a response is taken."""

from datetime import UTC, datetime, timedelta

from surveys.rules.rounds import accepts_responses

OPENS = datetime(2026, 7, 1, tzinfo=UTC)
CLOSES = datetime(2026, 10, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_a_response_is_taken_from_the_opening_instant_on() -> None:
    assert accepts_responses(OPENS, CLOSES, OPENS, OPENS)
    assert not accepts_responses(OPENS, CLOSES, OPENS - MINUTE, OPENS - MINUTE)


def test_a_page_opened_before_closing_is_taken_for_fifteen_minutes_more() -> None:
    opened = CLOSES - MINUTE
    assert accepts_responses(OPENS, CLOSES, opened, CLOSES + 14 * MINUTE)
    assert not accepts_responses(OPENS, CLOSES, opened, CLOSES + 15 * MINUTE)


def test_a_page_opened_after_closing_is_refused() -> None:
    assert not accepts_responses(OPENS, CLOSES, CLOSES, CLOSES + MINUTE)
