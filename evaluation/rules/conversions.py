"""How an officer writes the conversion of a figure to points in one line, and how it reads back. Pure."""

import re
from collections.abc import Mapping
from typing import Any

LINEAR, STEPS, PASS = "linear", "steps", "pass"
_NUMBER = r"-?\d+(?:[.,]\d+)?"
_LINE = re.compile(rf"({_NUMBER})\s*(?:-->|->|–|đến|:)\s*({_NUMBER})")
_STEP = re.compile(rf"({_NUMBER})\s*=\s*({_NUMBER})")


def read_number(text: str) -> float | None:
    """ "12,5" and "12.5" alike; None when it is no number."""
    cleaned = text.strip().replace(",", ".")
    return float(cleaned) if re.fullmatch(r"-?\d+(\.\d+)?", cleaned) else None


def number_text(value: float) -> str:
    return f"{value:.10g}".replace(".", ",")


def read_marks(by: str, text: str, at_most: bool, max_points: float) -> dict[str, Any] | None:
    """«50 đến 95» a line; «90 = 10; 80 = 7» steps in points of `max_points`; «100» pass. None: unreadable."""
    at = {"at_most": True} if at_most else {}
    if by == PASS:
        limit = read_number(text)
        return None if limit is None else {"by": PASS, "at": limit, **at}
    if by == LINEAR:
        ends = _LINE.fullmatch(text.strip())
        return (
            None if ends is None else {"by": LINEAR, "from": _value(ends[1]), "to": _value(ends[2])}
        )
    parts = [_STEP.fullmatch(one.strip()) for one in text.split(";") if one.strip()]
    if not parts or not max_points or None in parts:
        return None
    steps = [[_value(one[1]), _value(one[2]) / max_points] for one in parts if one]
    return {"by": STEPS, "steps": steps, **at}


def _value(text: str) -> float:
    return float(text.replace(",", "."))


def marks_text(conversion: Mapping[str, Any], max_points: float) -> str:
    """As `read_marks` reads it."""
    by = conversion.get("by")
    if by == LINEAR:
        return f"{number_text(conversion['from'])} đến {number_text(conversion['to'])}"
    if by == PASS:
        return number_text(conversion["at"])
    steps = conversion.get("steps", ())
    return "; ".join(f"{number_text(at)} = {number_text(part * max_points)}" for at, part in steps)
