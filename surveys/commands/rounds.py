"""The clock of rounds: they open and close by themselves, by the worker each minute or by command."""

import click

from base.db import db
from base.jobs import periodic
from base.rules import ChangedMeanwhile
from surveys.actions.rounds import move_due_rounds
from surveys.commands.group import surveys


def run_clock() -> int:
    """Opens and closes what is due and commits; another worker doing the same does no harm."""
    try:
        moved = move_due_rounds()
    except ChangedMeanwhile:
        return 0
    db.session.commit()
    return moved


@periodic("rounds_clock")
def tick() -> None:
    run_clock()


@surveys.command("run-clock")
def run_clock_command() -> None:
    """Opens the rounds whose time has come and closes those whose time is over."""
    click.echo(f"{run_clock()} round state(s) changed")
