"""What a stored line of a self-report says, and which targets an agency owes."""

from agencies.models import Agency
from evaluation.models import ReportedFigure, YearTarget
from evaluation.rules.self_reports import NOTHING, Figure
from evaluation.rules.targets import is_bound


def figure_of(line: ReportedFigure | None) -> Figure:
    if line is None:
        return NOTHING
    return Figure(line.done_count, line.all_count, line.is_done, line.done_on, line.words)


def own_part(line: ReportedFigure | None, filled_by: str) -> Figure:
    """What the agency itself may write: beside a figure of Ý Dân only words."""
    figure = figure_of(line)
    return Figure(words=figure.words) if filled_by else figure


def owed_targets(targets: list[YearTarget], agency: Agency) -> dict[str, YearTarget]:
    """Those that bind the agency, by key, in their order. What counts for its parent owes nothing itself."""
    if agency.counts_for_parent:
        return {}
    return {one.key: one for one in targets if is_bound(one.bound, agency.kind, agency.code)}
