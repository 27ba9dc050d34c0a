"""`flask surveys recount` and `write-columns`: the tallies made anew, from responses or from files."""

from pathlib import Path

import click
from flask import current_app

from base.db import db
from surveys.actions.columnar import recount_from_files, write_files
from surveys.commands.group import surveys
from surveys.following import follow_round
from surveys.queries.tallies import list_round_ids


def columnar_folder() -> Path:
    folder: Path = current_app.extensions["settings"].instance_dir / "columnar"
    return folder


@surveys.command("recount")
@click.option("--round", "round_id", type=int, help="Only this round; all rounds when left out.")
@click.option(
    "--from-files", is_flag=True, help="From the columnar files, whose hashes are checked."
)
def recount(round_id: int | None, from_files: bool) -> None:
    """Counts every response again; safe while residents answer and safe to run twice."""
    for one in list_round_ids(round_id):
        if from_files:
            counted = recount_from_files(one, columnar_folder())
            db.session.commit()
            click.echo(f"round {one}: {counted} responses counted from files")
        else:
            counted = follow_round(one, everything=True)
            click.echo(f"round {one}: {counted} clusters counted")


@surveys.command("write-columns")
@click.option("--round", "round_id", type=int, help="Only this round; all rounds when left out.")
def write_columns(round_id: int | None) -> None:
    """Writes the answers of rounds as Parquet files and records their hashes."""
    for one in list_round_ids(round_id):
        for written in write_files(one, columnar_folder()):
            click.echo(f"{written.name}: {written.response_count} responses, {written.sha256}")
        db.session.commit()
