"""`flask feedback parse FILE`: the tree a draft would be given, without storing anything."""

import json
from pathlib import Path

import click

from feedback.commands.group import feedback_commands
from feedback.parsing.outline import outline_lines
from feedback.parsing.reading import read_draft
from feedback.parsing.refusals import DraftRefused
from feedback.provisions import to_json


@feedback_commands.command("parse")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "form", flag_value="json", help="Prints the tree as JSON.")
@click.option(
    "--outline",
    "form",
    flag_value="outline",
    default="outline",
    help="One line a provision (default).",
)
@click.option(
    "--changes",
    type=click.Choice(["final", "original"]),
    help="What to do with tracked changes in Word.",
)
@click.option("--doubts", is_flag=True, help="Adds what the reader was unsure of to the outline.")
def parse_command(file: Path, form: str, changes: str | None, doubts: bool) -> None:
    """Reads a draft and prints its tree: kinds, numbers, titles and word counts."""
    try:
        reading = read_draft(file.read_bytes(), file.name, changes)
    except DraftRefused as refused:
        raise click.ClickException(str(refused)) from refused
    if form == "json":
        click.echo(json.dumps(to_json(reading.root), ensure_ascii=False, indent=1))
        return
    for line in outline_lines(reading.root, with_doubts=doubts):
        click.echo(line)
