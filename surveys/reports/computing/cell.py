"""What a snapshot is made of: a cell under way, the measures it has, and the answers that count."""

from dataclasses import dataclass, field

from scoring.index import Figure
from surveys.reports.computing.frame import Frame
from surveys.reports.computing.population import Population

PROVINCE = 0
OVERALL, DIMENSION, ITEM, MONTH, CHANNEL = "overall", "dimension", "item", "month", "channel"
LEFT_OUT = "left_out"


@dataclass
class Cell:
    """One figure under way; `agency` is 0 for the province. Exact until it is published.

    `resolved`: how many of its answers are about dossiers that others received.
    """

    agency: int
    measure: str
    key: str
    figure: Figure
    levels: list[int] = field(default_factory=list)
    withheld: str | None = None
    hides_count: bool = False
    channel_mix: dict[str, int] = field(default_factory=dict)
    against_province: str | None = None
    rank: tuple[int, int] | None = None
    resolved: int = 0

    @property
    def name(self) -> tuple[int, str, str]:
        return (self.agency, self.measure, self.key)

    @property
    def size(self) -> int:
        return self.figure.n_valid or 0


@dataclass(frozen=True)
class Sample:
    """Which channels make the figure; an official one is weighted to the dossiers of `population`."""

    channels: tuple[str, ...]
    is_official: bool = False
    population: Population = field(default_factory=Population)


@dataclass(frozen=True)
class Measure:
    """A column of the tables: which items it is made of (None: all)."""

    measure: str
    key: str
    columns: tuple[int, ...] | None


def measures_of(frame: Frame) -> list[Measure]:
    items = frame.items
    return [
        Measure(OVERALL, "", None),
        *(Measure(DIMENSION, key, columns) for key, columns in items.sections.items()),
        *(Measure(ITEM, key, (place,)) for place, key in enumerate(items.keys)),
    ]
