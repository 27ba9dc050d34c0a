"""Which body an agency belongs to, and why one administrator alone cannot redraw bodies."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from base.rules import RuleBroken

_DEEPEST = 6
STAND_IN_KIND = "province_office"


class BodyKept(RuleBroken):
    is_custody = True
    sentence = (
        "Một người không đổi được cấp trên, loại hay thời gian hiệu lực của %(name)s: cơ quan này có cán "
        "bộ giữ vai trò phải hai người duyệt, hoặc đang trong một vụ việc chưa xong, hoặc là cơ quan thay "
        "thế Sở Nội vụ. Xin thu hồi vai trò đó trước, sửa, rồi đề nghị cấp lại; hoặc chờ xong vụ việc."
    )


@dataclass(frozen=True)
class Standing:
    """What decides to which body an agency belongs, and whether it can act."""

    name: str
    parent_id: int | None
    counts_for_parent: bool
    kind: str
    valid_from: date
    valid_to: date | None

    @property
    def own(self) -> tuple[str, date, date | None]:
        return self.kind, self.valid_from, self.valid_to


Standings = Mapping[int, Standing]


def body_in(standings: Standings, agency_id: int) -> int:
    """The agency itself, or the one it counts for."""
    for _step in range(_DEEPEST):
        one = standings[agency_id]
        if not one.counts_for_parent or one.parent_id is None:
            break
        agency_id = one.parent_id
    return agency_id


def within(standings: Standings, agency_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """Each of the agencies → itself and everything that counts for it, at whatever depth."""
    found: dict[int, set[int]] = {one: {one} for one in agency_ids}
    for key, one in standings.items():
        above, step = one, 0
        while above.counts_for_parent and above.parent_id is not None and step < _DEEPEST:
            if above.parent_id in found:
                found[above.parent_id].add(key)
            above, step = standings[above.parent_id], step + 1
    return {one: frozenset(parts) for one, parts in found.items()}


def _stand_ins(standings: Standings) -> set[int]:
    return {
        key for key, one in standings.items() if one.kind == STAND_IN_KIND and one.valid_to is None
    }


def _moved(before: Standings, after: Standings, held: Collection[int]) -> int | None:
    """The first agency that enters or leaves a held body, or that is held and changed itself."""
    bodies = {body_in(before, one) for one in held}
    for key in sorted(before):
        pair = {body_in(before, key), body_in(after, key)}
        if len(pair) > 1 and pair & bodies:
            return key
        if before[key].own != after[key].own and key in bodies | set(held):
            return key
    return None


def check_bodies_kept(before: Standings, after: Standings, held: Collection[int]) -> None:
    """`held`: agencies of those who hold two-person roles, and those that an undecided case is about.

    A body that one administrator could split would be two bodies, and so its own second person.
    """
    key = _moved(before, after, held)
    stand_ins = _stand_ins(before)
    if key is None and stand_ins:
        key = min(stand_ins ^ _stand_ins(after), default=None)
    if key is not None:
        raise BodyKept(name=after[key].name)
