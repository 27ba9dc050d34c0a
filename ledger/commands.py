"""`flask ledger …`: seal, verify, show a checkpoint, write the auditor's file."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from base.clock import now
from base.db import reading
from ledger.opening import write_opening
from ledger.queries.checkpoints import find_checkpoint, find_newest_checkpoint
from ledger.reports import find_inclusion, note_with_witnesses
from ledger.rotation import rotate_key
from ledger.rules import LedgerForked
from ledger.sealing import seal
from ledger.second_copy import CopyBusy
from ledger.signing import app_settings
from ledger.tools.verify_ledger import Broken, number_hash
from ledger.verification import verify_elsewhere, verify_here

ledger_commands = AppGroup("ledger", help="The public ledger.")


@ledger_commands.command("seal")
@click.option("--now", "at_once", is_flag=True, help="Even if these ten minutes have a checkpoint.")
def seal_command(at_once: bool) -> None:
    """Takes in what waits and publishes a checkpoint; the worker does it every ten minutes."""
    try:
        sealed = seal(app_settings(), now(), only_when_due=not at_once)
    except CopyBusy as busy:
        raise click.ClickException("another process is sealing just now") from busy
    except LedgerForked as forked:
        raise click.ClickException(f"nothing was signed: {forked}") from forked
    size = f"checkpoint {sealed.checkpoint.size}" if sealed.checkpoint else "no new checkpoint"
    click.echo(f"{sealed.leaf_count} leaves sealed, {size}")


@ledger_commands.command("checkpoint")
@click.argument("size", type=int, required=False)
def checkpoint_command(size: int | None) -> None:
    """Prints the newest signed checkpoint, or that of SIZE, with the witnesses' lines."""
    found = find_checkpoint(size) if size else find_newest_checkpoint()
    if found is None:
        raise click.ClickException("there is no such checkpoint")
    click.echo(note_with_witnesses(found), nl=False)


@ledger_commands.command("verify")
@click.option("--from", "place", metavar="URL|DIR", help="Public pages, or a second copy.")
@click.option("--number", help="A response number that must be in the ledger.")
@click.option("--opening", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify_command(place: str | None, number: str | None, opening: Path | None) -> None:
    """Exits 0 only if all holds; names every leaf that does not."""
    settings = app_settings()
    try:
        if place:
            faults, leaves, checkpoints = verify_elsewhere(settings, place, opening)
        else:
            faults, leaves, checkpoints = verify_here(settings, opening)
    except (Broken, OSError, ValueError, KeyError) as error:
        raise click.ClickException(str(error)) from error
    if number:
        faults = faults + _number_faults(number)
    for one in faults:
        click.echo(one)
    click.echo(f"{leaves} leaves, {checkpoints} checkpoints, {len(faults)} faults")
    sys.exit(1 if faults else 0)


def _number_faults(number: str) -> list[str]:
    with reading():
        found = find_inclusion(number_hash(number))
    if found is None:
        return [f"{number}: không có trong sổ / not in the ledger"]
    click.echo(f"{number}: {found.ordinal} / {found.size}")
    return []


@ledger_commands.command("rotate-key")
def rotate_key_command() -> None:
    """Hands the ledger over to a new signing key, in public; then start worker and web service anew."""
    try:
        key = rotate_key(app_settings(), now())
    except CopyBusy as busy:
        raise click.ClickException("another process is sealing just now") from busy
    except LedgerForked as forked:
        raise click.ClickException(f"nothing was handed over: {forked}") from forked
    click.echo(f"handed over to {key}")
    click.echo("start the worker and the web service anew: until then nothing is sealed")


@ledger_commands.command("opening")
@click.argument("file", type=click.Path(path_type=Path))
def opening_command(file: Path) -> None:
    """Writes the auditor's FILE: leaf keys and records. It opens answers: hand it over in person."""
    try:
        count = write_opening(app_settings(), file)
    except FileExistsError as error:
        raise click.ClickException(f"{file} is there already") from error
    click.echo(f"{count} records written to {file} (mode 0600): it opens answers, guard it")
