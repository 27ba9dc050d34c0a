"""What is late or due within two weeks, each leading to its list; what a viewer may not open has no link."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from flask import url_for
from flask_babel import gettext as _

from agencies.queries.installation import find_installation
from agencies.queries.legal import SettingMissing, setting_in_force
from agencies.roles import Viewer
from base.clock import now, today
from base.permissions import Permission
from evaluation.models import EvaluationYear, YearState
from evaluation.queries.province import count_issued_documents, list_open_looks
from evaluation.queries.years import list_years
from evaluation.reports.figures import day_words
from evaluation.reports.progress import Wanted, province_progress
from evaluation.rules.report_periods import ReportPeriod
from evaluation.score_pages.access import visible_states
from feedback.queries.comment_rounds import list_rounds_to_answer
from feedback.queries.dispositions import count_missing
from feedback.reports.round_words import answer_words
from surveys.index_pages.figures import number

SOON = timedelta(days=14)
MOST_ROUNDS = 5
LONGEST_PAST = timedelta(days=120)  # a report that old was sent without a number, or never will be


@dataclass(frozen=True)
class Waiting:
    """`tone`: late | soon; `url` is empty where the viewer may not open the list."""

    words: str
    when: str
    url: str
    tone: str


def attention(viewer: Viewer) -> list[Waiting]:
    """The late ones first."""
    found = [*_self_reports(viewer), *_comments(viewer), *_looks(viewer), *_documents(viewer)]
    return sorted(found, key=lambda one: one.tone != "late")


def days_words(day: date) -> str:
    left = (day - today()).days
    if left > 0:
        return _("hạn %(day)s, còn %(count)s ngày", day=day_words(day), count=left)
    if left == 0:
        return _("hạn là hôm nay")
    return _("quá hạn %(count)s ngày, từ %(day)s", day=day_words(day), count=-left)


def _self_reports(viewer: Viewer) -> Iterator[Waiting]:
    scope = viewer.agency_scope(Permission.EVALUATION_READ)
    for year in list_years():
        if year.state == YearState.REPORTING and viewer.may(Permission.EVALUATION_READ):
            yield from _of_year(year, scope)


def _of_year(year: EvaluationYear, scope: frozenset[int] | None) -> Iterator[Waiting]:
    rows = province_progress(year, scope, Wanted(), today())

    def line(words: str, show: str, is_late: bool, when: str) -> Waiting:
        url = url_for("self_reports_staff.progress", year=year.year, xem=show)
        return Waiting(words, when, url, "late" if is_late else "soon")

    late = sum(one.matches("late") for one in rows)
    if late:
        words = _(
            "%(count)s cơ quan có việc của năm %(year)s quá hạn", count=number(late), year=year.year
        )
        lines = sum(one.late_count for one in rows)
        yield line(words, "late", True, _("%(count)s việc", count=number(lines)))
    if year.report_by - today() > SOON:
        return
    is_over = year.report_by < today()
    idle = sum(one.matches("not_started") for one in rows)
    if idle:
        words = _("%(count)s cơ quan chưa bắt đầu tự đánh giá", count=number(idle))
        yield line(words, "not_started", is_over, days_words(year.report_by))
    begun = sum(one.is_started and one.state in ("", "draft", "returned") for one in rows)
    if begun:
        words = _("%(count)s cơ quan đang làm, chưa nộp tự đánh giá", count=number(begun))
        yield line(words, "", is_over, days_words(year.report_by))


def _comments(viewer: Viewer) -> Iterator[Waiting]:
    due = [
        (one, one.answer_by_on)
        for one in list_rounds_to_answer(now())
        if not one.is_internal and one.answer_by_on and one.answer_by_on - today() <= SOON
    ]
    may_open = viewer.may(Permission.FEEDBACK_READ)
    for one, day in due[:MOST_ROUNDS]:
        words = _(
            "«%(title)s»: %(count)s ý kiến chưa trả lời",
            title=one.title,
            count=count_missing(one.id),
        )
        url = url_for("comment_rounds_staff.round_page", round_id=one.id) if may_open else ""
        yield Waiting(words, answer_words((day - today()).days), url, _tone(day))
    if len(due) > MOST_ROUNDS:
        words = _(
            "%(count)s đợt lấy ý kiến khác sắp hoặc đã quá hạn trả lời",
            count=len(due) - MOST_ROUNDS,
        )
        url = url_for("comment_rounds_staff.round_list") if may_open else ""
        yield Waiting(words, "", url, _tone(due[MOST_ROUNDS][1]))


def _tone(day: date) -> str:
    return "late" if day < today() else "soon"


def _looks(viewer: Viewer) -> Iterator[Waiting]:
    """Only of results at a step that this viewer sees."""
    for year, count, until in list_open_looks(visible_states(viewer)):
        words = _(
            "%(count)s đề nghị xem xét lại kết quả năm %(year)s chưa giải quyết",
            count=count,
            year=year,
        )
        when = _("nhận đến hết %(day)s", day=day_words(until)) if until else ""
        url = url_for("year_results_staff.year_page", year=year)
        yield Waiting(words, when, url, "late" if until and until < today() else "soon")


def _documents(viewer: Viewer) -> Iterator[Waiting]:
    """Where a legal setting says until when reports are owed; issued is what has its number."""
    for period, day in _report_days():
        if not -LONGEST_PAST <= day - today() <= SOON:
            continue
        done, owed = count_issued_documents(period.key, today())
        if done < owed:
            words = _(
                "%(count)s xã, phường chưa ghi số báo cáo kỳ %(period)s",
                count=owed - done,
                period=period.key.replace("H1", " – 6T"),
            )
            may_open = viewer.may(Permission.EVALUATION_DOCUMENTS)
            url = url_for("documents_staff.document_list", ky=period.key) if may_open else ""
            yield Waiting(words, days_words(day), url, _tone(day))


def _report_days() -> Iterator[tuple[ReportPeriod, date]]:
    place, year = find_installation(), today().year
    try:
        found = setting_in_force("report.due", today()).value
    except SettingMissing:
        return
    days = found.get(place.province_code if place else "", found.get("default", {}))
    for key, is_half in (("half", True), ("year", False)):
        if days.get(key):
            yield ReportPeriod(year, is_half), date.fromisoformat(f"{year}-{days[key]}")
