"""`flask surveys compute`: figures of a round or period made anew, ready to be looked at and signed."""

import click

from surveys.commands.group import surveys
from surveys.snapshot_job import compute_snapshot


@surveys.command("compute")
@click.option("--round", "round_id", type=int, required=True)
@click.option(
    "--period", "period_id", type=int, help="A reporting period; the whole round if left out."
)
@click.option("--reason", default="", help="Why, when this corrects published figures.")
def compute(round_id: int, period_id: int | None, reason: str) -> None:
    """Computes a snapshot; it stays unseen until the owner of the round signs and publishes it."""
    snapshot = compute_snapshot(round_id, period_id, reason)
    click.echo(f"snapshot {snapshot.id}: {snapshot.content_hash}")
