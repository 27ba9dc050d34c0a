"""Numbers of answers that stand beside figures: by channel, and about dossiers that others received."""

from collections.abc import Sequence

import numpy as np

from surveys.reports.computing.cell import OVERALL, PROVINCE, Cell
from surveys.reports.computing.frame import Frame


def mix_channels(cells: Sequence[Cell], received: Frame, credited: Frame) -> None:
    """Responses per channel on every overall cell, as they are; small ones are taken out later."""
    mixes = _mixes_of(credited)
    whole = {
        channel: int(received.responses[received.channels == channel].sum())
        for channel in np.unique(received.channels).tolist()
    }
    for cell in cells:
        if cell.measure == OVERALL:
            cell.channel_mix = whole if cell.agency == PROVINCE else mixes.get(cell.agency, {})


def _mixes_of(frame: Frame) -> dict[int, dict[str, int]]:
    mixes: dict[int, dict[str, int]] = {}
    agencies, codes = np.unique(frame.agencies, return_inverse=True)
    channels, names = np.unique(frame.channels, return_inverse=True)
    for code, channel in enumerate(channels.tolist()):
        here = names.reshape(-1) == code
        found = np.bincount(codes.reshape(-1)[here], frame.responses[here], len(agencies))
        for place in np.flatnonzero(found).tolist():
            mixes.setdefault(int(agencies[place]), {})[channel] = int(found[place])
    return mixes


def note_resolved(cells: Sequence[Cell], measure: str, frame: Frame) -> None:
    """How many answers of each agency are about dossiers that others received."""
    if frame.credited is None:
        return
    agencies = frame.agencies[frame.credited]
    found, codes = np.unique(agencies, return_inverse=True)
    counts = np.bincount(codes.reshape(-1), frame.responses[frame.credited], len(found))
    resolved = dict(zip(found.tolist(), counts.astype(int).tolist(), strict=True))
    for cell in cells:
        if cell.measure == measure:
            cell.resolved = resolved.get(cell.agency, 0)
