"""`flask surveys …`, one module a noun; importing them registers their commands."""

from surveys.commands import (
    codes,
    detection,
    dossiers,
    events,
    imports,
    questionnaires,
    releases,
    rounds,
    scans,
    snapshots,
    tallies,
    texts,
    traces,
)
from surveys.commands.group import surveys

__all__ = [
    "codes",
    "detection",
    "dossiers",
    "events",
    "imports",
    "questionnaires",
    "releases",
    "rounds",
    "scans",
    "snapshots",
    "surveys",
    "tallies",
    "texts",
    "traces",
]
