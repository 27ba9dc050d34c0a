"""What an agency does with its self-report, and what the department and the inspectorate do with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from agencies.actions.audit import record_act
from agencies.models import Agency
from agencies.queries.bodies import body_of
from agencies.roles import Viewer
from agencies.rules.cases import check_not_own_body
from base.clock import now
from base.db import COLLISION, check_revision, db, flush_checked
from base.rules import ChangedMeanwhile
from evaluation.lines import figure_of, own_part
from evaluation.models import (
    EvaluationYear,
    ReportAct,
    ReportActKind,
    ReportedFigure,
    ReportState,
    SelfReport,
    YearTarget,
)
from evaluation.queries.known_figures import KnownFigure, known_figures
from evaluation.queries.self_reports import find_report, lines_of
from evaluation.rules import self_reports as rules
from evaluation.rules.self_reports import Figure


@dataclass(frozen=True)
class TypedLine:
    """`seen`: the mark of the line as the page showed it; only a line typed otherwise is written."""

    key: str
    figure: Figure
    seen: str


def _report_to_change(year: EvaluationYear, agency_id: int) -> SelfReport:
    """The agency's report, begun here if it is the first; raises when it may not be changed now."""
    report = find_report(year.id, agency_id)
    rules.check_may_change(year.state, report.state if report else None)
    return report or begin_report(year, agency_id)


def begin_report(year: EvaluationYear, agency_id: int) -> SelfReport:
    """Of two who begin at the same instant the second is told, and loses nothing."""
    report = SelfReport(year_id=year.id, agency_id=agency_id)
    db.session.add(report)
    _flush()
    return report


def _flush() -> None:
    try:
        flush_checked()
    except COLLISION as taken:
        db.session.rollback()
        raise ChangedMeanwhile from taken


def save_lines(
    actor: Viewer,
    year: EvaluationYear,
    agency: Agency,
    owed: Mapping[str, YearTarget],
    typed: list[TypedLine],
) -> SelfReport:
    """Writes the lines that were changed; two officers on different lines do not meet.

    Raises LinesChanged when a line to be written is no longer as it was seen: then nothing is written.
    """
    report = _report_to_change(year, agency.id)
    if any(one.key not in owed for one in typed):
        raise rules.TargetNotOwed
    stored = lines_of(report.id)
    changed = [one for one in typed if one.figure.mark != one.seen]
    _check_unchanged(changed, stored, owed)
    for one in changed:
        _write_line(report, stored.get(one.key), one, owed[one.key].filled_by)
    if changed:
        flag_modified(report, "state")  # of two who save at once the second is told
        _flush()
        _note(actor, "self_report.save", report, {"lines": [one.key for one in changed]})
    return report


def _check_unchanged(
    changed: list[TypedLine],
    stored: Mapping[str, ReportedFigure],
    owed: Mapping[str, YearTarget],
) -> None:
    clashing = []
    for one in changed:
        mark = own_part(stored.get(one.key), owed[one.key].filled_by).mark
        if mark not in (one.seen, one.figure.mark):
            clashing.append(one.key)
    if clashing:
        raise rules.LinesChanged(clashing)


def _write_line(
    report: SelfReport, line: ReportedFigure | None, typed: TypedLine, filled_by: str
) -> None:
    if line is None:
        line = ReportedFigure(self_report_id=report.id, target_key=typed.key)
        db.session.add(line)
    figure = typed.figure
    if filled_by:
        line.is_filled_in, line.words = True, figure.words
        return
    line.done_count, line.all_count = figure.done_count, figure.all_count
    line.is_done, line.done_on, line.words = figure.is_done, figure.done_on, figure.words


def submit_report(
    actor: Viewer, year: EvaluationYear, agency: Agency, owed: Mapping[str, YearTarget]
) -> SelfReport:
    """Figures that Ý Dân knows are written in as they are now; the act keeps the whole report."""
    report = _report_to_change(year, agency.id)
    fill_in(report, year, owed)
    stored = lines_of(report.id)
    rules.check_complete(
        [(one.title, figure_of(stored.get(key))) for key, one in owed.items() if not one.filled_by]
    )
    report.state, report.submitted_at = ReportState.SUBMITTED, now()
    flush_checked()
    _act(actor, report, ReportActKind.SUBMIT, "", _content(stored))
    return report


def fill_in(report: SelfReport, year: EvaluationYear, owed: Mapping[str, YearTarget]) -> None:
    """Writes what Ý Dân knows by itself; a figure it does not have leaves the line empty, never 0."""
    wanted = {key: one.filled_by for key, one in owed.items() if one.filled_by}
    if not wanted:
        return
    known = known_figures(year.year, [report.agency_id], set(wanted.values()))
    found = known.get(report.agency_id, {})
    stored = lines_of(report.id)
    for key, filler in wanted.items():
        line = stored.get(key)
        if line is None:
            line = ReportedFigure(self_report_id=report.id, target_key=key)
            db.session.add(line)
        _write_known(line, found.get(filler))
    db.session.flush()


def _write_known(line: ReportedFigure, known: KnownFigure | None) -> None:
    line.is_filled_in = True
    line.done_count = known.done_count if known else None
    line.all_count = known.all_count if known else None
    line.is_done = known.is_done if known else None
    line.source = dict(known.source) if known else {}


def return_report(
    actor: Viewer, report: SelfReport, reason: str, seen_revision: int | None
) -> None:
    """Back to the agency, which may change it again."""
    _check_appraiser(actor, report)
    check_revision(report, seen_revision)
    rules.check_may_return(report.state, reason)
    report.state = ReportState.RETURNED
    flush_checked()
    _act(actor, report, ReportActKind.RETURN, reason.strip(), {})


def accept_report(actor: Viewer, report: SelfReport, seen_revision: int | None) -> None:
    _check_appraiser(actor, report)
    check_revision(report, seen_revision)
    rules.check_may_accept(report.state)
    report.state = ReportState.ACCEPTED
    flush_checked()
    _act(actor, report, ReportActKind.ACCEPT, "", _content(lines_of(report.id)))


def note_sample(actor: Viewer, report: SelfReport, words: str) -> None:
    """The inspectorate looked at the report and its evidence; says what it found."""
    _check_appraiser(actor, report)
    rules.check_sent(report.state)
    _act(actor, report, ReportActKind.SAMPLE, words.strip(), {})


def _check_appraiser(actor: Viewer, report: SelfReport) -> None:
    """Nobody appraises the own body: where Sở Nội vụ is evaluated, its stand-in does."""
    check_not_own_body(body_of(report.agency_id), body_of(actor.agency_id))


def _content(stored: Mapping[str, ReportedFigure]) -> dict[str, Any]:
    return {
        key: {
            "done_count": one.done_count,
            "all_count": one.all_count,
            "is_done": one.is_done,
            "done_on": one.done_on.isoformat() if one.done_on else None,
            "words": one.words,
            "is_filled_in": one.is_filled_in,
        }
        for key, one in sorted(stored.items())
    }


def _act(
    actor: Viewer, report: SelfReport, kind: ReportActKind, reason: str, content: dict[str, Any]
) -> None:
    act = ReportAct(
        self_report_id=report.id,
        act=kind,
        reason=reason,
        content=content,
        staff_id=actor.staff_id,
    )
    db.session.add(act)
    _note(actor, f"self_report.{kind}", report, {"reason": reason} if reason else {})


def _note(actor: Viewer, act: str, report: SelfReport, after: dict[str, Any]) -> None:
    record_act(
        act, staff_id=actor.staff_id, subject=report, agency_id=report.agency_id, after=after
    )
