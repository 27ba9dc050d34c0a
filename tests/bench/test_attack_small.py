"""A little of `make attack`: what has to show every time shows, and honest offices are left in peace.

Marks that hold in most of a hundred runs only are those of bench/attack.json.
"""

import pytest

from bench.attack.insider_lines import insider_lines
from bench.attack.trials import honest_of, lines_of, run

pytestmark = pytest.mark.slow


def test_what_must_always_show_shows_and_the_official_figure_stands_still() -> None:
    outcomes = run([101], 0, 1)
    lines = {(one.act, one.size): one for one in lines_of(outcomes)}
    for (act, size), line in lines.items():
        if line.pass_mark == 1.0:
            assert line.detected == 1.0, (act, size)
        if line.scenario in ("S1", "S2"):
            assert line.largest_official_shift == 0.0, (act, size)
    assert lines["harvest-30-batch", 140].detected == 1.0
    honest = honest_of(outcomes)
    assert honest["agency_months"] == 360
    assert honest["alarm_share"] <= 0.02  # of 360 months, 1.5 % would be five
    assert honest["note_share"] <= 0.12


def test_an_insider_with_the_database_in_hand_is_found_out() -> None:
    lines = {one.act: one for one in insider_lines(1)}
    assert lines["edit-10-answers"].honest_alarms == 0
    for act in ("delete-20-responses", "edit-10-answers", "reorder-5-leaves", "fork-signed-anew"):
        assert lines[act].detected == 1.0, act
    assert lines["drop-5-before-sealing"].detected == 1.0
