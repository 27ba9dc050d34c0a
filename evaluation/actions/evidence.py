"""Evidence beside a line of a self-report: added, handed over, taken away leaving a stub."""

import hashlib

from agencies.actions.audit import record_act
from agencies.roles import Viewer
from base.clock import now
from base.db import db
from evaluation.actions.self_reports import begin_report
from evaluation.models import EvaluationYear, EvidenceFile, SelfReport
from evaluation.queries.evidence import count_kept
from evaluation.queries.self_reports import find_report
from evaluation.rules.evidence import check_evidence
from evaluation.rules.self_reports import check_may_change
from feedback.actions.attachments import sniffed_endings


def add_evidence(
    actor: Viewer,
    year: EvaluationYear,
    agency_id: int,
    target_key: str,
    name: str,
    content: bytes,
) -> EvidenceFile:
    report = find_report(year.id, agency_id)
    check_may_change(year.state, report.state if report else None)
    if report is None:
        report = begin_report(year, agency_id)
    checked = check_evidence(
        name, content, sniffed_endings(content), count_kept(report.id, target_key)
    )
    row = EvidenceFile(
        self_report_id=report.id,
        target_key=target_key,
        name=checked.name,
        media=checked.media,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        added_by_id=actor.staff_id,
    )
    db.session.add(row)
    db.session.flush()
    record_act(
        "evidence.add",
        staff_id=actor.staff_id,
        subject=report,
        agency_id=agency_id,
        after={"target": target_key, "name": row.name, "sha256": row.sha256},
    )
    return row


def remove_evidence(
    actor: Viewer, year: EvaluationYear, report: SelfReport, evidence: EvidenceFile
) -> None:
    """The content goes; name, size and hash stay as a stub."""
    check_may_change(year.state, report.state)
    if evidence.removed_at is not None:
        return
    evidence.content = None
    evidence.removed_at, evidence.removed_by_id = now(), actor.staff_id
    db.session.flush()
    record_act(
        "evidence.remove",
        staff_id=actor.staff_id,
        subject=report,
        agency_id=report.agency_id,
        before={"target": evidence.target_key, "name": evidence.name, "sha256": evidence.sha256},
    )
