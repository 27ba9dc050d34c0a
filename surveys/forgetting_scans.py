"""The worker's part of keeping pictures of paper forms no longer than the setting says."""

from base.clock import today
from base.db import db
from base.jobs import periodic
from base.logs import get_logger
from surveys.actions.paper.scans import forget_scans
from surveys.queries.paper.settings import paper_setting


@periodic("forget-scans", hour="2", minute="20")
def forget_old_scans() -> None:
    """Safe to run twice; the hashes stay, so that what was published can still be checked."""
    day_count = paper_setting("paper.scan_days")
    count = forget_scans(day_count, today())
    db.session.commit()
    if count:
        get_logger("forgetting").info("scans_forgotten", scan_count=count)
