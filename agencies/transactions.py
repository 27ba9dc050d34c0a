"""How much an agency is used: transactions (finished dossiers), counted by whoever keeps them.

register_transactions(counter): a function of (agency ids, first day, end day) that gives agency id → count
of the days [first, end). The package that stores dossier counts adds it when the site starts.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date

from agencies.queries.bodies import standings
from agencies.rules.bodies import within

Counter = Callable[[Collection[int], date, date], Mapping[int, int]]
_COUNTERS: list[Counter] = []


def register_transactions(counter: Counter) -> None:
    """Safe to call again with the same counter."""
    if counter not in _COUNTERS:
        _COUNTERS.append(counter)


def transactions_of(agency_ids: Collection[int], first: date, end: date) -> dict[int, int]:
    """Agency id → transactions of the days [first, end), with those of whatever counts for it."""
    parts = within(standings(), agency_ids)
    every = frozenset[int]().union(*parts.values())
    counted: dict[int, int] = {}
    for counter in _COUNTERS if every else ():
        for agency_id, count in counter(every, first, end).items():
            counted[agency_id] = counted.get(agency_id, 0) + count
    return {one: sum(counted.get(part, 0) for part in mine) for one, mine in parts.items()}
