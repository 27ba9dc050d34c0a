"""SELECTs over self-reports: their lines, what was done with them, and the figures that were accepted."""

from collections.abc import Collection

from sqlalchemy import select

from base.db import db
from base.rules import NotFound
from evaluation.models import ReportAct, ReportedFigure, ReportState, SelfReport


def find_report(year_id: int, agency_id: int) -> SelfReport | None:
    return db.session.scalar(
        select(SelfReport).where(SelfReport.year_id == year_id, SelfReport.agency_id == agency_id)
    )


def get_report(year_id: int, agency_id: int) -> SelfReport:
    found = find_report(year_id, agency_id)
    if found is None:
        raise NotFound(agency_id)
    return found


def list_reports(year_id: int) -> list[SelfReport]:
    found = select(SelfReport).where(SelfReport.year_id == year_id)
    return list(db.session.scalars(found.order_by(SelfReport.agency_id)))


def lines_of(report_id: int) -> dict[str, ReportedFigure]:
    """target key → line."""
    found = select(ReportedFigure).where(ReportedFigure.self_report_id == report_id)
    return {one.target_key: one for one in db.session.scalars(found.order_by(ReportedFigure.id))}


def lines_of_year(
    year_id: int, agency_ids: Collection[int] | None = None
) -> dict[int, dict[str, ReportedFigure]]:
    """agency id → target key → line, whatever the report's state."""
    found = select(SelfReport.agency_id, ReportedFigure).join(
        SelfReport, SelfReport.id == ReportedFigure.self_report_id
    )
    found = found.where(SelfReport.year_id == year_id).order_by(ReportedFigure.id)
    if agency_ids is not None:
        found = found.where(SelfReport.agency_id.in_(agency_ids))
    lines: dict[int, dict[str, ReportedFigure]] = {}
    for agency_id, line in db.session.execute(found):
        lines.setdefault(agency_id, {})[line.target_key] = line
    return lines


def accepted_figures(year_id: int) -> dict[int, dict[str, ReportedFigure]]:
    """agency id → target key → line, of the reports the department accepted; others are left out."""
    found = (
        select(SelfReport.agency_id, ReportedFigure)
        .join(SelfReport, SelfReport.id == ReportedFigure.self_report_id)
        .where(SelfReport.year_id == year_id, SelfReport.state == ReportState.ACCEPTED)
        .order_by(SelfReport.agency_id, ReportedFigure.id)
    )
    figures: dict[int, dict[str, ReportedFigure]] = {}
    for agency_id, line in db.session.execute(found):
        figures.setdefault(agency_id, {})[line.target_key] = line
    return figures


def report_states(year_id: int) -> dict[int, str]:
    """agency id → state of its report; without a report left out."""
    rows = select(SelfReport.agency_id, SelfReport.state).where(SelfReport.year_id == year_id)
    return {agency_id: state for agency_id, state in db.session.execute(rows)}


def list_acts(report_id: int) -> list[ReportAct]:
    """The newest first."""
    found = select(ReportAct).where(ReportAct.self_report_id == report_id)
    return list(db.session.scalars(found.order_by(ReportAct.id.desc())))
