"""`flask surveys import-responses`: an earlier survey from a file into a closed round."""

import json
from pathlib import Path
from typing import Any

import click

from base.db import db
from base.rules import NotFound, RuleBroken
from surveys.commands.group import surveys
from surveys.following import follow_round
from surveys.importing import ImportOrder, carry_out
from surveys.imports.report import ImportReport

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FAULTS_SHOWN = 50


@surveys.command("import-responses")
@click.argument("file", type=_FILE)
@click.option("--round", "round_id", type=int, required=True, help="A closed round.")
@click.option("--mapping", type=_FILE, required=True, help="JSON: which column is what.")
@click.option("--dry-run", is_flag=True, help="Read and report only, write nothing.")
def import_responses_command(file: Path, round_id: int, mapping: Path, dry_run: bool) -> None:
    """Brings the responses of FILE (.csv or .xlsx) into a closed round: all or nothing."""
    order = ImportOrder(round_id, file.name, file.read_bytes(), _json(mapping))
    try:
        report = carry_out(order, dry_run, lambda done, total: None)
    except NotFound as missing:
        raise click.ClickException(f"there is no round {round_id}") from missing
    except RuleBroken as broken:
        raise click.ClickException(str(broken)) from broken
    if not report.is_sound:
        _show_faults(report)
        raise SystemExit(1)
    db.session.commit()
    _show_counts(report)
    if report.is_imported:
        follow_round(round_id)


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise click.ClickException(f"{path.name} is no JSON in UTF-8: {error}") from error


def _show_faults(report: ImportReport) -> None:
    for fault in report.faults[:FAULTS_SHOWN]:
        click.echo(f"row {fault.row}, {fault.column or '–'}: {fault.sentence}", err=True)
    click.echo(f"{report.fault_count} fault(s); nothing was written", err=True)


def _show_counts(report: ImportReport) -> None:
    for month, count in report.month_counts:
        click.echo(f"{month}: {count}")
    if report.ignored_columns:
        click.echo(f"columns left out: {', '.join(report.ignored_columns)}")
    if report.dropped_count:
        click.echo(f"{report.dropped_count} answer(s) left out: their question was not asked")
    done = "imported" if report.is_imported else "would be imported (dry run)"
    click.echo(f"{report.response_count} responses {done}")
