"""What a reorganisation is made of: lines of the file, steps, new bodies, and what is wrong with rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from agencies.models import SuccessionKind


@dataclass(frozen=True)
class Line:
    """One row of the file; `weight` in 0…1 or None; `is_child`: added for a unit that goes along."""

    number: int
    old_code: str
    new_code: str
    new_name: str
    kind: SuccessionKind
    weight: float | None
    effective_on: date
    citation: str
    is_child: bool = False


@dataclass(frozen=True)
class RowFault:
    """`sentence` names the rows as %(rows)s; `values` fills its other places."""

    rows: tuple[int, ...]
    sentence: str
    values: Mapping[str, str] = field(default_factory=dict)


class PlanFaulty(Exception):
    """The file as a whole cannot be carried out; `faults` names every place."""

    def __init__(self, faults: Sequence[RowFault]) -> None:
        super().__init__("; ".join(f"{one.rows}: {one.sentence}" for one in faults[:5]))
        self.faults = list(faults)


@dataclass(frozen=True)
class Part:
    """What goes to one body; `is_proposed`: nobody gave the weight."""

    code: str
    weight: float
    is_proposed: bool = False


@dataclass(frozen=True)
class Step:
    """One old body and where its past goes; what its parts leave stays with it."""

    rows: tuple[int, ...]
    old_code: str
    kind: SuccessionKind
    effective_on: date
    citation: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Founded:
    """A body that begins with the reorganisation, made like an old one."""

    code: str
    name: str
    like_code: str
    parent_code: str | None
    begins_on: date


@dataclass(frozen=True)
class Plan:
    """`already` are rows that stand in the register as the file says."""

    founded: tuple[Founded, ...]
    steps: tuple[Step, ...]
    already: tuple[int, ...]

    @property
    def fingerprint(self) -> str:
        """Tells whether what is carried out is what was shown."""
        return sha256(repr((self.founded, self.steps)).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Recorded:
    """A succession that stands in the register, by codes."""

    old_code: str
    new_code: str
    kind: str
    effective_on: date
    weight: float
