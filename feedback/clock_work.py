"""What the clock does about comments: shows what was held too long without a second person."""

from base.clock import today
from base.db import db
from base.jobs import periodic
from feedback.actions.moderation import release_overdue


@periodic("show-held-comments", minute="11")
def show_held_comments() -> None:
    release_overdue(today())
    db.session.commit()
