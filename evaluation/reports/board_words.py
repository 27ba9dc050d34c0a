"""The words of an agency's board: groups, states, figures and days, ready for the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from agencies.queries.staff import staff_names
from base.clock import local
from base.words import N_
from evaluation.lines import own_part
from evaluation.models import ReportedFigure
from evaluation.queries.self_reports import list_acts
from evaluation.reports.figures import day_words, figure_words, goal_words, title_of
from evaluation.reports.self_reports import GROUPS, Board, Line
from evaluation.rules.self_reports import Figure, LineStatus
from evaluation.words import ACT_WORDS, FILLER_WORDS, LATE, LINE_STATES, REPORT_STATES

GROUP_WORDS = {
    "dated": N_("Việc có thời hạn"),
    "year": N_("Việc trong năm"),
    "ongoing": N_("Việc thường xuyên"),
    "known": N_("Hệ thống tự điền"),
}


@dataclass(frozen=True)
class LineWords:
    """`tag`: (label, tone); `from_where`: what Ý Dân filled the line in from, empty for the agency's own."""

    line: Line
    title: str
    goal: str
    due: str
    figure: str
    tag: tuple[str, str]
    from_where: str


@dataclass(frozen=True)
class BoardWords:
    state: tuple[str, str]
    report_by: str
    groups: list[tuple[str, str, list[LineWords]]]
    by_key: dict[str, LineWords]
    history: list[dict[str, str]]
    returned_reason: str


def board_words(board: Board) -> BoardWords:
    label, tone = REPORT_STATES[board.state]
    by_key = {one.target.key: line_words(one) for one in board.lines}
    groups = [
        (name, _(GROUP_WORDS[name]), [by_key[one.target.key] for one in board.group(name)])
        for name in GROUPS
    ]
    return BoardWords(
        state=(_(label), tone),
        report_by=day_words(board.year.report_by),
        groups=[one for one in groups if one[2]],
        by_key=by_key,
        history=_history(board),
        returned_reason=_returned_reason(board),
    )


def line_words(line: Line) -> LineWords:
    label, tone = LATE if line.is_late else LINE_STATES[line.status]
    target = line.target
    shown = figure_words(target.unit, line.figure)
    if line.is_known and line.status in (LineStatus.NOT_STARTED, LineStatus.EXPLAINED):
        shown = _no_figure(target.filled_by)
        label, tone = N_("Chưa có số liệu"), "neutral"
    return LineWords(
        line=line,
        title=title_of(target),
        goal=goal_words(target.unit, target.goal),
        due=_due(target.due_on),
        figure=shown,
        tag=(_(label), tone),
        from_where=_(FILLER_WORDS[target.filled_by]) if target.filled_by else "",
    )


def _due(due_on: date | None) -> str:
    return _("Hạn %(day)s", day=day_words(due_on)) if due_on else ""


def _no_figure(filled_by: str) -> str:
    """Why there is none; it is never shown as 0."""
    if filled_by == "satisfaction_index":
        return _("Chưa dùng để chấm: chưa công bố, hoặc còn ít phiếu có mã đánh giá")
    return _("Hệ thống chưa có số liệu")


def _history(board: Board) -> list[dict[str, str]]:
    if board.report is None:
        return []
    acts = list_acts(board.report.id)
    names = staff_names({one.staff_id for one in acts})
    return [
        {
            "when": local(one.at).strftime("%H:%M %d/%m/%Y"),
            "who": names.get(one.staff_id, ""),
            "what": _(ACT_WORDS[one.act]),
            "reason": one.reason,
        }
        for one in acts
    ]


def _returned_reason(board: Board) -> str:
    if board.report is None or board.state != "returned":
        return ""
    acts = list_acts(board.report.id)
    return next((one.reason for one in acts if one.act == "return"), "")


def clashing_rows(
    lines: Mapping[str, Line],
    stored: Mapping[str, ReportedFigure],
    typed: Mapping[str, Figure],
    keys: list[str],
) -> list[tuple[str, str, str]]:
    """(title, stored, typed) of lines that somebody else saved meanwhile."""
    rows = []
    for key in keys:
        target = lines[key].target
        theirs = own_part(stored.get(key), target.filled_by)
        rows.append(
            (
                title_of(target),
                _with_words(target.unit, theirs),
                _with_words(target.unit, typed[key]),
            )
        )
    return rows


def _with_words(unit: str, figure: Figure) -> str:
    shown = figure_words(unit, figure)
    return f"{shown} – {figure.words}" if figure.words else shown
