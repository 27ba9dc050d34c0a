"""`flask surveys …`: what is done with surveys from the command line."""

import click
from flask.cli import AppGroup

from base.db import db
from surveys.actions.questionnaires import ship_questionnaires

surveys = AppGroup("surveys", help="Questionnaires, rounds, responses.")


@surveys.command("ship-questionnaires")
def ship() -> None:
    """Publishes the questionnaires that come with Ý Dân; those already there stay as they are."""
    shipped = ship_questionnaires()
    db.session.commit()
    for version in shipped:
        click.echo(f"{version.questionnaire.key}: {version.questionnaire.name}")
    click.echo(f"{len(shipped)} questionnaires published")
