"""What the clock does with reorganisations: on their day, what hangs on a replaced body goes to its heir."""

from agencies.actions.reorganising import hand_over, move_officers
from agencies.movables import Movable, register_movable
from agencies.queries.reorganising import count_officers
from base.clock import today
from base.db import db
from base.jobs import periodic
from base.logs import get_logger
from base.words import N_

register_movable(Movable("officers", N_("Cán bộ"), count_officers, move_officers))


@periodic("hand-over-agencies", minute="3")
def hand_over_agencies() -> None:
    """Every hour, so that a day's first visitors are met by the new body."""
    moved = hand_over(today())
    db.session.commit()
    if moved:
        get_logger("agencies").info("handed_over", thing_count=moved)
