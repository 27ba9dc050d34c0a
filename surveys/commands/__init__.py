"""`flask surveys …`, one module a noun; importing them registers their commands."""

from surveys.commands import detection, imports, questionnaires, rounds, snapshots, tallies, traces
from surveys.commands.group import surveys

__all__ = [
    "detection",
from surveys.commands import imports, questionnaires, rounds, snapshots, tallies, texts, traces
    "imports",
    "questionnaires",
    "rounds",
    "snapshots",
    "surveys",
    "tallies",
    "texts",
    "traces",
]
