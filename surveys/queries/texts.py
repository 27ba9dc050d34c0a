"""SELECTs over free words and what was decided about them."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, and_, exists, func, select

from agencies.models import Agency, Staff
from base.db import db
from base.rules import NotFound
from surveys.models import (
    IndexSnapshot,
    ReportingPeriod,
    Response,
    ResponseText,
    SnapshotState,
    Supersession,
    TextReview,
)
from surveys.rules.snapshots import months_between

COUNTED_SOURCES = ("live", "demo")
_SAME = and_(
    TextReview.round_id == ResponseText.round_id,
    TextReview.response_id == ResponseText.response_id,
    TextReview.question_key == ResponseText.question_key,
)


def list_untaken(before_week: int, limit: int) -> list[Any]:
    """(text row, agency id, month, week) of words of past weeks that nobody was given to read yet."""
    own = and_(Response.round_id == ResponseText.round_id, Response.id == ResponseText.response_id)
    is_superseded = exists().where(
        Supersession.round_id == ResponseText.round_id,
        Supersession.old_response_id == ResponseText.response_id,
    )
    rows = (
        select(ResponseText, Response.agency_id, Response.month, Response.iso_week)
        .join(Response, own)
        .where(
            Response.source.in_(COUNTED_SOURCES),
            Response.iso_week < before_week,
            ~exists().where(_SAME),
            ~is_superseded,
        )
        .order_by(ResponseText.round_id, ResponseText.response_id, ResponseText.question_key)
        .limit(limit)
    )
    return list(db.session.execute(rows))


def list_orphans() -> list[TextReview]:
    """Reviews whose words are gone, withdrawn by their author, or were said anew before publication.

    What was withheld or published stays: nothing that was decided in public vanishes.
    """
    is_anew = exists().where(
        Supersession.round_id == TextReview.round_id,
        Supersession.old_response_id == TextReview.response_id,
    )
    is_unread = (TextReview.state != "withheld") & TextReview.published_on.is_(None)
    rows = select(TextReview).where(~exists().where(_SAME) | (is_anew & is_unread))
    return list(db.session.scalars(rows.order_by(TextReview.id)))


def staff_names(agency_id: int) -> list[str]:
    """Full names of who works, or worked, at the agency and what counts for it."""
    rows = (
        select(Staff.full_name)
        .join(Agency, Agency.id == Staff.agency_id)
        .where((Agency.id == agency_id) | (Agency.parent_id == agency_id))
        .order_by(Staff.id)
    )
    return list(db.session.scalars(rows))


def _in_state(not_of: Collection[int], state: str) -> Select[TextReview, Agency]:
    return (
        select(TextReview, Agency)
        .join(Agency, Agency.id == TextReview.agency_id)
        .where(TextReview.state == state, TextReview.agency_id.not_in(not_of))
    )


def list_in_state(not_of: Collection[int], state: str, limit: int, offset: int) -> list[Any]:
    """(review, agency), in the order of the random ids; none of the agencies `not_of`."""
    rows = _in_state(not_of, state).order_by(TextReview.id).limit(limit).offset(offset)
    return list(db.session.execute(rows))


def count_by_state(not_of: Collection[int]) -> dict[str, int]:
    """state → reviews about other agencies than `not_of`."""
    rows = (
        select(TextReview.state, func.count())
        .where(TextReview.agency_id.not_in(not_of))
        .group_by(TextReview.state)
    )
    return {state: count for state, count in db.session.execute(rows)}


def get_review(review_id: str) -> TextReview:
    review = db.session.get(TextReview, review_id)
    if review is None:
        raise NotFound(review_id)
    return review


def originals(reviews: Collection[TextReview]) -> dict[str, str]:
    """review id → the words as they came."""
    rows = (
        select(TextReview.id, ResponseText.text)
        .join(ResponseText, _SAME)
        .where(TextReview.id.in_([one.id for one in reviews]))
    )
    return {review_id: text for review_id, text in db.session.execute(rows)}


def published_scopes() -> list[tuple[int, frozenset[int] | None]]:
    """(round, months of a published period; None for the whole round)."""
    rows = (
        select(IndexSnapshot.round_id, ReportingPeriod.starts_on, ReportingPeriod.ends_on)
        .outerjoin(ReportingPeriod, ReportingPeriod.id == IndexSnapshot.period_id)
        .where(IndexSnapshot.state == SnapshotState.PUBLISHED)
        .order_by(IndexSnapshot.id)
    )
    return [
        (round_id, frozenset(months_between(first, last)) if first and last else None)
        for round_id, first, last in db.session.execute(rows)
    ]


def list_releasable() -> list[TextReview]:
    """Released, meant for everybody, not published yet; of whatever period."""
    rows = select(TextReview).where(
        TextReview.state == "released",
        TextReview.is_province_only.is_(False),
        TextReview.published_on.is_(None),
    )
    return list(db.session.scalars(rows.order_by(TextReview.agency_id, TextReview.id)))


def list_published(agency_id: int) -> list[tuple[int, str]]:
    """(week, words), the latest week first, within a week in the order of the random ids."""
    rows = (
        select(TextReview.iso_week, TextReview.shown)
        .where(TextReview.agency_id == agency_id, TextReview.published_on.is_not(None))
        .order_by(TextReview.iso_week.desc(), TextReview.id)
    )
    return [(week, shown) for week, shown in db.session.execute(rows)]


def count_withheld(agency_id: int) -> int:
    counted = select(func.count()).where(
        TextReview.agency_id == agency_id, TextReview.state == "withheld"
    )
    return db.session.scalar(counted) or 0


def agencies_of_body(body_id: int | None) -> frozenset[int]:
    """The body itself and what counts for it: none of its people reads words about these."""
    if body_id is None:
        return frozenset()
    rows = select(Agency.id).where(
        (Agency.id == body_id) | (Agency.parent_id == body_id) & Agency.counts_for_parent
    )
    return frozenset(db.session.scalars(rows))
