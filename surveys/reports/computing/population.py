"""Who the official figure speaks for: dossiers by class, codes issued, and how agencies weigh."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from scoring.arrays import FloatArray, IntArray
from surveys.queries.dossiers import CountRow
from surveys.rules.dossier_classes import class_key, collapse_week

Week = tuple[int, int]


@dataclass(frozen=True)
class Population:
    """By agency: `classes` dossiers by class key, `issued` codes; `gaps` agencies with days that miss."""

    classes: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    issued: Mapping[int, int] = field(default_factory=dict)
    gaps: frozenset[int] = frozenset()

    def dossiers(self, agency: int) -> int:
        return sum(self.classes.get(agency, {}).values())


def build_population(
    counts: Iterable[CountRow], issued: Iterable[CountRow], parent_of: Mapping[int, int]
) -> Population:
    """Classes are collapsed week by week as those of the answers are; a centre's count for its parent."""
    dossiers, codes = _by_week(counts), _by_week(issued)
    classes: dict[int, Counter[str]] = {}
    for (agency, week), found in dossiers.items():
        kept = collapse_week(found.classes, codes.get((agency, week), _Week()).classes)
        classes.setdefault(parent_of.get(agency, agency), Counter()).update(kept)
    handed: Counter[int] = Counter()
    gaps = set()
    for (agency, week), found in codes.items():
        handed[parent_of.get(agency, agency)] += sum(found.classes.values())
        if found.days - dossiers.get((agency, week), _Week()).days:
            gaps.add(parent_of.get(agency, agency))
    return Population(classes, handed, frozenset(gaps))


@dataclass
class _Week:
    classes: Counter[str] = field(default_factory=Counter)
    days: set[date] = field(default_factory=set)


def _by_week(rows: Iterable[CountRow]) -> dict[tuple[int, Week], _Week]:
    found: dict[tuple[int, Week], _Week] = {}
    for row in rows:
        year, week, _weekday = row.day.isocalendar()
        mine = found.setdefault((row.agency_id, (year, week)), _Week())
        mine.classes[class_key(row.field_key, row.is_late, row.filing_mode)] += row.count
        mine.days.add(row.day)
    return found


@dataclass(frozen=True)
class Shares:
    """How much each agency weighs in the province, and where that comes from."""

    by_agency: Mapping[int, float]
    source: str

    def of(self, agencies: Iterable[int]) -> dict[object, float]:
        """An agency of which nothing is known weighs as the others do on average."""
        usual = float(np.mean(list(self.by_agency.values()))) if self.by_agency else 1.0
        return {agency: self.by_agency.get(agency, usual) for agency in agencies}


EQUAL, DOSSIERS = "equal_agencies", "dossiers"


def agency_shares(
    population: Population, agencies: Iterable[int], responses: Mapping[int, float], official: bool
) -> Shares:
    """Dossiers; where an agency sent none, its codes, or at least its answers.

    An open figure weighs by dossiers only when every agency's are known, else all the same.
    """
    known = {agency: float(population.dossiers(agency)) for agency in agencies}
    if not official:
        everywhere = bool(known) and all(known.values())
        return Shares(known, DOSSIERS) if everywhere else Shares({}, EQUAL)
    filled = {
        agency: count or float(population.issued.get(agency, 0)) or responses.get(agency, 0.0)
        for agency, count in known.items()
    }
    return Shares({agency: count for agency, count in filled.items() if count}, DOSSIERS)


def responses_by_agency(agencies: IntArray, responses: FloatArray) -> dict[int, float]:
    labels, codes = np.unique(agencies, return_inverse=True)
    sums = np.bincount(codes.reshape(-1), responses, len(labels))
    return dict(zip(labels.astype(int).tolist(), sums.tolist(), strict=True))
