"""The command groups of `flask`, in one list."""

from flask import Flask

from agencies.commands import agencies_commands
from agencies.setup_commands import account_commands, setup
from base.jobs.worker import jobs
from evaluation.commands import evaluation_commands
from feedback.commands import feedback_commands
from ledger.commands import ledger_commands
from portal.demo_commands import demo
from portal.operations import ops
from surveys.commands import surveys


def register_commands(app: Flask) -> None:
    """Each package adds its group here."""
    app.cli.add_command(jobs)
    app.cli.add_command(ops)
    app.cli.add_command(agencies_commands)
    app.cli.add_command(surveys)
    app.cli.add_command(feedback_commands)
    app.cli.add_command(ledger_commands)
    app.cli.add_command(evaluation_commands)
    app.cli.add_command(setup)
    app.cli.add_command(account_commands)
    app.cli.add_command(demo)
