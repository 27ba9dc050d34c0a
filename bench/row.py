"""One line of the table of budgets."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import ge, le

_TESTS: dict[str, Callable[[float, float], bool]] = {"<=": le, ">=": ge}


@dataclass(frozen=True)
class Row:
    """`required` is compared with the ratio where a floor is given, else with the value.

    `bound` is "<=" or ">="; `unit` e.g. "kB", "/s", "ms", "s", "MB"; `note` says how it was measured.
    """

    name: str
    value: float
    unit: str
    required: float
    bound: str
    floor: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return self.value / self.floor if self.floor else None

    @property
    def verdict(self) -> str:
        judged = self.value if self.ratio is None else self.ratio
        return "meets" if _TESTS[self.bound](judged, self.required) else "misses"

    def cells(self) -> tuple[str, ...]:
        floor = f"{self.floor:,.2f} {self.unit}" if self.floor is not None else "–"
        ratio = f"{self.ratio:.2f}" if self.ratio is not None else "–"
        aim = f"{self.bound} {self.required:g}" + (" × floor" if self.floor else f" {self.unit}")
        return (self.name, f"{self.value:,.2f} {self.unit}", floor, ratio, aim, self.verdict)
