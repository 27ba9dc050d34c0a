"""The group `flask feedback …`."""

from flask.cli import AppGroup

feedback_commands = AppGroup("feedback", help="Drafts and comment rounds.")
