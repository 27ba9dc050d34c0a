"""`flask evaluation …`, one module a noun; importing them registers their commands."""

from evaluation.commands import documents, recompute, scoring, targets
from evaluation.commands.group import evaluation_commands

__all__ = ["documents", "evaluation_commands", "recompute", "scoring", "targets"]
