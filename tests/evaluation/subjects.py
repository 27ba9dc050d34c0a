"""What stands in addresses of the year's evaluation when every route is walked."""

from typing import Any

from base.db import db
from evaluation.actions.catalogues import load_targets
from evaluation.models import EvaluationYear, EvidenceFile, SelfReport
from evaluation.queries.self_reports import find_report
from evaluation.queries.years import list_year_targets, list_years
from tests.evaluation.years import make_year


def shipped_catalogue() -> str:
    load_targets(None, "38")
    return "thanh-hoa-2025"


def shipped_target() -> str:
    load_targets(None, "38")
    return "th-own-plan"


def some_year(state: str) -> EvaluationYear:
    """One a state: 2026 reports, 2027 is prepared."""
    known = [one for one in list_years() if one.state == state]
    return known[0] if known else make_year(year={"reporting": 2026}.get(state, 2027), state=state)


def a_target(year: EvaluationYear) -> str:
    """The newest: one of another year may be dropped while the routes are walked."""
    targets = list_year_targets(year.id)
    return targets[-1].key


def some_evidence(agency: Any) -> EvidenceFile:
    """Of the agency's report in the year that reports."""
    year = some_year("reporting")
    report = find_report(year.id, agency.id)
    if report is None:
        report = SelfReport(year_id=year.id, agency_id=agency.id)
        db.session.add(report)
        db.session.flush()
    about = {"name": "bien-ban.pdf", "media": "application/pdf", "size": 9, "sha256": "0" * 64}
    row = EvidenceFile(
        self_report_id=report.id, target_key=a_target(year), content=b"%PDF-1.7\n", **about
    )
    db.session.add(row)
    db.session.flush()
    return row
