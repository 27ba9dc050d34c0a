"""Figures made public as they are: ordered by hand, released by the clock at the fixed hour."""

from typing import Any

import time_machine

from base.db import db
from surveys.actions.snapshots import order_release, publish_snapshot
from surveys.release_clock import release_figures
from surveys.rules.snapshots import RELEASE_HOUR


def publish_at_hour(actor: Any, survey_round: Any, snapshot: Any) -> None:
    """Orders the release and lets the hour come; nothing is committed."""
    at = order_release(actor, survey_round, snapshot, RELEASE_HOUR)
    with time_machine.travel(at, tick=False):
        publish_snapshot(actor, survey_round, snapshot)


def let_the_hour_come(snapshot: Any) -> int:
    """What the clock does when the ordered hour has come; returns how many figures became public."""
    db.session.commit()
    db.session.refresh(snapshot)
    with time_machine.travel(snapshot.release_at, tick=False):
        return release_figures()
