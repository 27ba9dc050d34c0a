"""SELECTs over the provisions of frozen versions."""

from collections.abc import Sequence

from sqlalchemy import select

from base.db import db
from feedback.models import Provision


def list_provisions(version_id: int) -> Sequence[Provision]:
    """All of a version, in the order of the document."""
    return db.session.scalars(
        select(Provision).where(Provision.version_id == version_id).order_by(Provision.position)
    ).all()
