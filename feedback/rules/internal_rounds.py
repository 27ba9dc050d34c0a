"""Who may know of a round on an agency's internal rules: its own signed-in staff, nobody else."""

from typing import Protocol

from agencies.roles import Viewer


class HasOwner(Protocol):
    @property
    def agency_id(self) -> int: ...

    @property
    def is_internal(self) -> bool: ...


def own_agencies(viewer: Viewer) -> frozenset[int]:
    """The agency a person works at, and those a role was granted for."""
    granted = (agency_id for _role, agency_id in viewer.grants)
    return frozenset(one for one in (viewer.agency_id, *granted) if one is not None)


def may_read_internal(viewer: Viewer, comment_round: HasOwner) -> bool:
    """True for every round that is not internal; for an internal one only for staff of its agency."""
    if not comment_round.is_internal:
        return True
    return viewer.staff_id is not None and comment_round.agency_id in own_agencies(viewer)
