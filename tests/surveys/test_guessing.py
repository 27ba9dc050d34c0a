"""Guessing codes: what a lock does, whom it never stops, and why the codes' length is what counts."""

from pathlib import Path

import pytest

import base.abuse
from base.abuse import AbuseCounters
from surveys.rules.guessing import WRONG_LIMIT, Guesser, expected_hits

DAY = "2026-11-23"


@pytest.fixture
def counters(tmp_path: Path) -> AbuseCounters:
    return AbuseCounters(tmp_path / "counters")


def guesser(
    counters: AbuseCounters, network: str = "14.160.7.0/24", family: str = "chrome"
) -> Guesser:
    return Guesser(counters, DAY, network, family)


def test_ten_wrong_codes_within_ten_minutes_put_the_lock_on(counters: AbuseCounters) -> None:
    one = guesser(counters)
    tried = []
    for _ in range(WRONG_LIMIT + 2):
        tried.append(one.may_try())
        one.note_wrong()
    assert tried == [True] * WRONG_LIMIT + [False] * 2


def test_another_network_or_browser_family_is_not_locked(counters: AbuseCounters) -> None:
    for _ in range(WRONG_LIMIT):
        guesser(counters).note_wrong()
    assert guesser(counters, network="14.160.8.0/24").may_try()
    assert guesser(counters, family="zalo").may_try()


def test_the_lock_ends_ten_minutes_after_it_began_however_much_is_tried_meanwhile(
    counters: AbuseCounters, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = {"now": 1_000}
    monkeypatch.setattr(base.abuse.time, "monotonic", lambda: clock["now"])
    one = guesser(counters)
    for _ in range(WRONG_LIMIT):
        one.note_wrong()
    for clock["now"] in range(1_000, 1_600, 5):
        assert not one.may_try()
        one.note_wrong()
    clock["now"] = 1_601
    assert one.may_try()


def test_guessing_from_two_hundred_addresses_learns_ten_answers_an_address_and_locks_no_other(
    counters: AbuseCounters,
) -> None:
    learned = 0
    for attempt in range(200 * 40):
        one = guesser(counters, network=f"42.112.{attempt % 200}.0/24")
        learned += one.may_try()
        one.note_wrong()
    assert learned == 200 * WRONG_LIMIT
    assert guesser(counters, network="42.113.7.0/24").may_try()


def test_nothing_of_the_network_is_in_the_counters_file(counters: AbuseCounters) -> None:
    guesser(counters).note_wrong()
    assert b"14.160" not in counters.path.read_bytes()


def test_a_million_guesses_against_a_million_live_codes_find_none() -> None:
    assert expected_hits(1_000_000, 1_000_000) < 0.002
    assert expected_hits(1_000_000, 3_000) < 1e-5
