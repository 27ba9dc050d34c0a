"""What a reported line says of its target: its words, and whether the goal is met."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

INDEX = "satisfaction_index"
NEVER_ADDED = (INDEX, "days_to_answer")  # a weighted share, a median: sums of them say nothing


@dataclass(frozen=True)
class Line:
    """A target with what was reported on it. All figures None: not reported, which is never 0.

    `state` of the self-report it stands in: "" when there is none.
    """

    key: str
    title: str
    unit: str
    goal: float | None
    due_on: date | None
    done: float | None = None
    whole: float | None = None
    is_done: bool | None = None
    done_on: date | None = None
    words: str = ""
    is_filled_in: bool = False
    state: str = ""
    filled_by: str = ""

    @property
    def is_reported(self) -> bool:
        given = (self.done, self.is_done, self.done_on)
        if self.unit == "percent":
            return self.done is not None and self.whole is not None
        return any(one is not None for one in given)

    @property
    def has_goal(self) -> bool:
        """Whether the plan names something to be met: a figure, a day, or that it be done."""
        if self.unit == "date":
            return self.due_on is not None
        return self.unit == "yes_no" or self.goal is not None

    @property
    def is_sum(self) -> bool:
        """Whether figures of several agencies may be added; an index or a median may not."""
        return self.unit in ("percent", "count") and self.filled_by not in NEVER_ADDED

    @property
    def is_accepted(self) -> bool:
        return self.is_reported and self.state == "accepted"

    @property
    def is_submitted(self) -> bool:
        return self.is_reported and self.state in ("submitted", "accepted")


def is_met(line: Line) -> bool | None:
    """None where nothing was reported or the plan names nothing to be met."""
    if not line.is_reported:
        return None
    if line.unit == "yes_no":
        return bool(line.is_done)
    if line.unit == "date":
        return line.done_on is not None and (line.due_on is None or line.done_on <= line.due_on)
    if line.goal is None:
        return None
    if line.unit == "percent":
        whole = line.whole or 0
        return None if whole <= 0 else 100 * (line.done or 0) >= line.goal * whole
    return (line.done or 0) >= line.goal


@dataclass(frozen=True)
class Pooled:
    """One target over many agencies. `done` and `whole` are sums of accepted lines, never means of shares."""

    bound_count: int
    submitted_count: int
    accepted_count: int
    met_count: int
    done: float | None
    whole: float | None


def pool(lines: Mapping[int, Line]) -> Pooled:
    """`lines`: agency id → its line of this one target."""
    accepted = [one for one in lines.values() if one.is_accepted]
    counted = [one for one in accepted if one.is_sum]
    parts = [one for one in counted if one.unit == "percent"]
    return Pooled(
        bound_count=len(lines),
        submitted_count=sum(1 for one in lines.values() if one.is_submitted),
        accepted_count=len(accepted),
        met_count=sum(1 for one in accepted if is_met(one)),
        done=sum(one.done or 0 for one in counted) if counted else None,
        whole=sum(one.whole or 0 for one in parts) if parts else None,
    )
