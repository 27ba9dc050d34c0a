"""Files of evidence as a line's page shows them, taken away ones as stubs."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import format_decimal
from flask_babel import gettext as _

from agencies.queries.staff import staff_names
from base.clock import local
from evaluation.models import EvidenceFile


@dataclass(frozen=True)
class EvidenceLine:
    file: EvidenceFile
    size: str
    added: str
    removed: str


def evidence_lines(files: list[EvidenceFile]) -> list[EvidenceLine]:
    ids = {who for one in files for who in (one.added_by_id, one.removed_by_id) if who}
    names = staff_names(ids) if ids else {}
    return [
        EvidenceLine(
            file=one,
            size=size_words(one.size),
            added=_when(one.added_at, names.get(one.added_by_id or 0, "")),
            removed=_when(one.removed_at, names.get(one.removed_by_id or 0, "")),
        )
        for one in files
    ]


def size_words(size: int) -> str:
    if size < 1024 * 1024:
        return _("%(size)s kB", size=format_decimal(-(-size // 1024)))
    return _("%(size)s MB", size=format_decimal(size / 1024 / 1024, format="#,##0.0"))


def _when(at: datetime | None, name: str) -> str:
    if at is None:
        return ""
    return f"{local(at):%d/%m/%Y} {name}".strip()
