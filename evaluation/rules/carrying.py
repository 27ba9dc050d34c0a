"""What a successor's report takes over from the agencies it came from, line by line. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from base.words import N_
from evaluation.rules.self_reports import NOTHING, Figure

_WHOLE = 1 - 1e-9

# Why nothing was carried, by the keys that reports store; empty where something was.
NOT_CARRIED = {
    "": "",
    "unreported": N_("không chuyển: có cơ quan cũ chưa có số liệu; xin khai lại"),
    "divided": N_("không chuyển: cơ quan cũ chia tách, số đếm không chia được; xin khai lại"),
    "not_all_done": N_("không chuyển: không phải mọi cơ quan cũ đã làm; xin khai lại"),
}


@dataclass(frozen=True)
class OldLine:
    """One old agency's line; `part` (0…1]: how much of its past came over to the successor."""

    part: float
    figure: Figure


def carried_figure(unit: str, lines: Sequence[OldLine]) -> tuple[Figure, str]:
    """(what the successor takes over, why nothing as a key of NOT_CARRIED).

    Counts of whole agencies are summed, both sides of a percentage; yes or no is carried when all did it;
    a day when all have one: the latest. A part of a divided agency did what the whole did, but its counts
    cannot be told from the other part's.
    """
    figures = [one.figure for one in lines]
    if not figures or not all(one.is_reported for one in figures):
        return NOTHING, "unreported"
    if unit == "yes_no":
        done = all(one.is_done for one in figures)
        return (Figure(is_done=True), "") if done else (NOTHING, "not_all_done")
    if unit == "date":
        days = [one.done_on for one in figures if one.done_on is not None]
        return Figure(done_on=max(days)), ""
    if any(one.part < _WHOLE for one in lines):
        return NOTHING, "divided"
    return _summed(unit, figures), ""


def _summed(unit: str, figures: Sequence[Figure]) -> Figure:
    done = sum(one.done_count or 0.0 for one in figures)
    if unit != "percent":
        return Figure(done_count=done)
    return Figure(done_count=done, all_count=sum(one.all_count or 0.0 for one in figures))
