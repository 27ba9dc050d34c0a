"""SELECTs of the board: the same measure of many agencies over several publications."""

from collections.abc import Sequence

from sqlalchemy import select

from agencies.models import Agency
from base.db import db
from surveys.models import IndexCell


def list_measure(
    snapshot_ids: Sequence[int], measure: str, key: str, kind: str
) -> list[tuple[IndexCell, Agency]]:
    """(cell, agency) of the agencies of this kind, in these snapshots."""
    rows = (
        select(IndexCell, Agency)
        .join(Agency, Agency.id == IndexCell.agency_id)
        .where(
            IndexCell.snapshot_id.in_(snapshot_ids),
            IndexCell.scope == "agency",
            IndexCell.measure == measure,
            IndexCell.key == key,
            Agency.kind == kind,
        )
        .order_by(IndexCell.snapshot_id, IndexCell.id)
    )
    return [(cell, agency) for cell, agency in db.session.execute(rows)]


def list_province_measure(snapshot_ids: Sequence[int], measure: str, key: str) -> list[IndexCell]:
    rows = select(IndexCell).where(
        IndexCell.snapshot_id.in_(snapshot_ids),
        IndexCell.scope == "province",
        IndexCell.measure == measure,
        IndexCell.key == key,
    )
    return list(db.session.scalars(rows.order_by(IndexCell.snapshot_id, IndexCell.id)))
