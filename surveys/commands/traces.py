"""`flask surveys forget-traces`, `fix-classes`: what the worker does by the clock, at once."""

import click

from surveys.commands.group import surveys
from surveys.forgetting import fix_weekly_classes, forget_answer_links, forget_traces


@surveys.command("forget-traces")
def forget_traces_command() -> None:
    """Destroy what told when somebody answered (48 hours) and with which code (7 days)."""
    forget_traces()
    forget_answer_links()
    click.echo("forgotten: traces over 48 hours old, links of codes past their days")


@surveys.command("fix-classes")
def fix_classes_command() -> None:
    """Fix the dossier class of coded answers of weeks that are over; small classes become «other»."""
    fix_weekly_classes()
    click.echo("fixed: classes of every week that is over")
