"""Months judged: the two tiers, the cold start, and attacks on an honest agency."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from scoring.detectors import (
    DayCounts,
    day_features,
    events_of,
    from_json,
    judge_events,
    judge_months,
    month_of,
    months_of,
    others_of,
    to_json,
)
from scoring.detectors.calibrate.attacks import ATTACKS
from scoring.detectors.calibrate.honest import make_agency, working_days
from scoring.detectors.judging import Finding, tier_of

FIRST = date(2026, 1, 1)


def finding(family: str, statistic: float) -> Finding:
    return Finding(family, family, statistic, 3.0, 5.0, is_cold_start=False)


@pytest.mark.parametrize(
    ("findings", "tier"),
    [
        ([finding("time", 2.9)], "none"),
        ([finding("time", 3.0)], "note"),
        ([finding("time", 3.5), finding("time", 4.0)], "note"),
        ([finding("time", 3.5), finding("volume", 3.5)], "alarm"),
        ([finding("time", 5.0)], "alarm"),
    ],
)
def test_one_far_sign_or_two_of_different_families_are_an_alarm(findings: Any, tier: str) -> None:
    assert tier_of(findings) == tier


@pytest.fixture(scope="module")
def honest() -> Any:
    return make_agency(np.random.default_rng(11), 55, 8, FIRST)


def judged(made: Any) -> Any:
    return judge_events(made.events, made.counts)[:8]


def test_an_honest_agency_raises_no_alarm(honest: Any) -> None:
    assert [one.tier for one in judged(honest)].count("alarm") == 0


@pytest.mark.parametrize(
    ("attack", "detector"),
    [
        ("qr_burst_60", "scan"),
        ("bot_500", "reg"),
        ("brigade_150", "scan"),
        ("harvest_30_batch", "rr"),
        ("harvest_60_spread", "rr"),
        ("late_not_issued", "sel"),
        ("late_kept_back", "selred"),
        ("paper_invented_80", "streak"),
    ],
)
def test_an_attack_is_an_alarm_in_its_month(honest: Any, attack: str, detector: str) -> None:
    days = working_days(FIRST, 8)[7]
    hurt = ATTACKS[attack][0](np.random.default_rng(4), honest, days)
    last = judged(hurt)[-1]
    assert last.tier == "alarm"
    assert detector in {one.detector for one in last.spoken}


def test_the_first_six_months_are_a_cold_start_and_say_so(honest: Any) -> None:
    cold = [
        [one.is_cold_start for one in month.findings if one.detector == "rr"]
        for month in judged(honest)
    ]
    assert cold == [[True]] * 6 + [[False]] * 2


def rr_of(judgement: Any) -> float:
    return next(one.statistic for one in judgement.findings if one.detector == "rr")


def test_a_month_with_an_alarm_is_not_the_past_others_are_held_against(honest: Any) -> None:
    days = working_days(FIRST, 8)
    hurt = ATTACKS["harvest_60_spread"][0](np.random.default_rng(4), honest, days[6] + days[7])
    months = months_of(hurt.events, hurt.counts)[:8]
    judgements = judge_months(months)
    assert [one.tier for one in judgements[6:]] == ["alarm", "alarm"]
    without = judge_months([*months[:6], months[7]])
    assert rr_of(judgements[7]) == rr_of(without[-1])
    cleared = judge_months(months, cleared=[months[6].month])
    assert rr_of(cleared[7]) < rr_of(judgements[7])


def test_a_month_is_kept_as_json_and_read_back(honest: Any) -> None:
    for month in months_of(honest.events, honest.counts):
        assert from_json(to_json(month)) == month


def test_days_known_one_by_one_give_the_same_month_as_all_events_at_once(honest: Any) -> None:
    from scoring.detectors.months import month_features, used_by_issue_day

    events = honest.events
    medians = {"code": 55.0, "open_qr": 55.0}
    days = {
        int(day): day_features(events.where(events.day == day), medians)
        for day in np.unique(events.day)
    }
    used = used_by_issue_day(list(days.values()))
    for month in months_of(events, honest.counts, medians):
        mine = {day: one for day, one in days.items() if month_of(day) == month.month}
        counts = {d: one for d, one in honest.counts.items() if month_of(d) == month.month}
        assert month_features(month.month, mine, counts, used) == month


def test_a_province_in_which_nobody_was_fast_is_judged_all_the_same(honest: Any) -> None:
    """The bench met it: a share of 0 among the others divided by zero, and the whole night stopped."""
    months = [slowed(one) for one in months_of(honest.events, honest.counts)[:8]]
    others = others_of(months)
    assert 0 < others.fast < 0.001
    assert len(judge_months(months, dict.fromkeys([one.month for one in months], others))) == 8


def slowed(month: Any) -> Any:
    channels = {
        name: replace(one, fast=(0, max(one.fast[1], 500))) for name, one in month.channels.items()
    }
    return replace(month, channels=channels)


def test_an_agency_without_any_answer_is_judged_by_its_counts_alone() -> None:
    day = FIRST.toordinal()
    nothing = events_of([], [], [], np.zeros((0, 8)))
    counts = {day: DayCounts(issued=80, issued_late=10, dossiers=100, dossiers_late=10)}
    (judgement,) = judge_events(nothing, counts)
    assert judgement.tier == "alarm"
    assert {one.detector for one in judgement.spoken} == {"short"}


def test_nothing_at_all_is_nothing() -> None:
    assert judge_months([]) == []
    assert judge_events(events_of([], [], [], np.zeros((0, 8))), {}) == []


def test_columns_of_other_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="second"):
        events_of([1, 2], [3.0], ["code", "code"], np.zeros((2, 3)))
