"""`flask evaluation …`, one module a noun; importing them registers their commands."""

from evaluation.commands import recompute, scoring, targets
from evaluation.commands.group import evaluation_commands

__all__ = ["evaluation_commands", "recompute", "scoring", "targets"]
