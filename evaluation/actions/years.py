"""What the department does with a year: open it, choose its targets, let agencies report, close."""

from datetime import date

from sqlalchemy import delete

from agencies.actions.audit import record_act
from agencies.roles import Viewer
from base.clock import now
from base.db import check_revision, db, flush_checked
from evaluation.models import EvaluationYear, Target, YearTarget
from evaluation.queries.catalogues import list_targets_on
from evaluation.queries.years import find_year
from evaluation.rules import years as rules
from evaluation.rules.targets import is_past_year, resolve_due

_COPIED = (
    "key",
    "title",
    "title_en",
    "detail",
    "unit",
    "goal",
    "bound",
    "period",
    "evidence",
    "citation",
    "filled_by",
    "sort",
)


def open_year(actor: Viewer, year: int, report_by: date, with_past: bool) -> EvaluationYear:
    """A prepared year with the targets that are on; `with_past`: those of a fixed earlier day too."""
    if find_year(year) is not None:
        raise rules.YearExists(year=year)
    rules.check_report_day(year, report_by)
    row = EvaluationYear(
        year=year, report_by=report_by, opened_at=now(), opened_by_id=actor.staff_id
    )
    db.session.add(row)
    db.session.flush()
    count = _copy_targets(row, with_past)
    record_act(
        "year.open",
        staff_id=actor.staff_id,
        subject=row,
        after={"year": year, "report_by": report_by.isoformat(), "targets": count},
    )
    return row


def copy_targets_anew(
    actor: Viewer, year: EvaluationYear, with_past: bool, seen_revision: int | None
) -> int:
    """While the year is prepared: its targets as the catalogues say today."""
    check_revision(year, seen_revision)
    rules.check_prepared(year.state)
    db.session.execute(delete(YearTarget).where(YearTarget.year_id == year.id))
    count = _copy_targets(year, with_past)
    record_act("year.copy_targets", staff_id=actor.staff_id, subject=year, after={"targets": count})
    return count


def _copy_targets(year: EvaluationYear, with_past: bool) -> int:
    chosen = [
        (target, key)
        for target, key in list_targets_on()
        if with_past or not is_past_year(target.due, year.year)
    ]
    if not chosen:
        raise rules.YearWithoutTargets
    db.session.add_all([_year_target(year, target, key) for target, key in chosen])
    db.session.flush()
    return len(chosen)


def _year_target(year: EvaluationYear, target: Target, catalogue_key: str) -> YearTarget:
    values = {name: getattr(target, name) for name in _COPIED}
    return YearTarget(
        year_id=year.id,
        catalogue_key=catalogue_key,
        due_on=resolve_due(target.due, year.year),
        **values,
    )


def drop_target(actor: Viewer, year: EvaluationYear, target: YearTarget) -> None:
    rules.check_prepared(year.state)
    record_act(
        "year.drop_target", staff_id=actor.staff_id, subject=year, before={"target": target.key}
    )
    db.session.delete(target)
    db.session.flush()


def move_year(actor: Viewer, year: EvaluationYear, to: str, seen_revision: int | None) -> None:
    """prepared → reporting ↔ closed."""
    check_revision(year, seen_revision)
    rules.check_step(year.state, to)
    before, year.state = year.state, to
    flush_checked()
    record_act(
        "year.close" if to == "closed" else "year.start_reporting",
        staff_id=actor.staff_id,
        subject=year,
        before={"state": before},
        after={"state": to},
    )
