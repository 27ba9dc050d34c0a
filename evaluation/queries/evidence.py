"""SELECTs over evidence; the content is read only to hand it over."""

from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from base.db import db
from base.rules import NotFound
from evaluation.models import EvidenceFile


def list_evidence(report_id: int) -> dict[str, list[EvidenceFile]]:
    """target key → files, taken away ones too, in the order they came."""
    found = select(EvidenceFile).where(EvidenceFile.self_report_id == report_id)
    files: dict[str, list[EvidenceFile]] = {}
    for one in db.session.scalars(found.order_by(EvidenceFile.id)):
        files.setdefault(one.target_key, []).append(one)
    return files


def get_evidence(report_id: int, evidence_id: int, *, with_content: bool = False) -> EvidenceFile:
    found = select(EvidenceFile).where(
        EvidenceFile.id == evidence_id, EvidenceFile.self_report_id == report_id
    )
    if with_content:
        found = found.options(undefer(EvidenceFile.content))
    one = db.session.scalar(found)
    if one is None:
        raise NotFound(evidence_id)
    return one


def count_kept(report_id: int, target_key: str) -> int:
    found = select(func.count()).where(
        EvidenceFile.self_report_id == report_id,
        EvidenceFile.target_key == target_key,
        EvidenceFile.removed_at.is_(None),
    )
    return db.session.scalar(found) or 0
