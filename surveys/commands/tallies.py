"""`flask surveys recount`: makes the tallies anew from the stored responses."""

import click

from surveys.commands.group import surveys
from surveys.following import follow_round
from surveys.queries.tallies import list_round_ids


@surveys.command("recount")
@click.option("--round", "round_id", type=int, help="Only this round; all rounds when left out.")
def recount(round_id: int | None) -> None:
    """Counts every response again; safe while residents answer and safe to run twice."""
    for one in list_round_ids(round_id):
        counted = follow_round(one, everything=True)
        click.echo(f"round {one}: {counted} clusters counted")
