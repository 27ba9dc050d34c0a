"""How agencies did that resolved what other offices received, so far. For the owner of the round only."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from agencies.models import Agency
from agencies.queries.agencies import agencies_by_id
from agencies.queries.bodies import body_of
from surveys.models import SurveyRound
from surveys.packing import slots
from surveys.queries.method import method_in_force
from surveys.queries.resolving import LevelCount, count_resolved
from surveys.queries.tallies import get_contents
from surveys.questionnaire_content import Content
from surveys.rules.codes import FEWEST_SHOWN, shown_uses
from surveys.rules.method import Method

LEVELS = 5


@dataclass(frozen=True)
class Resolver:
    """An agency by the items that count for who resolves.

    `answers` in full tens, None below ten; `share` None below the smallest number for shares. `offices`
    received ten of its dossiers or more each; `has_others` when there are such as received fewer.
    """

    agency: Agency
    answers: int | None
    share: float | None
    offices: tuple[Agency, ...]
    has_others: bool


@dataclass
class _Sums:
    """item → answers by level, and by receiving office."""

    levels: dict[str, list[int]] = field(default_factory=dict)
    offices: dict[str, Counter[int]] = field(default_factory=dict)

    def add(self, item: str, office: int, level: int, count: int) -> None:
        self.levels.setdefault(item, [0] * LEVELS)[level - 1] += count
        self.offices.setdefault(item, Counter())[office] += count

    @property
    def answers(self) -> int:
        return max(sum(counts) for counts in self.levels.values())

    def answers_at(self, office: int) -> int:
        return max(found[office] for found in self.offices.values())


def items_of_resolver(content: Content) -> dict[str, int]:
    """Item of the index that counts for who resolves → where its slot begins."""
    places = slots(content)
    rated = [one for one in content.index_questions if one.rated != "receiving"]
    return {one.key: places[one.key][0] for one in rated}


def resolver_shares(survey_round: SurveyRound, today: date) -> list[Resolver]:
    """By name not yet ordered; nothing of the round's owner, who never sees how it does itself."""
    sums: dict[int, _Sums] = {}
    body = cache(body_of)
    for version_id, content in sorted(get_contents(survey_round.id).items()):
        for item, offset in items_of_resolver(content).items():
            _take_in(sums, item, count_resolved(survey_round.id, version_id, offset), body)
    sums.pop(body(survey_round.owner_agency_id) or 0, None)
    method = method_in_force(today)
    offices = {
        office for one in sums.values() for found in one.offices.values() for office in found
    }
    agencies = agencies_by_id({*sums, *offices})
    return [_resolver(agencies, agency_id, one, method) for agency_id, one in sorted(sums.items())]


def _take_in(
    sums: dict[int, _Sums],
    item: str,
    rows: Iterable[LevelCount],
    body_of: Callable[[int], int | None],
) -> None:
    """What a part of a body resolves counts for the body; what it received itself is not of here."""
    for row in rows:
        body, office = body_of(row.resolving_id), body_of(row.receiving_id)
        if body and office and body != office and 1 <= row.value <= LEVELS:
            sums.setdefault(body, _Sums()).add(item, office, row.value, row.responses)


def _resolver(
    agencies: Mapping[int, Agency], agency_id: int, sums: _Sums, method: Method
) -> Resolver:
    known = sorted({office for found in sums.offices.values() for office in found})
    told = [one for one in known if sums.answers_at(one) >= FEWEST_SHOWN]
    return Resolver(
        agency=agencies[agency_id],
        answers=shown_uses(sums.answers),
        share=_share(sums, method) if sums.answers >= method.shares_from else None,
        offices=tuple(agencies[one] for one in told),
        has_others=len(told) < len(known),
    )


def _share(sums: _Sums, method: Method) -> float:
    import numpy as np  # only when somebody opens the board

    from scoring.shares import aggregate_share, sums_from_level_counts

    found = sums_from_level_counts(np.array(list(sums.levels.values())), method.satisfied_levels)
    return float(aggregate_share(found, "pooled" if method.aggregate == "pooled" else "item_mean"))
