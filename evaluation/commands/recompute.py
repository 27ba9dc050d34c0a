"""`flask evaluation recompute`: the stand-alone program of the bundle, run here."""

import sys
from pathlib import Path

import click

from evaluation.commands.group import evaluation_commands
from evaluation.tools import recompute


@evaluation_commands.command("recompute")
@click.argument("bundle", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def recompute_command(bundle: Path) -> None:
    """Exits 0 only if every published figure in BUNDLE matches; names what differs."""
    sys.exit(recompute.main([str(bundle)]))
