"""What the clock does about figures: makes public, at the fixed hour, what was signed and ordered."""

from agencies.roles import Viewer
from base.clock import now
from base.db import db
from base.jobs import periodic
from base.logs import get_logger
from base.rules import RuleBroken
from surveys.actions.snapshots import publish_snapshot, stop_release
from surveys.models import SnapshotState
from surveys.queries.rounds import get_round
from surveys.queries.snapshots import get_snapshot, list_due


@periodic("release-figures", minute="*/5")
def release_on_time() -> None:
    release_figures()


def release_figures() -> int:
    """Returns how many became public. Each is committed for itself; one that may not be stops nothing."""
    released = 0
    for snapshot_id in list_due(now()):
        released += _release(snapshot_id)
    return released


def _release(snapshot_id: int) -> int:
    snapshot = get_snapshot(snapshot_id)
    survey_round = get_round(snapshot.round_id)
    ordered_by = Viewer(snapshot.release_by_id, survey_round.owner_agency_id)
    try:
        publish_snapshot(ordered_by, survey_round, snapshot)
    except RuleBroken as broken:
        db.session.rollback()
        if get_snapshot(snapshot_id).state == SnapshotState.SIGNED:  # else another worker was first
            stop_release(get_snapshot(snapshot_id), type(broken).__name__)
            db.session.commit()
            get_logger("figures").error("release_stopped", rule=type(broken).__name__)
        return 0
    db.session.commit()
    get_logger("figures").info("figures_released", snapshot=snapshot_id)
    return 1
