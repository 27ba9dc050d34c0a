"""What hangs on an agency and goes along when another takes its place; other packages add their kinds.

register_movable(Movable("places", N_("Nơi đặt mã QR"), count, move)): `count` gives agency id → how many of
these agencies; `move(old id, new id, staff id)` hands all over and gives how many; None: they stay.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Movable:
    """Moved on the day when one body takes the whole place of another; of a divided one people decide."""

    key: str
    words: str
    count: Callable[[Collection[int]], Mapping[int, int]]
    move: Callable[[int, int, int | None], int] | None = None


_KINDS: dict[str, Movable] = {}


def register_movable(movable: Movable) -> None:
    """Safe to call again with the same kind."""
    _KINDS[movable.key] = movable


def movables() -> list[Movable]:
    """By key."""
    return [_KINDS[key] for key in sorted(_KINDS)]
