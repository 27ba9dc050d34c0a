"""`flask surveys release-figures`: what the clock does at the fixed hour, at once for what is due."""

import click

from surveys.commands.group import surveys
from surveys.release_clock import release_figures


@surveys.command("release-figures")
def release_figures_command() -> None:
    """Make public the signed figures whose hour has come; what is not due stays as it is."""
    click.echo(f"released: {release_figures()}")
