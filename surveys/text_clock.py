"""What the clock does about free words: takes in those of the past week, publishes what was released."""

from flask import current_app

from base.clock import today
from base.db import db
from base.jobs import periodic
from base.logs import get_logger
from surveys.actions.texts import publish_texts, take_in_texts


@periodic("take-in-texts", minute="20", hour="3")
def take_in_free_words() -> None:
    """Every night; the words of a week come when it is over."""
    master = current_app.extensions["settings"].secrets.ledger_master.encode()
    count = take_in_texts(today(), master)
    db.session.commit()
    if count:
        get_logger("texts").info("texts_taken_in", count=count)


@periodic("publish-texts", minute="0", hour="18")
def publish_free_words() -> None:
    """At six in the evening, Mondays only: releases come at fixed times."""
    if today().isoweekday() != 1:
        return
    count = publish_texts(today())
    db.session.commit()
    if count:
        get_logger("texts").info("texts_published", count=count)
