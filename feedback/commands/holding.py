"""`flask feedback show-held`: what the worker does every hour, at once."""

import click

from base.clock import today
from base.db import db
from feedback.actions.moderation import release_overdue
from feedback.clock_work import show_held_comments
from feedback.commands.group import feedback_commands

CLOCK_WORK = (show_held_comments,)  # registered by being imported


@feedback_commands.command("show-held")
def show_held() -> None:
    """Show again what was held too long: 3 days by the system, 7 by a person."""
    shown = release_overdue(today())
    db.session.commit()
    click.echo(f"shown again: {shown}")
