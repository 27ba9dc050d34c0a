"""The agencies an officer may tick, by kind: for rounds and for making many QR places at once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from agencies.models import AgencyKind
from agencies.register import KIND_NAMES
from base.words import sort_key
from surveys.queries.rounds import list_rateable_agencies

# A committee's parts and the bodies residents meet most come first.
_ORDER = [
    AgencyKind.COMMUNE_COMMITTEE,
    AgencyKind.COMMUNE_CENTRE,
    AgencyKind.PROVINCE_CENTRE,
    AgencyKind.DEPARTMENT,
    *AgencyKind,
]


@dataclass(frozen=True)
class AgencyChoice:
    id: int
    code: str
    name: str
    search_text: str
    is_chosen: bool


@dataclass(frozen=True)
class AgencyGroup:
    """`label` is a message id."""

    kind: str
    label: str
    choices: tuple[AgencyChoice, ...]

    @property
    def chosen_count(self) -> int:
        return sum(one.is_chosen for one in self.choices)

    @property
    def is_whole(self) -> bool:
        return self.chosen_count == len(self.choices)


def agency_groups(
    on: date, chosen: Collection[int], scope: frozenset[int] | None = None
) -> list[AgencyGroup]:
    """Agencies that exist on the day, within the viewer's scope."""
    by_kind: dict[str, list[AgencyChoice]] = {}
    for one in list_rateable_agencies(on):
        if scope is None or one.id in scope:
            choice = AgencyChoice(one.id, one.code, one.name, one.search_text, one.id in chosen)
            by_kind.setdefault(one.kind, []).append(choice)
    ranks = {kind: rank for rank, kind in reversed(list(enumerate(_ORDER)))}
    return [
        AgencyGroup(kind, KIND_NAMES[kind], tuple(sorted(found, key=lambda c: sort_key(c.name))))
        for kind, found in sorted(by_kind.items(), key=lambda item: ranks[AgencyKind(item[0])])
    ]


def picked_agencies(
    groups: Collection[AgencyGroup], ids: Collection[str], kinds: Collection[str]
) -> set[int]:
    """What was ticked: single agencies, and every one of the kinds ticked as a whole."""
    return {
        choice.id
        for group in groups
        for choice in group.choices
        if group.kind in kinds or str(choice.id) in ids
    }
