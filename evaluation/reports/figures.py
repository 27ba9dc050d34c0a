"""A line's figure, goal and day as a person reads them."""

from datetime import date

from flask_babel import format_decimal
from flask_babel import gettext as _

from base.web import current_language
from evaluation.models import Target, YearTarget
from evaluation.rules.self_reports import Figure, figure_value


def title_of(target: Target | YearTarget) -> str:
    return (target.title_en or target.title) if current_language() == "en" else target.title


def number_words(value: float | None) -> str:
    """A whole number without decimals; any other with one."""
    if value is None:
        return "–"
    return str(format_decimal(value, format="#,##0" if value == int(value) else "#,##0.0"))


def day_words(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def figure_words(unit: str, figure: Figure) -> str:
    """The figure with its count; «Chưa điền» is not 0."""
    if unit == "yes_no" and figure.is_done is not None:
        return _("Có") if figure.is_done else _("Chưa")
    if unit == "date" and figure.done_on is not None:
        return day_words(figure.done_on)
    if figure.done_count is None:
        return _("Chưa điền")
    if unit != "percent":
        return number_words(figure.done_count)
    return _percent_words(figure)


def _percent_words(figure: Figure) -> str:
    value = figure_value("percent", figure)
    counts = f"{number_words(figure.done_count)}/{number_words(figure.all_count)}"
    if value is None:
        return _("%(counts)s (không phát sinh)", counts=counts)
    return f"{counts} ({number_words(round(value, 1))}\u00a0%)"


def goal_words(unit: str, goal: float | None) -> str:
    """Empty where the plan names no number."""
    if goal is None or unit in ("date", "yes_no"):
        return ""
    if unit == "percent":
        return _("Mục tiêu %(goal)s %%", goal=number_words(goal))
    return _("Ít nhất %(goal)s", goal=number_words(goal))
