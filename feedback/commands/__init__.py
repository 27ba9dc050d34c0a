"""`flask feedback …`, one module a noun; importing them registers their commands."""

from feedback.commands import holding, letters, parse, rounds
from feedback.commands.group import feedback_commands

__all__ = ["feedback_commands", "holding", "letters", "parse", "rounds"]
