"""Counts per channel beside a figure: small ones are taken out, and those that would give them away."""

from collections.abc import Sequence

from scoring.withholding import Reason
from surveys.reports.computing.cells import CHANNEL, OVERALL, PROVINCE, Cell
from surveys.rules.suppression import Name, Relation, Tables, protect


def withhold_small_channels(cells: Sequence[Cell], sample: Sequence[str], counts_from: int) -> None:
    """Leaves in `channel_mix` only counts that may be shown; the sample's follow the cell itself."""
    mixed = {cell.agency: cell for cell in cells if cell.measure == OVERALL}
    totals = {cell.key: cell for cell in cells if cell.measure == CHANNEL}
    for channel, total in totals.items():
        hidden = _hidden(mixed, channel, sample, counts_from)
        few = total.figure.withheld == Reason.TOO_FEW_FOR_COUNTS
        total.hides_count = few or PROVINCE in hidden
        for agency in hidden:
            mixed[agency].channel_mix.pop(channel, None)


def _hidden(
    mixed: dict[int, Cell], channel: str, sample: Sequence[str], counts_from: int
) -> set[int]:
    sizes: dict[Name, int] = {
        agency: cell.channel_mix[channel]
        for agency, cell in mixed.items()
        if cell.channel_mix.get(channel)
    }
    if channel in sample:
        return {agency for agency in mixed if mixed[agency].hides_count}
    hidden: set[Name] = {agency for agency, size in sizes.items() if size < counts_from}
    relation: Relation = {agency: -1.0 if agency == PROVINCE else 1.0 for agency in sizes}
    tables = Tables(sizes, [relation], hidden, lambda agency: (agency == PROVINCE,))
    protect(tables, smallest_sum=counts_from)
    return {int(str(agency)) for agency in tables.hidden}
