"""Catalogues and targets as lists show them, and where two versions of a target differ."""

from dataclasses import dataclass

from flask_babel import gettext as _

from base.web import current_language
from evaluation.actions.catalogues import TargetEdit
from evaluation.models import Target, TargetCatalogue, YearTarget
from evaluation.queries.catalogues import count_targets, list_catalogues
from evaluation.reports.bound import bound_words
from evaluation.reports.figures import day_words, goal_words, number_words, title_of
from evaluation.words import FILLER_WORDS, PERIOD_WORDS, UNIT_WORDS

MARKS = {"S": "done", "S2": "brand", "I": "amber", "K": "amber"}


@dataclass(frozen=True)
class CatalogueLine:
    catalogue: TargetCatalogue
    title: str
    target_count: int
    on_count: int


@dataclass(frozen=True)
class TargetLine:
    """`due`: day, or day of every year, in words; `filler`: what Ý Dân fills in, empty if nothing."""

    target: Target | YearTarget
    title: str
    unit: str
    goal: str
    bound: str
    period: str
    due: str
    filler: str


def catalogue_lines() -> list[CatalogueLine]:
    counts = count_targets()
    english = current_language() == "en"
    return [
        CatalogueLine(
            one, (one.title_en or one.title) if english else one.title, *counts.get(one.id, (0, 0))
        )
        for one in list_catalogues()
    ]


def target_lines(targets: list[Target]) -> list[TargetLine]:
    return [target_line(one, due_words(one.due)) for one in targets]


def year_target_lines(targets: list[YearTarget]) -> list[TargetLine]:
    return [target_line(one, day_words(one.due_on)) for one in targets]


def target_line(one: Target | YearTarget, due: str) -> TargetLine:
    return TargetLine(
        target=one,
        title=title_of(one),
        unit=_(UNIT_WORDS[one.unit]) if one.unit != "percent" else _("Tỷ lệ %%"),
        goal=goal_words(one.unit, one.goal),
        bound=bound_words(one.bound),
        period=_(PERIOD_WORDS[one.period]),
        due=due,
        filler=_(FILLER_WORDS[one.filled_by]) if one.filled_by else "",
    )


def due_words(due: str) -> str:
    """2025-03-31 → 31/03/2025; 12-31 → 31/12 every year."""
    parts = due.split("-")
    if len(parts) == 3:
        return "/".join(reversed(parts))
    return _("%(day)s hằng năm", day="/".join(reversed(parts))) if len(parts) == 2 else due


def differences(stored: Target, typed: TargetEdit) -> list[tuple[str, str, str]]:
    """(label, stored, typed) of what differs."""
    rows = [
        (_("Chỉ tiêu"), stored.title, typed.title),
        (_("Tên tiếng Anh"), stored.title_en, typed.title_en),
        (_("Nguyên văn trong kế hoạch"), stored.detail, typed.detail),
        (_("Mức phải đạt"), number_words(stored.goal), number_words(typed.goal)),
        (_("Giao cho"), bound_words(stored.bound), bound_words(typed.bound)),
        (_("Kỳ"), _(PERIOD_WORDS[stored.period]), _(PERIOD_WORDS[typed.period])),
        (_("Thời hạn"), due_words(stored.due), due_words(typed.due)),
        (_("Minh chứng cần có"), stored.evidence, typed.evidence),
        (_("Căn cứ"), stored.citation, typed.citation),
        (_("Mức xác nhận"), stored.confidence, typed.confidence),
        (_("Dùng chỉ tiêu này"), _yes_no(stored.is_on), _yes_no(typed.is_on)),
    ]
    return [row for row in rows if row[1] != row[2]]


def _yes_no(value: bool) -> str:
    return _("Có") if value else _("Không")
