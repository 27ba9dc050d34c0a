"""Where a provision of an earlier version stands now, and so under which one its comments are shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from feedback.provisions import ProvisionType
from feedback.rules.provision_names import provision_name

# A comment whose own clause is gone may be shown with what the clause stood in, but not with a chapter.
_TOO_WIDE = {ProvisionType.PHAN, ProvisionType.CHUONG, ProvisionType.MUC, ProvisionType.ANNEX}

_SMALL = {
    ProvisionType.KHOAN,
    ProvisionType.DIEM,
    ProvisionType.BULLET,
    ProvisionType.PARAGRAPH,
}


@dataclass(frozen=True)
class Place:
    """A provision without its words."""

    id: int
    version_id: int
    parent_id: int | None
    position: int
    path: str
    type: str
    number: str
    title: str


@dataclass(frozen=True)
class Way:
    """What an officer confirmed: `old_id` became `new_id` (None: removed)."""

    old_id: int
    new_id: int | None
    change: str


class Homes:
    """All provisions of a round's versions. `current` is the version that people read now."""

    def __init__(self, places: Iterable[Place], ways: Sequence[Way], current: int) -> None:
        self.places: Mapping[int, Place] = {one.id: one for one in places}
        self._current = current
        self._ways: dict[int, Way] = {}
        for way in ways:
            self._ways.setdefault(way.old_id, way)
        self._homes: dict[int, int | None] = {}

    def chain(self, provision_id: int) -> list[Place]:
        """The provision with all it stands in, outermost first."""
        found: list[Place] = []
        at: int | None = provision_id
        while at is not None:
            found.insert(0, self.places[at])
            at = self.places[at].parent_id
        return found

    def name(self, provision_id: int) -> str:
        """What it is called in a table: «Khoản 2 Điều 5»."""
        chain = self.chain(provision_id)
        return provision_name([(one.type, one.number, one.title) for one in chain])

    def name_inside(self, provision_id: int) -> str:
        """The same inside a sentence: «khoản 2 Điều 5»; an article keeps its capital."""
        name = self.name(provision_id)
        is_small = self.places[provision_id].type in _SMALL
        return name[:1].lower() + name[1:] if is_small else name

    def way_of(self, provision_id: int) -> Way | None:
        """The whole way from an earlier version to the current one; None where nobody confirmed it."""
        way = self._ways.get(provision_id)
        change = way.change if way else ""
        while way and way.new_id and self.places[way.new_id].version_id != self._current:
            way = self._ways.get(way.new_id)
            change = way.change if way and way.change != "kept" else change
        return Way(provision_id, way.new_id, change) if way else None

    def home(self, provision_id: int) -> int | None:
        """The provision of the current version under which its comments stand; None: nowhere."""
        if provision_id not in self._homes:
            self._homes[provision_id] = self._find_home(provision_id)
        return self._homes[provision_id]

    def _find_home(self, provision_id: int) -> int | None:
        place = self.places[provision_id]
        if place.version_id == self._current:
            return provision_id
        way = self.way_of(provision_id)
        if way and way.new_id is not None:
            return way.new_id
        if place.parent_id is None:
            return None
        above = self.home(place.parent_id)
        return None if above is None or self.places[above].type in _TOO_WIDE else above

    def family(self, provision_id: int) -> set[int]:
        """It and all below it in its own version."""
        version_id = self.places[provision_id].version_id
        return {
            one.id
            for one in self.places.values()
            if one.version_id == version_id
            and any(above.id == provision_id for above in self.chain(one.id))
        }

    def gathered(self, provision_id: int) -> set[int]:
        """All provisions, of this and of earlier versions, whose comments stand under this one."""
        if self.places[provision_id].version_id != self._current:
            return self.family(provision_id)
        family = self.family(provision_id)
        return {one for one in self.places if self.home(one) in family}
