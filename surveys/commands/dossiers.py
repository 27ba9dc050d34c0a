"""`flask surveys reconcile-dossiers`: what the worker does each night, at once."""

import click

from surveys.commands.group import surveys
from surveys.reconciling import reconcile_dossiers


@surveys.command("reconcile-dossiers")
def reconcile_dossiers_command() -> None:
    """Hold the codes issued in the last 35 days against the dossier counts; note what differs."""
    reconcile_dossiers()
    click.echo("reconciled: the last 35 days")
