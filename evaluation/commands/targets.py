"""`flask evaluation load-targets`: the shipped catalogues of targets; safe to run twice."""

import click

from agencies.queries.installation import find_installation
from base.db import db
from evaluation.actions.catalogues import load_targets
from evaluation.commands.group import evaluation_commands


@evaluation_commands.command("load-targets")
def load_targets_command() -> None:
    """Adds the catalogues and targets that are missing; what is there, edited or not, stays."""
    place = find_installation()
    if place is None:
        raise click.ClickException("no province yet: run «flask setup province» first")
    loaded = load_targets(None, place.province_code)
    db.session.commit()
    click.echo(f"added {loaded.catalogue_count} catalogues, {loaded.target_count} targets")
