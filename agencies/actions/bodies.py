"""Guards the bodies that check each other against one person's changes of the register."""

from collections.abc import Iterator
from contextlib import contextmanager

from agencies.queries.bodies import held_agency_ids, standings
from agencies.rules.bodies import check_bodies_kept
from base.db import db


@contextmanager
def bodies_kept(staff_id: int | None) -> Iterator[None]:
    """Raises BodyKept when what was written inside would redraw such a body; the caller rolls back.

    `staff_id` None is the command line on the server, where the operator answers for it.
    """
    if staff_id is None:
        yield
        return
    before, held = standings(), held_agency_ids()
    yield
    db.session.flush()
    check_bodies_kept(before, standings(), held)
