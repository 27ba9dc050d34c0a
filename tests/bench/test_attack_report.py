"""What `make attack` writes: groups put together, each line with its own day; the coercer's arithmetic."""

import random

from bench.attack.coercer import SEALED_AT_ONCE, Known, accuracies, arrivals
from bench.attack.lines import Line
from bench.attack.paper import _altered
from bench.attack.run import ALARM_LIMIT, FULL, NOTE_LIMIT, SMALL, is_enough, is_quiet, merged

HONEST = {"alarm_share": 0.01, "note_share": 0.05, "nightly_alarm_share": 0.01}


def told(group: str, scenario: str, act: str, day: str, **more: object) -> dict:
    line = {"scenario": scenario, "act": act, "runs": 3, "measured_at": day}
    return {"group": group, "seconds": 7, "lines": [line], **more}


def test_a_group_run_anew_replaces_its_own_lines_and_leaves_the_others_their_day() -> None:
    first = merged({}, told("volume", "S1", "burst-60", "2026-11-01", worlds={"count": 10}))
    both = merged(first, told("machines", "S8", "flood", "2026-11-02"))
    anew = merged(both, told("machines", "S8", "flood", "2026-11-03"))
    days = [(one["act"], one["measured_at"]) for one in anew["lines"] if one["runs"]]
    assert days == [("burst-60", "2026-11-01"), ("flood", "2026-11-03")]
    assert anew["worlds"] == {"count": 10}
    assert anew["seconds"] == {"volume": 7, "machines": 7}


def test_scenarios_that_were_not_run_say_so_until_they_are() -> None:
    first = merged({}, told("volume", "S1", "burst-60", "2026-11-01"))
    assert [one["scenario"] for one in first["lines"]] == [f"S{n}" for n in range(1, 11)]
    assert {one["verdict"] for one in first["lines"] if not one["runs"]} == {"not_run"}
    second = merged(first, told("machines", "S8", "flood", "2026-11-02"))
    assert [one["runs"] for one in second["lines"] if one["scenario"] == "S8"] == [3]


def test_a_quiet_month_is_not_enough_where_nights_are_loud() -> None:
    quiet = {**HONEST, "nightly_note_share": 0.05}
    assert is_quiet(quiet)
    assert not is_quiet({**quiet, "nightly_alarm_share": ALARM_LIMIT + 0.001})
    assert not is_quiet({**quiet, "nightly_note_share": NOTE_LIMIT + 0.001})
    assert not is_quiet({**quiet, "alarm_share": ALARM_LIMIT + 0.001})


def people(draw: random.Random, count: int, is_shuffled: bool) -> list[Known]:
    levels = arrivals(draw, count)
    places = list(range(count))
    for first in range(0, count, SEALED_AT_ONCE):
        batch = places[first : first + SEALED_AT_ONCE]
        draw.shuffle(batch)
        places[first : first + SEALED_AT_ONCE] = batch if is_shuffled else sorted(batch)
    found = [
        ((place, draw.randbytes(8), str(draw.random())), level)
        for place, level in zip(places, levels, strict=True)
    ]
    draw.shuffle(found)
    return found


def test_a_ledger_in_the_order_of_arrival_would_tell_the_coercer_much() -> None:
    draw = random.Random(1)
    ordered = people(draw, 3_000, is_shuffled=False)
    share, mode = accuracies(ordered[:1_000], ordered[1_000:])
    assert share > mode + 0.05
    shuffled = people(draw, 3_000, is_shuffled=True)
    share, mode = accuracies(shuffled[:1_000], shuffled[1_000:])
    assert abs(share - mode) <= 0.03


def altered_line(holding: int, right: int) -> Line:
    counted = {"holding": holding, "right": right}
    return _altered(
        "paper-altered", {"draws": 1_000, "read": 100, "found": {"paper-altered": counted}}
    )


def test_a_changed_form_is_found_only_where_it_is_drawn_and_named() -> None:
    assert (altered_line(990, 100).detected, altered_line(990, 100).verdict) == (0.99, "ok")
    unnamed = altered_line(990, 97)
    assert unnamed.verdict == "missed"  # the sample holds it, the reading does not say so
    assert "of 100 samples keyed once more 97" in unnamed.seen
    assert altered_line(960, 100).verdict == "missed"


def test_a_little_run_is_held_only_to_what_must_show_every_time() -> None:
    often = Line("S3", "harvest-10-quarter", 1, 0.0, 0.55, harmed=0)
    always = Line("S1", "burst-60", 1, 0.0, 1.0, harmed=0)
    loud = {"honest": {**HONEST, "nightly_note_share": NOTE_LIMIT, "alarm_share": 0.017}}
    assert is_enough(SMALL, [often], loud)
    assert not is_enough(SMALL, [always], {})
    assert not is_enough(FULL, [often], {})
    assert not is_enough(FULL, [], loud)
