"""`flask demo …`: the made-up province, its accounts' codes."""

import time
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from agencies.actions.installation import create_installation
from agencies.queries.installation import find_installation
from agencies.register import ProvinceUnknown
from base.db import db
from base.rules import NotFound, RuleBroken

demo = AppGroup("demo", help="The made-up province; never in a database of real use.")


def _say(text: str) -> None:
    click.echo(f"  [{time.monotonic() - _STARTED:5.1f} s] {text}")


_STARTED = time.monotonic()


@demo.command("prepare")
def prepare() -> None:
    """For a new database: mark it as a demo and load it. Does nothing in a database of real use."""
    place = find_installation()
    if place is None:
        _create(current_app.extensions["settings"].province_code)
    elif not place.is_demo:
        return
    _load(None, 1, True)


@demo.command("load")
@click.option("--province", default=None, help="Code of the province, for a new database.")
@click.option("--responses", type=click.IntRange(500, 20_000_000), default=None)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--only-responses", is_flag=True, help="No tallies, no figures: for measuring.")
def load(province: str | None, responses: int | None, seed: int, only_responses: bool) -> None:
    """Load the made-up province; what an earlier call has loaded stays."""
    place = find_installation()
    if place is None:
        _create(province or current_app.extensions["settings"].province_code)
    elif province and place.province_code != province:
        raise click.ClickException(f"this database is of {place.province_name}")
    _load(responses, seed, not only_responses)


def _create(province: str) -> None:
    try:
        place = create_installation(province, is_demo=True)
    except ProvinceUnknown as error:
        raise click.ClickException(f"no province has the code {province}") from error
    db.session.commit()
    click.echo(f"Dữ liệu giả lập · made-up data: {place.province_name}")


def _load(responses: int | None, seed: int, with_results: bool) -> None:
    from evaluation.demo.decided_year import load_decided_year  # these: not in web processes
    from evaluation.demo.loading import load_year
    from feedback.demo.loading import load_comment_rounds
    from surveys.demo.loading import RESPONSES, load_demo

    try:
        load_demo(responses or RESPONSES, seed, _say, with_results=with_results)
        load_comment_rounds(seed, _say)
        if with_results:
            load_decided_year(seed, _say)
            load_year(seed, _say)
    except RuleBroken as broken:
        db.session.rollback()
        raise click.ClickException(str(broken)) from broken


@demo.command("totp")
@click.argument("email")
def totp(email: str) -> None:
    """The six digits that the authenticator of a demo account would show now."""
    from surveys.demo.accounts import present_code

    place = find_installation()
    if place is None or not place.is_demo:
        raise click.ClickException("only a demo database gives its codes away")
    try:
        click.echo(present_code(email))
    except NotFound as error:
        raise click.ClickException(f"no demo account with a second factor: {email}") from error


@demo.command("accounts")
def accounts() -> None:
    """Print the demo accounts again."""
    path: Path = current_app.extensions["settings"].instance_dir / "demo-accounts.txt"
    if not path.exists():
        raise click.ClickException("there are no demo accounts here: flask demo load")
    click.echo(path.read_text(encoding="utf-8"))
