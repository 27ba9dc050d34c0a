"""Progress counted by the database says what the rules say, line by line."""

from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from base.clock import today
from evaluation.models import ReportedFigure, SelfReport
from evaluation.queries.progress import line_counts
from evaluation.queries.years import list_year_targets
from evaluation.reports.progress import Wanted, cells_of, province_progress
from evaluation.rules.self_reports import Figure, LineStatus, is_late, line_status
from tests.evaluation.years import make_year
from tests.factories import make_agency

TODAY = date(2026, 11, 23)
DAYS = st.sampled_from([None, date(2026, 6, 30), TODAY, date(2026, 12, 31)])
COUNTS = st.one_of(st.none(), st.integers(0, 12).map(float))
UNITS = st.sampled_from(["percent", "count", "yes_no", "date"])
WHOLE = st.sampled_from([0.0, 1.0, 7.0, 12.0])


@st.composite
def lines(draw: Any) -> tuple[dict[str, Any], Figure]:
    """A target and what stands in its line, as forms let it through."""
    unit = draw(UNITS)
    goals = {"percent": [None, 100.0, 50.0], "date": [None]}.get(unit, [None, 1.0])
    target = {"unit": unit, "goal": draw(st.sampled_from(goals)), "due_on": draw(DAYS)}
    words = draw(st.sampled_from(["", "Dời sang tháng 12"]))
    done = draw(COUNTS)
    if unit == "percent":
        total = None if done is None else draw(WHOLE)
        return target, Figure(None if total is None else min(done, total), total, words=words)
    if unit == "count":
        return target, Figure(done, words=words)
    if unit == "date":
        return target, Figure(done_on=draw(DAYS), words=words)
    return target, Figure(is_done=draw(st.sampled_from([None, True, False])), words=words)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    given_lines=st.lists(lines(), min_size=1, max_size=12),
    report_by=st.sampled_from([date(2026, 11, 1), date(2026, 12, 10)]),
)
def test_the_database_counts_lines_as_the_rules_do(
    db: Any, given_lines: list[tuple[dict[str, Any], Figure]], report_by: date
) -> None:
    targets = [
        {**target, "key": f"th-{number}", "title": "Chỉ tiêu"}
        for number, (target, _figure) in enumerate(given_lines)
    ]
    year, agency = make_year(*targets, report_by=report_by), make_agency()
    report = SelfReport(year_id=year.id, agency_id=agency.id)
    db.session.add(report)
    db.session.flush()
    for target, (_target, figure) in zip(targets, given_lines, strict=True):
        columns = {name: getattr(figure, name) for name in Figure.__dataclass_fields__}
        key = target["key"]
        db.session.add(ReportedFigure(self_report_id=report.id, target_key=key, **columns))
    db.session.flush()
    [found] = province_progress(year, None, Wanted(), TODAY)
    statuses = [
        (line_status(one["unit"], one["goal"], one["due_on"], figure), one["due_on"])
        for one, figure in given_lines
    ]
    assert found.filled_count == sum(one != LineStatus.NOT_STARTED for one, _due in statuses)
    assert found.met_count == sum(one == LineStatus.MET for one, _due in statuses)
    assert found.late_count == sum(is_late(one, due, report_by, TODAY) for one, due in statuses)
    db.session.rollback()


def test_a_province_without_a_line_is_late_with_everything_that_is_past(db: Any) -> None:
    year, agency = make_year(), make_agency()
    assert line_counts(year, TODAY) == {}
    [found] = province_progress(year, None, Wanted(), TODAY)
    assert (found.agency.id, found.owed_count, found.late_count) == (agency.id, 4, 2)
    assert not found.is_started


def test_a_cell_says_how_a_line_stands_and_is_left_out_where_nothing_is_owed(db: Any) -> None:
    year = make_year()
    commune, school = make_agency(), make_agency("Trường THCS", kind="school")
    targets, cells = cells_of(year, [commune, school], today())
    by_key = {one.key: one.id for one in list_year_targets(year.id)}
    assert len(targets) == 5
    assert by_key["hy-dialogue"] not in cells[school.id]
    assert cells[commune.id][by_key["th-own-plan"]] == "late"
    assert cells[commune.id][by_key["hy-dialogue"]] == "not_started"
