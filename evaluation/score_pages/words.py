"""Points, figures and states as people read them."""

from flask_babel import format_decimal
from flask_babel import gettext as _

from base.web import current_language
from base.words import N_
from evaluation.models import ResultState, ScorecardState
from evaluation.reports.results import AgencyResult, ClassWords, LineResult
from scoring.rounding import round_half_up

CARD_STATES = {
    ScorecardState.DRAFT: (N_("Đang soạn"), "amber"),
    ScorecardState.IN_USE: (N_("Đang dùng"), "done"),
    ScorecardState.RETIRED: (N_("Thôi dùng"), "neutral"),
}
RESULT_STATES = {
    ResultState.COMPUTED: (N_("Đang thẩm định"), "amber"),
    ResultState.APPRAISED: (N_("Đã thẩm định, nhận đề nghị xem xét lại"), "brand"),
    ResultState.SUBMITTED: (N_("Đã trình UBND tỉnh"), "brand"),
    ResultState.DECIDED: (N_("Đã có quyết định"), "done"),
    ResultState.PUBLISHED: (N_("Đã công bố"), "done"),
    ResultState.SUPERSEDED: (N_("Đã được đính chính"), "neutral"),
}
KINDS = {
    "points": N_("Điểm chấm"),
    "bonus": N_("Điểm thưởng"),
    "deduction": N_("Điểm trừ"),
}
OUTCOMES = {
    "upheld": (N_("Chấp nhận"), "done"),
    "partly": (N_("Chấp nhận một phần"), "done"),
    "dismissed": (N_("Không chấp nhận"), "neutral"),
}


def number(value: float | None, decimals: int = 2) -> str:
    """Half up, without zeros at the end; nothing is a dash."""
    if value is None:
        return "–"
    pattern = "#,##0." + "#" * decimals
    return str(format_decimal(round_half_up(value, decimals), format=pattern))


def range_text(low: float | None, high: float | None) -> str:
    """ "94,4–97,6"; nothing where both ends are one."""
    if low is None or high is None or number(low) == number(high):
        return ""
    return f"{number(low)}–{number(high)}"


def points_text(agency: AgencyResult) -> str:
    """ "96/100"."""
    return "–" if agency.points is None else f"{number(agency.points)}/{number(agency.possible)}"


def rank_text(agency: AgencyResult) -> str:
    if agency.rank_low is None:
        return "–"
    if agency.rank_low == agency.rank_high:
        return f"{agency.rank_low}/{agency.ranked_count}"
    return f"{agency.rank_low}–{agency.rank_high}/{agency.ranked_count}"


def class_text(classes: tuple[ClassWords, ...], key: str) -> str:
    found = next((one for one in classes if one.key == key), None)
    if found is None:
        return _("chưa xếp")
    is_english = current_language() == "en" and bool(found.title_en)
    return found.title_en if is_english else found.title


def verdict_text(classes: tuple[ClassWords, ...], agency: AgencyResult) -> str:
    """The class; "chưa chấm" while there is no sum that a class could be read from."""
    return _("chưa chấm") if agency.points is None else class_text(classes, agency.class_key)


def awaited_text(agency: AgencyResult) -> str:
    """Why an agency is not scored yet; empty where it is, or where its criteria were not read."""
    return " ".join(str(_(one)) for one in agency.awaited)


def line_title(line: LineResult) -> str:
    is_english = current_language() == "en" and bool(line.title_en)
    return line.title_en if is_english else line.title


def figure_text(line: LineResult) -> str:
    """A figure with its unit."""
    if line.figure is None:
        return "–"
    if line.unit == "percent":
        return f"{number(line.figure, 1)} %"
    if line.unit == "yes_no":
        return _("có") if line.figure else _("không")
    if line.unit == "date":
        days = abs(round(line.figure))
        return _("trễ %(days)s ngày", days=days) if line.figure < 0 else _("đúng hạn")
    return number(line.figure, 1)


def line_points(line: LineResult) -> str:
    """Points of the maximum; a deduction with its minus."""
    if line.points is None:
        return "–"
    sign = "−" if line.kind == "deduction" and line.points else ""
    return f"{sign}{number(line.points)}/{number(line.max_points)}"


def reason_text(line: LineResult) -> str:
    """Our reasons are messages; people's words stand as they wrote them."""
    if line.is_given or not line.reason:
        return line.reason
    return str(_(line.reason))
