"""`flask surveys take-in-texts`, `publish-texts`: what the clock does about free words, at once."""

import click
from flask import current_app

from base.clock import today
from base.db import db
from surveys.actions.texts import publish_texts, take_in_texts
from surveys.commands.group import surveys
from surveys.text_clock import publish_free_words, take_in_free_words

__all__ = ["publish_free_words", "take_in_free_words"]


@surveys.command("take-in-texts")
def take_in_command() -> None:
    """Put the words of past weeks before the reviewers, redacted by rule."""
    master = current_app.extensions["settings"].secrets.ledger_master.encode()
    count = take_in_texts(today(), master)
    db.session.commit()
    click.echo(f"taken in: {count}")


@surveys.command("publish-texts")
def publish_command() -> None:
    """Show released words of published periods, ten or more of an agency at once."""
    count = publish_texts(today())
    db.session.commit()
    click.echo(f"published: {count}")
