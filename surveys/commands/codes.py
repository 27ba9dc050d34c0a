"""`flask surveys codes make|status`: batches of one-time codes from the shell, for whoever owns the round."""

from datetime import datetime
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from agencies.models import Role
from agencies.queries.agencies import get_agency
from agencies.roles import Viewer
from base.clock import local, now, today
from base.db import db
from base.rules import NotFound, RuleBroken
from surveys import code_keeping as code_keeping  # its work by the clock is registered with it
from surveys.actions.codes import BatchPlan, make_batch
from surveys.commands.group import surveys
from surveys.models import Delivery
from surveys.queries.code_stock import list_batches
from surveys.queries.rounds import get_round
from surveys.reports.codes import batch_rows

codes = AppGroup("codes", help="One-time codes: made in batches, never shown one by one.")
surveys.add_command(codes)


@codes.command("make")
@click.option("--round", "round_id", type=int, required=True)
@click.option("--agency", "agency_code", required=True, help="Code of the receiving office.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Today if left out.")
@click.option("--count", type=int, required=True, help="As many as there are dossiers.")
@click.option("--delivery", type=click.Choice([str(one) for one in Delivery]), default="slip")
def make(round_id: int, agency_code: str, day: datetime | None, count: int, delivery: str) -> None:
    """Makes one batch in the name of the body that owns the round; its codes are printed on a staff page."""
    try:
        survey_round, agency = get_round(round_id), get_agency(agency_code)
        actor = Viewer(None, survey_round.owner_agency_id, ((Role.DEPARTMENT, None),))
        plan = BatchPlan(round_id, agency.id, day.date() if day else today(), delivery, count)
        batch = make_batch(actor, plan, current_app.extensions["settings"].secrets, now())
    except NotFound as error:
        raise click.ClickException("no such round or agency") from error
    except RuleBroken as broken:
        db.session.rollback()
        raise click.ClickException(str(broken)) from broken
    db.session.commit()
    click.echo(f"batch {batch.id}: {count} codes, commitment {batch.root.hex()}")
    click.echo("they may be handed out once the ledger has published its next checkpoint")


@codes.command("status")
@click.option("--limit", type=int, default=20, show_default=True)
def status(limit: int) -> None:
    """The newest batches: how many made, handed out, used (in full tens, as of last night)."""
    pairs = list_batches("", "", None, today(), limit, 0)
    for row in batch_rows(pairs, today()):
        click.echo(_line(row))
    click.echo(f"{len(pairs)} batches shown, {local(now()):%d/%m/%Y %H:%M}")


def _line(row: Any) -> str:
    batch, used = row.batch, f"{row.used}+" if row.used else "<10"
    state = "expired" if row.is_expired and batch.state == "ready" else batch.state
    return (
        f"{batch.id:>6}  {batch.issue_day}  {row.agency.code:<14} {batch.delivery:<8} "
        f"made {batch.code_count:>5}  handed {row.handed:>5}  used {used:>5}  {state}"
    )
