"""What is proposed for a legal setting or a year's calendar, as a case keeps it between two people."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from agencies.models import LegalSetting


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True)
class SettingDraft:
    """`seen_id`: the newest version when the proposal was written; 0 when there was none."""

    key: str
    value: Any
    unit: str
    title: str
    title_en: str
    citation: str
    confidence: str
    valid_from: date
    valid_to: date | None
    checked_by: str
    seen_id: int

    def evidence(self) -> dict[str, Any]:
        valid_to = self.valid_to.isoformat() if self.valid_to else ""
        return {**asdict(self), "valid_from": self.valid_from.isoformat(), "valid_to": valid_to}

    @classmethod
    def of(cls, evidence: Mapping[str, Any]) -> "SettingDraft":
        stored = {one.name: evidence[one.name] for one in fields(cls)}
        days = {
            "valid_from": date.fromisoformat(stored["valid_from"]),
            "valid_to": _day(stored["valid_to"]),
        }
        return cls(**{**stored, **days})

    def says_the_same(self, version: LegalSetting) -> bool:
        """Whether nothing but the first day would be new."""
        names = ("value", "unit", "citation", "confidence", "valid_to", "checked_by")
        return all(getattr(self, name) == getattr(version, name) for name in names)


@dataclass(frozen=True)
class HolidayLine:
    """`is_working`: a Saturday or Sunday worked for a day off."""

    on: date
    name: str
    name_en: str
    is_working: bool
    confidence: str


@dataclass(frozen=True)
class CalendarDraft:
    """Days of one year to be listed, and days to be taken out."""

    year: int
    added: tuple[HolidayLine, ...]
    removed: tuple[date, ...]
    citation: str

    def evidence(self) -> dict[str, Any]:
        return {
            "key": str(self.year),
            "added": [{**asdict(one), "on": one.on.isoformat()} for one in self.added],
            "removed": [one.isoformat() for one in self.removed],
            "citation": self.citation,
        }

    @classmethod
    def of(cls, evidence: Mapping[str, Any]) -> "CalendarDraft":
        added = [
            HolidayLine(**{**one, "on": date.fromisoformat(one["on"])}) for one in evidence["added"]
        ]
        removed = tuple(date.fromisoformat(one) for one in evidence["removed"])
        return cls(int(evidence["key"]), tuple(added), removed, evidence["citation"])
