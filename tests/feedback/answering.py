"""Rows and viewers that the tests of answering share."""

from datetime import UTC, datetime
from typing import Any

from flask import g

from agencies.actions.legal import load_legal_data
from agencies.models import Agency, Role
from agencies.roles import Viewer
from base.db import db
from feedback.models import CommentGroup, CommentRound, CommentStanding, Disposition
from feedback.queries.provisions import list_provisions
from tests.factories import make_agency, make_comment_round, make_staff

OPENED = datetime(2025, 9, 30, 17, tzinfo=UTC)
ENDED = datetime(2025, 10, 31, 17, tzinfo=UTC)


def load_legal() -> None:
    """The settings a real installation starts with; what a request remembered of them is forgotten."""
    load_legal_data()
    g.pop("legal_cache", None)


def make_ended_round(agency: Any = None, state: str = "closed", **columns: Any) -> CommentRound:
    """A round of October 2025 in Vietnam's time."""
    agency = agency or make_agency("UBND xã Hợp Tiến")
    return make_comment_round(
        agency=agency, state=state, **{"opens_at": OPENED, "closes_at": ENDED, **columns}
    )


def make_officer(agency_id: int) -> Viewer:
    agency = db.session.get_one(Agency, agency_id)
    staff = make_staff("agency_officer", agency=agency)
    return Viewer(staff.id, agency_id, ((Role.AGENCY_OFFICER, agency_id),))


def provision_at(comment_round: CommentRound, path: str) -> Any:
    return next(one for one in list_provisions(comment_round.version_id) if one.path == path)


def make_group(comment_round: CommentRound, *comments: Any, provision_id: Any = None) -> int:
    group = CommentGroup(round_id=comment_round.id, provision_id=provision_id, size=len(comments))
    db.session.add(group)
    db.session.flush()
    for one in comments:
        db.session.get_one(CommentStanding, one.id).group_id = group.id
    db.session.flush()
    return int(group.id)


def make_answer(comment: Any, kind: str = "noted", **columns: Any) -> Disposition:
    """A finished answer."""
    values: dict[str, Any] = {
        "comment_id": comment.id,
        "round_id": comment.round_id,
        "kind": kind,
        "reason": "" if kind == "taken_in" else "Đã có ở khoản 2 Điều 1.",
        "is_final": True,
    }
    row = Disposition(**{**values, **columns})
    db.session.add(row)
    db.session.flush()
    return row
