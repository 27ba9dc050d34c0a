"""The periods a report speaks of: the first half of a year, or the year."""

import re
from dataclasses import dataclass
from datetime import date

from base.rules import RuleBroken

_WRITTEN = re.compile(r"(20\d{2})(H1)?")


class PeriodUnreadable(RuleBroken):
    sentence = (
        "Kỳ báo cáo «%(text)s» chưa đúng. Xin viết 2026 (cả năm) hoặc 2026H1 (6 tháng đầu năm)."
    )


@dataclass(frozen=True)
class ReportPeriod:
    """`key` as it stands in addresses and commands: 2026 or 2026H1; [first, end) are days."""

    year: int
    is_half: bool

    @property
    def key(self) -> str:
        return f"{self.year}H1" if self.is_half else str(self.year)

    @property
    def first(self) -> date:
        return date(self.year, 1, 1)

    @property
    def end(self) -> date:
        return date(self.year, 7, 1) if self.is_half else date(self.year + 1, 1, 1)

    @property
    def words(self) -> str:
        return f"6 tháng đầu năm {self.year}" if self.is_half else f"năm {self.year}"


def read_period(text: str) -> ReportPeriod:
    """Raises PeriodUnreadable."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise PeriodUnreadable(text=text[:20])
    return ReportPeriod(int(found.group(1)), bool(found.group(2)))
