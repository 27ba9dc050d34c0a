"""`flask surveys …`, one module a noun; importing them registers their commands."""

from surveys.commands import questionnaires, rounds, tallies
from surveys.commands.group import surveys

__all__ = ["questionnaires", "rounds", "surveys", "tallies"]
