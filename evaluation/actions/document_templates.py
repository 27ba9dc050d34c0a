"""An office's own template: brought into use once it was checked, taken away again; none is ever lost."""

import hashlib

from agencies.actions.audit import record_act
from agencies.roles import Viewer
from base.clock import now
from base.db import db
from evaluation.actions.documents import Subject, check_writer
from evaluation.models import DocumentTemplate


def add_template(viewer: Viewer, subject: Subject, name: str, content: bytes) -> DocumentTemplate:
    """`content` was read and found fit. The one before stays stored."""
    check_writer(viewer, subject)
    template = DocumentTemplate(
        subject=subject.key,
        agency_id=subject.agency_id,
        name=_plain_name(name),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        added_by_id=viewer.staff_id,
    )
    db.session.add(template)
    db.session.flush()
    after = {"name": template.name, "size": template.size, "sha256": template.sha256}
    record_act(
        "document.template_add",
        staff_id=viewer.staff_id,
        subject=template,
        agency_id=subject.agency_id,
        after=after,
    )
    return template


def remove_template(viewer: Viewer, subject: Subject, template: DocumentTemplate) -> None:
    """Reports are made in the built-in form again, or in the template before this one."""
    check_writer(viewer, subject)
    template.removed_at, template.removed_by_id = now(), viewer.staff_id
    db.session.flush()
    record_act(
        "document.template_remove",
        staff_id=viewer.staff_id,
        subject=template,
        agency_id=subject.agency_id,
        after={"name": template.name},
    )


def _plain_name(name: str) -> str:
    """Without folders and control characters, at most 200 characters."""
    bare = "".join(ch for ch in name.replace("\\", "/").rsplit("/", 1)[-1] if ch.isprintable())
    return f"{bare.rpartition('.')[0].strip()[:180] or 'mau-bao-cao'}.docx"
