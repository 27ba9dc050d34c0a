"""SELECTs over what was held or hidden: by comment, for the second person, in public counts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from agencies.models import Agency
from base.db import db
from base.rules import NotFound
from feedback.models import (
    Comment,
    CommentRound,
    CommentStanding,
    CommentText,
    ModerationAct,
    SecondLook,
    Visibility,
)

_OPEN = ("propose", "hold")
_WITH_WORDS = (Visibility.PUBLISHED, Visibility.HELD, Visibility.HIDDEN)


def list_acts(comment_id: int) -> Sequence[ModerationAct]:
    return db.session.scalars(
        select(ModerationAct)
        .where(ModerationAct.comment_id == comment_id)
        .order_by(ModerationAct.id)
    ).all()


def count_acts(comment_id: int) -> int:
    acts = select(func.count()).where(ModerationAct.comment_id == comment_id)
    return db.session.scalar(acts) or 0


def find_proposal(comment_id: int) -> ModerationAct | None:
    """The proposal to hide that waits for the second person."""
    acts = list_acts(comment_id)
    return acts[-1] if acts and acts[-1].act in _OPEN else None


def lock_standing(comment_id: int) -> CommentStanding:
    """Held until the commit, so that two persons cannot decide at once."""
    found = db.session.get(
        CommentStanding, comment_id, with_for_update=True, populate_existing=True
    )
    if found is None:
        raise NotFound
    return found


def get_comment(
    comment_id: int, agency_ids: Collection[int] | None
) -> tuple[Comment, CommentRound]:
    """For staff pages: `agency_ids` are the viewer's; None is the whole province. Else NotFound."""
    row = db.session.execute(
        select(Comment, CommentRound)
        .join(CommentRound, CommentRound.id == Comment.round_id)
        .where(Comment.id == comment_id)
    ).one_or_none()
    if row is None or (agency_ids is not None and row.CommentRound.agency_id not in agency_ids):
        raise NotFound
    return row.Comment, row.CommentRound


@dataclass(frozen=True)
class ModerationRow:
    """A comment as the list of those who look after it shows it; `text` "" where sealed or destroyed."""

    comment: Comment
    standing: CommentStanding
    text: str
    round_title: str
    agency_name: str
    agency_id: int
    proposal: ModerationAct | None = None


def _rows() -> Any:
    rows: Any = select(Comment, CommentStanding, CommentText.text, CommentRound, Agency.name)
    return (
        rows.join(CommentStanding, CommentStanding.comment_id == Comment.id)
        .join(CommentRound, CommentRound.id == Comment.round_id)
        .join(Agency, Agency.id == CommentRound.agency_id)
        .outerjoin(CommentText, CommentText.comment_id == Comment.id)
    )


def _row(row: Any, proposals: dict[int, ModerationAct]) -> ModerationRow:
    return ModerationRow(
        row.Comment,
        row.CommentStanding,
        row.text or "",
        row.CommentRound.title,
        row.name,
        row.CommentRound.agency_id,
        proposals.get(row.Comment.id),
    )


def list_round(
    round_id: int, visibility: str, words: str, limit: int, offset: int
) -> list[ModerationRow]:
    """Comments of one round, what waits first; then by their random ids."""
    chosen = _of_round(_rows(), round_id, visibility, words).order_by(
        (CommentStanding.visibility == Visibility.HELD).desc(), Comment.id
    )
    found = db.session.execute(chosen.limit(limit).offset(offset)).all()
    proposals = _open_proposals([row.Comment.id for row in found])
    return [_row(row, proposals) for row in found]


def count_round(round_id: int, visibility: str, words: str) -> int:
    chosen = (
        select(func.count())
        .select_from(Comment)
        .join(CommentStanding, CommentStanding.comment_id == Comment.id)
        .outerjoin(CommentText, CommentText.comment_id == Comment.id)
    )
    return db.session.scalar(_of_round(chosen, round_id, visibility, words)) or 0


def _of_round(chosen: Select[Any], round_id: int, visibility: str, words: str) -> Select[Any]:
    chosen = chosen.where(Comment.round_id == round_id)
    if visibility:
        chosen = chosen.where(CommentStanding.visibility == visibility)
    for word in words.split():
        chosen = chosen.where(CommentText.search_text.contains(word, autoescape=True))
    return chosen


def list_proposed(limit: int) -> list[ModerationRow]:
    """What waits for the second person, the oldest proposal first."""
    latest = _latest_acts().subquery()
    waiting = (
        _rows()
        .join(latest, latest.c.comment_id == Comment.id)
        .join(ModerationAct, ModerationAct.id == latest.c.id)
        .where(ModerationAct.act.in_(_OPEN), CommentStanding.visibility.in_(_WITH_WORDS))
        .order_by(ModerationAct.id)
        .limit(limit)
    )
    found = db.session.execute(waiting).all()
    proposals = _open_proposals([row.Comment.id for row in found])
    return [_row(row, proposals) for row in found]


def list_by_visibility(visibility: str, limit: int, offset: int) -> list[ModerationRow]:
    chosen = (
        _rows()
        .where(CommentStanding.visibility == visibility)
        .order_by(CommentStanding.since_on.desc(), Comment.id)
        .limit(limit)
        .offset(offset)
    )
    found = db.session.execute(chosen).all()
    proposals = _open_proposals([row.Comment.id for row in found])
    return [_row(row, proposals) for row in found]


def count_by_visibility(visibility: str) -> int:
    return (
        db.session.scalar(
            select(func.count())
            .select_from(CommentStanding)
            .where(CommentStanding.visibility == visibility)
        )
        or 0
    )


def _latest_acts() -> Any:
    latest: Any = select(
        ModerationAct.comment_id.label("comment_id"), func.max(ModerationAct.id).label("id")
    )
    return latest.group_by(ModerationAct.comment_id)


def _open_proposals(comment_ids: Collection[int]) -> dict[int, ModerationAct]:
    latest = _latest_acts().where(ModerationAct.comment_id.in_(comment_ids)).subquery()
    found = select(ModerationAct).join(latest, latest.c.id == ModerationAct.id)
    found = found.where(ModerationAct.act.in_(_OPEN)).order_by(ModerationAct.id)
    return {one.comment_id: one for one in db.session.scalars(found)}


def list_held(since_before: date) -> Sequence[CommentStanding]:
    """Held comments whose stub is of that day or earlier."""
    return db.session.scalars(
        select(CommentStanding)
        .where(
            CommentStanding.visibility == Visibility.HELD,
            CommentStanding.since_on <= since_before,
        )
        .order_by(CommentStanding.comment_id)
        .with_for_update()
    ).all()


def find_open_look(comment_id: int) -> SecondLook | None:
    """The second look that was asked for and is not decided."""
    return db.session.scalar(
        select(SecondLook)
        .where(SecondLook.comment_id == comment_id, SecondLook.decided_on.is_(None))
        .order_by(SecondLook.id.desc())
        .limit(1)
    )


def list_looks(comment_id: int) -> Sequence[SecondLook]:
    return db.session.scalars(
        select(SecondLook).where(SecondLook.comment_id == comment_id).order_by(SecondLook.id)
    ).all()


def find_look_of_case(case_id: int) -> SecondLook | None:
    return db.session.scalar(select(SecondLook).where(SecondLook.case_id == case_id))


def list_taking_part(comment_id: int) -> set[int]:
    """Who held or hid the comment."""
    return {one.staff_id for one in list_acts(comment_id) if one.staff_id is not None}


@dataclass(frozen=True)
class AgencyCounts:
    """Comments of an agency's rounds by how they stand, and how often a hidden one was shown again."""

    agency_name: str
    total: int
    held: int
    hidden: int
    restored: int
    withdrawn: int
    erased: int


def list_agency_counts() -> list[AgencyCounts]:
    """Public: every agency that took comments; trial and internal rounds are left out, the rest is whole."""
    counted = (
        select(CommentRound.agency_id, CommentStanding.visibility, func.count())
        .join(CommentRound, CommentRound.id == CommentStanding.round_id)
        .where(CommentRound.is_internal.is_(False))
        .group_by(CommentRound.agency_id, CommentStanding.visibility)
    )
    by_agency: dict[int, dict[str, int]] = {}
    for agency_id, visibility, count in db.session.execute(counted):
        by_agency.setdefault(agency_id, {})[visibility] = count
    restored = _restored_by_agency()
    names = select(Agency.id, Agency.name).where(Agency.id.in_(by_agency))
    rows = db.session.execute(names.order_by(Agency.name, Agency.id)).all()
    return [_counts(name, by_agency[key], restored.get(key, 0)) for key, name in rows]


def _counts(name: str, by: dict[str, int], restored: int) -> AgencyCounts:
    return AgencyCounts(
        agency_name=name,
        total=sum(by.values()),
        held=by.get(Visibility.HELD, 0),
        hidden=by.get(Visibility.HIDDEN, 0),
        restored=restored,
        withdrawn=by.get(Visibility.WITHDRAWN, 0),
        erased=by.get(Visibility.ERASED, 0),
    )


def _restored_by_agency() -> dict[int, int]:
    """Comments that stood behind a stub and are shown again."""
    shown = (
        select(CommentRound.agency_id, func.count(func.distinct(ModerationAct.comment_id)))
        .join(Comment, Comment.id == ModerationAct.comment_id)
        .join(CommentRound, CommentRound.id == Comment.round_id)
        .where(ModerationAct.act == "show")
        .group_by(CommentRound.agency_id)
    )
    return {key: count for key, count in db.session.execute(shown)}
