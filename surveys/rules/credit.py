"""Which agency an item counts for: the office that received the dossier, the one that resolved it, or both.

The one place of this rule; snapshots, their recount and the host's verify all ask here. An item rated
receiving counts for the receiving office, one rated resolving for who resolved, one rated both for both.
Where nobody else is known to have resolved, every item counts for the receiving office.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

RECEIVING, RESOLVING, BOTH = "receiving", "resolving", "both"
SIDES = (RECEIVING, RESOLVING)
# Who resolved, beside ids of bodies: the receiving office (or not known), and one that gets no figure.
ITSELF, NOBODY = 0, -1


def counts_for(rated: str, side: str) -> bool:
    """Whether an item counts for the office that received, or for another body that resolved."""
    return rated in (side, BOTH)


@dataclass(frozen=True)
class Credit:
    """`rated`: item → its word; empty in snapshots before method v3, whose items all count for who received.

    `bodies`: a resolving agency that counts for another → that one. `unrated`: bodies that get no figure of
    the round, as its owner; what would count for them counts for nobody. `resolvers`: bodies outside
    the round that resolve only → their kind.
    """

    rated: Mapping[str, str] = field(default_factory=dict)
    bodies: Mapping[int, int] = field(default_factory=dict)
    unrated: frozenset[int] = frozenset()
    resolvers: Mapping[int, str] = field(default_factory=dict)

    def resolver(self, office: int, resolving: int) -> int:
        """Of a dossier that the body `office` received: the other body that is credited, ITSELF or NOBODY.

        `resolving` is 0 where not known.
        """
        if not resolving or not any(counts_for(one, RESOLVING) for one in self.rated.values()):
            return ITSELF
        body = self.bodies.get(resolving, resolving)
        if body == office:
            return ITSELF
        return NOBODY if body in self.unrated else body

    def items_of(self, side: str, items: Iterable[str]) -> list[bool]:
        """Which of the items count for a side where another body resolved."""
        return [counts_for(self.rated.get(item, RECEIVING), side) for item in items]

    def signed(self) -> dict[str, Any]:
        """As it stands in a snapshot's settings; keys are text, as JSON has them."""
        return {
            "rated": dict(self.rated),
            "bodies": {str(one): body for one, body in sorted(self.bodies.items())},
            "unrated": sorted(self.unrated),
            "resolvers": {str(one): kind for one, kind in sorted(self.resolvers.items())},
        }


def read_credit(settings: Mapping[str, Any]) -> Credit:
    """Of a signed snapshot; the settings of older methods say nothing of it."""
    found = settings.get("credit")
    if found is None:
        return Credit()
    return Credit(
        rated=found["rated"],
        bodies={int(one): body for one, body in found["bodies"].items()},
        unrated=frozenset(found["unrated"]),
        resolvers={int(one): kind for one, kind in found["resolvers"].items()},
    )
