"""The questionnaires that come with Ý Dân, from the command line."""

import click

from base.db import db
from surveys.actions.questionnaires import ship_questionnaires
from surveys.commands.group import surveys


@surveys.command("ship-questionnaires")
def ship() -> None:
    """Publishes the questionnaires that come with Ý Dân; those already there stay as they are."""
    shipped = ship_questionnaires()
    db.session.commit()
    for version in shipped:
        click.echo(f"{version.questionnaire.key}: {version.questionnaire.name}")
    click.echo(f"{len(shipped)} questionnaires published")
