"""The group that the commands of this package join."""

from flask.cli import AppGroup

surveys = AppGroup("surveys", help="Questionnaires, rounds, responses.")
