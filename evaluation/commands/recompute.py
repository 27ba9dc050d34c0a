"""`flask evaluation recompute`: the stand-alone programs of the bundle, run here."""

import sys
from pathlib import Path

import click

from evaluation.commands.group import evaluation_commands
from evaluation.tools import recompute
from ledger.tools import verify_ledger

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@evaluation_commands.command("recompute")
@click.argument("bundle", type=FILE)
@click.option("--opening", type=FILE, help="The auditor's file: every figure from its responses.")
@click.option("--ledger", metavar="URL|DIR", help="The whole ledger: every opened leaf and place.")
def recompute_command(bundle: Path, opening: Path | None, ledger: str | None) -> None:
    """Exits 0 only if every published figure in BUNDLE matches; names what differs."""
    if ledger and not opening:
        raise click.UsageError("--ledger needs --opening")
    words = ["--opening", str(opening)] if opening else []
    found = recompute.main([str(bundle), *words])
    leaves = verify_ledger.main([ledger, *words]) if ledger else 0
    sys.exit(found or leaves)
