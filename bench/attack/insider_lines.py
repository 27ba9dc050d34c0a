"""S9 as lines of the report: all runs of one act together."""

from collections import defaultdict

from bench.attack.insider import Found, replay
from bench.attack.lines import Line


def insider_lines(runs: int) -> list[Line]:
    """An act is detected in a run when every one of its leaves was found."""
    by_act: dict[str, list[Found]] = defaultdict(list)
    for seed in range(runs):
        for one in replay(seed):
            by_act[one.act].append(one)
    honest = by_act.pop("untouched")
    return [_line(act, found, honest) for act, found in by_act.items()]


def _line(act: str, found: list[Found], honest: list[Found]) -> Line:
    named = sum(one.found for one in found), sum(one.expected for one in found)
    return Line(
        "S9",
        act,
        len(found),
        detected=sum(one.is_whole for one in found) / len(found),
        pass_mark=1.0,
        honest_alarms=sum(one.found > 0 for one in honest) / len(honest),
        harmed=0,
        seen=f"{named[0]} of {named[1]} named; {found[0].told}",
    )
