"""A little of `make attack`: what has to show every time shows, and honest offices are left in peace.

Marks that hold in most of a hundred runs only are those of bench/attack.json.
"""

import pytest

from bench.attack.insider_lines import insider_lines
from bench.attack.paper import paper_lines
from bench.attack.trials import Scale, run
from bench.attack.volume_lines import honest_of, lines_of

pytestmark = pytest.mark.slow


def test_what_must_always_show_shows_and_the_official_figure_stands_still() -> None:
    outcomes = list(run([101], Scale(offices=1, watched=1), 1))
    lines = {(one.act, one.size): one for one in lines_of(outcomes)}
    for (act, size), line in lines.items():
        if line.pass_mark == 1.0:
            assert line.detected == 1.0, (act, size)
        if line.scenario in ("S1", "S2"):
            assert line.largest_official_shift == 0.0, (act, size)
        if line.scenario == "S1":
            assert line.slowest_nights == 1, (act, size)
    assert lines["harvest-30-batch", 140].detected == 1.0
    honest = honest_of(outcomes)
    assert honest["agency_months"] == honest["watched_months"] == 360
    assert honest["alarm_share"] <= 0.02  # of 360 months, 1.5 % would be five
    assert honest["nightly_alarm_share"] <= 0.025  # judged by the month's limits it was 0.05
    assert honest["nightly_note_share"] <= 0.1


def test_an_insider_with_the_database_in_hand_is_found_out() -> None:
    lines = {one.act: one for one in insider_lines(1)}
    assert lines["edit-10-answers"].honest_alarms == 0
    assert {act: one.detected for act, one in lines.items()} == dict.fromkeys(lines, 1.0)
    assert {"delete-20-leaves", "change-a-score", "hide-3-comments", "fork-signed-anew"} <= set(
        lines
    )


def test_paper_thrown_away_invented_or_altered_is_seen() -> None:
    lines = {one.act: one for one in paper_lines(1)}
    for act in ("paper-discarded", "paper-invented"):
        assert (lines[act].detected, lines[act].honest_alarms) == (1.0, 0.0), act
    altered = lines["paper-altered"].detected
    assert altered is not None
    assert altered > 0.85
