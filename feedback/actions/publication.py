"""Lines of the proof of publication: what stood before the people, since when, and where; only added."""

from datetime import datetime

from base.db import db
from feedback.models import CommentRound, PublicationAct, PublicationKind


def record_publication(
    comment_round: CommentRound, act: PublicationKind, at: datetime, staff_id: int | None
) -> PublicationAct:
    """`at` is the instant from which it held for everybody."""
    line = PublicationAct(
        round_id=comment_round.id,
        act=act,
        at=at,
        text_hash=comment_round.version.text_hash,
        province_address=comment_round.province_address,
        agency_address=comment_round.agency_address,
        staff_id=staff_id,
    )
    db.session.add(line)
    return line
