"""S6 as lines: what became of forms thrown away, invented, altered."""

import json
from typing import Any

from bench.attack.lines import Line
from bench.attack.stage import new_stage

# In how many samples one of the ten changed forms must be found: as shipped, a tenth, three tenths.
MARKS = {"paper-altered": 0.97, "paper-altered-10": 0.65, "paper-altered-30": 0.97}
_CONTENT = {"dup", "run"}


def paper_lines(runs: int) -> list[Line]:
    """`runs` > 1 means the full effort."""
    batches, draws, read = (20, 50_000, 100) if runs > 1 else (2, 2_000, 10)
    with new_stage("bench.attack.paper_room", str(batches), str(draws), str(read)) as stage:
        told = json.loads((stage.folder / "paper.json").read_text(encoding="utf-8"))
    alarms = sum("alarm" in one["signs"] for one in told["honest"]) / batches
    return [
        _discarded(told["paper-discarded"], alarms),
        _invented("paper-invented", told, alarms, 0.95),
        _invented("paper-invented-varied", told, alarms, None),
        *(_altered(act, told) for act in MARKS if runs > 1 or act == "paper-altered"),
    ]


def _discarded(rows: list[dict[str, Any]], honest_alarms: float) -> Line:
    listed = sum(one["listed"] and {"alarm", "serials"} <= set(one["signs"]) for one in rows)
    return Line(
        "S6",
        "paper-discarded",
        len(rows),
        detected=listed / len(rows),
        pass_mark=1.0,
        honest_alarms=honest_alarms,
        harmed=0,
        seen="exactly the 20 serials listed, and an alarm",
    )


def _invented(act: str, told: dict[str, Any], honest_alarms: float, mark: float | None) -> Line:
    """Nothing is promised of a forger who draws every form anew: a practised clerk is as fast, too."""
    rows = told[act]
    alarms = sum("alarm" in one["signs"] for one in rows)
    fast = sum("streak" in one["signs"] for one in rows)
    alike = sum(bool(_CONTENT & set(one["signs"])) for one in rows)
    return Line(
        "S6",
        act,
        len(rows),
        detected=alarms / len(rows),
        pass_mark=mark,
        honest_alarms=honest_alarms,
        harmed=0,
        known_weakness=mark is None,
        seen=f"{alarms} of {len(rows)} alarms; speed in {fast}, order of contents in {alike}",
    )


def _altered(act: str, told: dict[str, Any]) -> Line:
    """Found is what a sample holds and the reading then names; either alone is not enough."""
    draws, read, counted = told["draws"], told["read"], told["found"][act]
    holding, right = counted["holding"], counted["right"]
    return Line(
        "S6",
        act,
        draws,
        detected=holding / draws * right / read,
        pass_mark=MARKS[act],
        harmed=0,
        seen=f"{holding} of {draws} samples drawn by lot hold a changed form; of {read} samples "
        f"keyed once more {right} name exactly what they hold",
    )


if __name__ == "__main__":
    for one in paper_lines(1):
        print(one)
