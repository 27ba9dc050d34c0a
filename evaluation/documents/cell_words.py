"""One published (or withheld) figure in the words of a report."""

from base.documents.blocks import Bar
from evaluation.documents.number_words import count_words, decimal_words, share_words
from scoring.rounding import percent
from surveys.index_pages.words import CHANNELS, REASONS
from surveys.models import IndexCell

NOT_RATED = "chưa công bố"


def is_shown(cell: IndexCell | None) -> bool:
    return cell is not None and not cell.withheld and cell.share is not None


def share_of(cell: IndexCell | None) -> str:
    """ "86,4 %", a bound where only that may be said, or that it is not published and why."""
    if cell is None:
        return NOT_RATED
    if cell.withheld or cell.share is None:
        reason = REASONS.get(cell.withheld or "", "")
        return f"chưa công bố: {reason}" if reason else "chưa công bố"
    if "show_as_at_least" in cell.notes:
        return f"từ {share_words(cell.share, 0)} trở lên"
    if "show_as_at_most" in cell.notes:
        return f"đến {share_words(cell.share, 0)}"
    return share_words(cell.share)


def interval_of(cell: IndexCell | None) -> str:
    if cell is None or cell.low is None or cell.high is None:
        return "–"
    return f"{_points(cell.low)}–{_points(cell.high)} %"


def counts_of(cell: IndexCell | None) -> str:
    if cell is None:
        return "–"
    if cell.n_valid is None:
        return "dưới 10" if cell.withheld == "too_few_for_counts" else "chưa nêu"
    return count_words(cell.n_valid)


def effective_of(cell: IndexCell | None) -> str:
    return "–" if cell is None or cell.n_eff is None else count_words(round(cell.n_eff))


def channels_of(cell: IndexCell | None) -> str:
    """ "mã đánh giá: 380; phiếu giấy: 20"."""
    if cell is None or not cell.channel_mix:
        return "–"
    named = ((CHANNELS.get(key, key), count) for key, count in sorted(cell.channel_mix.items()))
    return "; ".join(f"{name[:1].lower()}{name[1:]}: {count_words(count)}" for name, count in named)


def rank_of(cell: IndexCell | None, ranked: int) -> str:
    if cell is None or cell.rank_low is None or cell.rank_high is None:
        return "–"
    if cell.rank_low == cell.rank_high:
        return f"{cell.rank_low}/{ranked}"
    return f"{cell.rank_low}–{cell.rank_high}/{ranked}"


def bar_of(label: str, cell: IndexCell | None) -> Bar:
    """A line of an interval chart; a figure that is withheld has words and no mark."""
    if cell is None or not is_shown(cell) or cell.low is None or cell.high is None:
        return Bar(label, "chưa công bố")
    value, low, high = (float(percent(one, 2)) for one in (cell.share or 0.0, cell.low, cell.high))
    return Bar(
        label, f"{share_of(cell)} ({_points(cell.low)}–{_points(cell.high)})", value, low, high
    )


def _points(share: float) -> str:
    return decimal_words(percent(share, 1))
