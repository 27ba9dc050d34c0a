"""The class of a dossier as answers and dossier counts share it: field, on time or late, how it was filed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

OTHER = "other"
ON_TIME, LATE, UNKNOWN = "on_time", "late", ""
FILING_MODES = ("in_person", "online", "post")
# Codes of a class handed out by an office in a week; below it the class is "other".
SMALLEST_CLASS = 10


@dataclass(frozen=True)
class DossierClass:
    """What may be known of a dossier, never which one. Empty words and None mean unknown."""

    field_key: str = ""
    is_late: bool | None = None
    filing_mode: str = ""


UNKNOWN_CLASS = DossierClass()


class ClassParts(NamedTuple):
    """A class key in its parts. Empty words mean unknown."""

    field: str
    late: str
    mode: str


def class_key(field_key: str, is_late: bool | None, filing_mode: str) -> str:
    late = UNKNOWN if is_late is None else LATE if is_late else ON_TIME
    return f"{field_key}|{late}|{filing_mode}"


def parts_of(key: str) -> ClassParts:
    """What is no class of three parts is "other" in each."""
    parts = key.split("|")
    return ClassParts(*parts) if len(parts) == 3 else ClassParts(OTHER, OTHER, OTHER)


def collapse_week(dossiers: Mapping[str, int], issued: Mapping[str, int]) -> dict[str, int]:
    """Dossiers of an office in a week by the classes that its answers of that week can have."""
    found: dict[str, int] = {}
    for key, count in dossiers.items():
        kept = key if issued.get(key, 0) >= SMALLEST_CLASS else OTHER
        found[kept] = found.get(kept, 0) + count
    return found
