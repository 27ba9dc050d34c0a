"""`flask surveys forget-traces`: what the worker does every hour, at once."""

import click

from surveys.commands.group import surveys
from surveys.forgetting import forget_traces


@surveys.command("forget-traces")
def forget_traces_command() -> None:
    """Destroy keys, traces and dates of answers that are over 48 hours old."""
    forget_traces()
    click.echo("forgotten: everything over 48 hours old")
