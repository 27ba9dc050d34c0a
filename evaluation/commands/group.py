"""The group that the commands of this package join."""

from flask.cli import AppGroup

evaluation_commands = AppGroup("evaluation", help="The year: targets, scores, reports, open data.")
