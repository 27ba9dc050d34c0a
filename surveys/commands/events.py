"""`flask surveys import-events`: data made by others, replayed with their times."""

from pathlib import Path

import click

from base.rules import RuleBroken
from surveys.commands.group import surveys

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@surveys.command("import-events")
@click.argument("file", type=_FILE)
@click.option("--questionnaire", default="hanh-chinh-cong", help="Key of a shipped questionnaire.")
def import_events_command(file: Path, questionnaire: str) -> None:
    """Loads FILE (.csv, columns in docs/replays.md) into a database made by `flask setup replay`."""
    from surveys.events.columns import EventsFaulty
    from surveys.importing_events import import_events  # polars stays out of processes that serve

    try:
        loaded = import_events(file, questionnaire)
    except RuleBroken as broken:
        raise click.ClickException(str(broken)) from broken
    except EventsFaulty as faulty:
        for one in faulty.faults:
            click.echo(f"line {one.line}: {one.sentence}" if one.line else one.sentence, err=True)
        click.echo(f"{faulty.count} fault(s); nothing was loaded", err=True)
        raise SystemExit(1) from faulty
    click.echo(
        f"round {loaded.round_id}: {loaded.dossier_rows} dossier counts, {loaded.code_count} codes, "
        f"{loaded.response_count} responses"
    )
