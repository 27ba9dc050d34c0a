"""The map of communes: a new version brought into use, the one in use taken away; none is ever lost."""

import gzip
import hashlib

from agencies.actions.audit import record_act
from agencies.models import Agency
from base.clock import now
from base.db import db
from evaluation.areas.reading import AreasRead, Commune, Matched
from evaluation.models import CommuneMap


def commune_of(agency: Agency) -> Commune:
    code = agency.commune_code or agency.code
    return Commune(code, agency.name, agency.latitude, agency.longitude)


def add_map(
    staff_id: int,
    name: str,
    source: str,
    data: bytes,
    read: AreasRead,
    matched: Matched,
    *,
    is_made_up: bool = False,
) -> CommuneMap:
    """`data` was read and seen by who confirms it."""
    paths = zip(matched.codes, read.drawing["paths"], strict=True)
    row = CommuneMap(
        name=_plain_name(name),
        source=source.strip(),
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        code_property=matched.name,
        area_count=len(matched.codes),
        matched_count=len(matched.matched),
        drawing={
            "width": read.drawing["width"],
            "height": read.drawing["height"],
            "areas": [[code, path] for code, path in paths if path],
        },
        original=gzip.compress(data, 6, mtime=0),
        is_made_up=is_made_up,
        added_by_id=staff_id,
    )
    db.session.add(row)
    db.session.flush()
    after = {"name": row.name, "source": row.source, "sha256": row.sha256}
    counts = {"areas": row.area_count, "matched": row.matched_count}
    record_act("commune_map.add", staff_id=staff_id, subject=row, after={**after, **counts})
    return row


def remove_map(staff_id: int, row: CommuneMap) -> None:
    """The version before it that was not taken away is drawn again, or bubbles."""
    row.removed_at, row.removed_by_id = now(), staff_id
    db.session.flush()
    record_act("commune_map.remove", staff_id=staff_id, subject=row, after={"name": row.name})


def _plain_name(name: str) -> str:
    """Without folders and control characters."""
    bare = "".join(ch for ch in name.replace("\\", "/").rsplit("/", 1)[-1] if ch.isprintable())
    return bare.strip()[:200] or "ban-do.geojson"
