"""The clock of comment rounds: they open and close by themselves, by the worker each minute or by command."""

import click

from base.db import db
from base.jobs import periodic
from base.rules import ChangedMeanwhile
from feedback.actions.round_clock import follow_clock
from feedback.commands.group import feedback_commands


def run_clock() -> int:
    """Opens and closes what is due and commits; another worker doing the same does no harm."""
    try:
        changed = follow_clock()
    except ChangedMeanwhile:
        return 0
    db.session.commit()
    return changed


@periodic("comment_rounds_clock")
def tick() -> None:
    run_clock()


@feedback_commands.command("follow-clock")
def follow_clock_command() -> None:
    """Opens the comment rounds whose time has come and closes those whose time is over."""
    click.echo(f"{run_clock()} round state(s) changed")
