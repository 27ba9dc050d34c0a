"""`flask setup …`: first real use; `flask accounts …`: what only the server's people can do."""

import click
from flask import current_app, url_for
from flask.cli import AppGroup

from agencies.actions.accounts import create_staff, grant_role_directly
from agencies.actions.audit import record_act
from agencies.actions.installation import create_installation
from agencies.actions.invitations import invite_from_command_line
from agencies.actions.legal import load_legal_data
from agencies.actions.register import load_register
from agencies.models import Role, Staff
from agencies.queries.agencies import find_agency
from agencies.queries.bodies import body_of
from agencies.queries.staff import find_staff_by_email, list_admin_bodies
from agencies.rules.accounts import TooFewAdmins, check_enough_admins
from base.db import db
from base.rules import RuleBroken

setup = AppGroup("setup", help="First real use of an installation.")
account_commands = AppGroup("accounts", help="Accounts, from the server.")


def _link(token: str) -> str:
    with current_app.test_request_context(base_url=current_app.extensions["settings"].public_url):
        path = url_for("invitations.open_invitation", token=token)
    return f"{current_app.extensions['settings'].public_url}{path}"


def _read_admin(text: str) -> tuple[str, str, str]:
    parts = [part.strip() for part in text.split(";")]
    if len(parts) != 3 or not all(parts):
        raise click.ClickException(f"«{text}»: write email;full name;agency code")
    return parts[0], parts[1], parts[2]


def _make_admin(email: str, full_name: str, agency_code: str) -> tuple[Staff, str]:
    agency = find_agency(agency_code)
    if agency is None:
        raise click.ClickException(f"no agency has the code {agency_code}")
    staff = create_staff(email, full_name, agency.id)
    grant_role_directly(staff, Role.ACCOUNT_ADMIN)
    return staff, invite_from_command_line(staff)


@setup.command("province")
@click.option("--code", help="Province code, two figures; PROVINCE_CODE when left out.")
@click.option("--one-level", is_flag=True, help="No commune centres: the UBND has the counters.")
@click.option(
    "--admin", "admins", multiple=True, help="email;full name;agency code — twice, two bodies."
)
def setup_province(code: str | None, one_level: bool, admins: tuple[str, ...]) -> None:
    """Set this empty database up for one province and print two invitations, once."""
    province = code or current_app.extensions["settings"].province_code
    while len(admins) < 2:
        admins += (click.prompt("Account administrator (email;full name;agency code)"),)
    try:
        place = create_installation(province, is_demo=False)
        result = load_register(province, with_centres=not one_level)
        settings, holidays = load_legal_data()
        made = [_make_admin(*_read_admin(text)) for text in admins]
        check_enough_admins([body_of(agency_id) for agency_id in list_admin_bodies()])
    except TooFewAdmins as broken:
        raise click.ClickException("the administrators must be of two different bodies") from broken
    except RuleBroken as broken:
        raise click.ClickException(str(broken)) from broken
    record_act("province.setup", staff_id=None, after={"province": province})
    db.session.commit()
    click.echo(
        f"{place.province_name}: {len(result.added)} agencies, {settings} legal settings, ",
        nl=False,
    )
    click.echo(f"{holidays} holidays.")
    click.echo("Two links, each for one person, once, within seven days; they are shown only here:")
    for staff, token in made:
        click.echo(f"  {staff.full_name} <{staff.email}>: {_link(token)}")


@setup.command("replay")
@click.option("--code", help="Province code, two figures; PROVINCE_CODE when left out.")
def setup_replay(code: str | None) -> None:
    """Mark this empty database as a replay: made for `flask surveys import-events`, for nothing else."""
    province = code or current_app.extensions["settings"].province_code
    try:
        place = create_installation(province, is_demo=True, is_replay=True)
        result = load_register(province)
        load_legal_data()
    except RuleBroken as broken:
        raise click.ClickException(str(broken)) from broken
    record_act("province.setup", staff_id=None, after={"province": province, "replay": True})
    db.session.commit()
    click.echo(f"{place.province_name}: a replay with {len(result.added)} agencies")


@setup.command("legal")
def setup_legal() -> None:
    """Add the shipped legal settings and holidays that are missing; safe to run again."""
    settings, holidays = load_legal_data()
    db.session.commit()
    click.echo(f"{settings} legal settings and {holidays} holidays added")


@account_commands.command("recover")
@click.argument("email")
def recover(email: str) -> None:
    """Print a new link for EMAIL when fewer than two other administrators of two bodies are left.

    Otherwise recovery takes two people on the accounts page.
    """
    staff = find_staff_by_email(email)
    if staff is None or not staff.active:
        raise click.ClickException("no active account with this address")
    others = [body_of(agency_id) for agency_id in list_admin_bodies(without_staff_id=staff.id)]
    try:
        check_enough_admins(others)
    except TooFewAdmins:
        token = invite_from_command_line(staff)
        db.session.commit()
        click.echo(f"{staff.full_name}: {_link(token)}")
        return
    raise click.ClickException("two administrators can do it: /can-bo/tai-khoan")
