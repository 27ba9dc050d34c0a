"""Counts per channel beside a figure: those that may be shown are those of the channels' own cells."""

from collections.abc import Sequence
from dataclasses import replace

from surveys.reports.computing.cell import CHANNEL, OVERALL, PROVINCE, Cell


def show_channel_counts(cells: Sequence[Cell], sample: Sequence[str]) -> None:
    """Leaves in `channel_mix` only counts that may be shown; a lone sample channel is the figure."""
    mixed = {cell.agency: cell for cell in cells if cell.measure == OVERALL}
    hidden = {
        (cell.agency, cell.key) for cell in cells if cell.measure == CHANNEL and cell.hides_count
    }
    if len(sample) == 1:
        hidden |= {(agency, sample[0]) for agency, cell in mixed.items() if cell.hides_count}
    for agency, channel in hidden:
        if agency in mixed:
            mixed[agency].channel_mix.pop(channel, None)


def mirror_sample(cells: Sequence[Cell], sample: Sequence[str]) -> list[Cell]:
    """The province's figure once more as that of the sample's only channel."""
    if len(sample) != 1:
        return []
    return [
        replace(cell, measure=CHANNEL, key=sample[0], channel_mix={}, rank=None)
        for cell in cells
        if cell.agency == PROVINCE and cell.measure == OVERALL and cell.figure.n
    ]
