"""`flask surveys forget-scans`: what the worker does every night, at once."""

import click

from surveys.commands.group import surveys
from surveys.forgetting_scans import forget_old_scans


@surveys.command("forget-scans")
def forget_scans_command() -> None:
    """Destroy pictures of paper forms that were kept as long as the setting says."""
    forget_old_scans()
    click.echo("forgotten: pictures of batches closed longer ago than paper.scan_days")
