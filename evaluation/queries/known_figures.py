"""What Ý Dân knows of an agency's year by itself: surveys, published indices, comment rounds."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from statistics import median
from typing import Any

from sqlalchemy import Select, case, distinct, func, select

from agencies.models import Agency
from base.clock import HANOI
from base.db import db
from evaluation.models import Filler
from feedback.models import Comment, CommentRound, Disposition, RoundResult
from feedback.models import RoundState as CommentRoundState
from surveys.models import (
    IndexCell,
    IndexSnapshot,
    RoundAgency,
    RoundState,
    SnapshotState,
    SurveyRound,
)

_COUNTED = ("live", "demo")
_ENDED = (
    CommentRoundState.CLOSED,
    CommentRoundState.ANSWERING,
    CommentRoundState.PUBLISHED,
    CommentRoundState.ARCHIVED,
)


@dataclass(frozen=True)
class KnownFigure:
    """As a line of a self-report holds it; `source` says from which rows it was made."""

    done_count: float | None = None
    all_count: float | None = None
    is_done: bool | None = None
    source: Mapping[str, Any] = field(default_factory=dict)


Known = dict[int, KnownFigure]


def known_figures(
    year: int, agency_ids: Collection[int], fillers: Collection[str]
) -> dict[int, dict[str, KnownFigure]]:
    """agency id → filler → figure. What Ý Dân has nothing of is left out: that is not 0."""
    makers = {
        Filler.SURVEY_HELD: _surveys_held,
        Filler.SATISFACTION_INDEX: _indices,
        Filler.COMMENT_COVERAGE: _coverage,
        Filler.DAYS_TO_ANSWER: _days_to_answer,
        Filler.PUBLISHED_RESULTS: _published_results,
        Filler.PORTAL_COLUMN: _columns,
    }
    found: dict[int, dict[str, KnownFigure]] = {}
    for filler, make in makers.items():
        if filler in fillers:
            for agency_id, figure in make(year, agency_ids).items():
                found.setdefault(agency_id, {})[str(filler)] = figure
    return found


def _limits(year: int) -> tuple[datetime, datetime]:
    """The year as a clock in Vietnam has it, half-open."""
    return tuple(  # type: ignore[return-value]
        datetime(one, 1, 1, tzinfo=HANOI).astimezone(UTC) for one in (year, year + 1)
    )


def _credited(agency_ids: Collection[int]) -> dict[int, int]:
    """agency that acts → agency it is credited to: itself, or the parent it counts for."""
    rows = select(Agency.id, Agency.parent_id).where(
        Agency.parent_id.in_(agency_ids), Agency.counts_for_parent
    )
    found = {one: one for one in agency_ids}
    for child, parent in db.session.execute(rows.order_by(Agency.id)):
        if parent is not None:
            found.setdefault(child, parent)
    return found


def _surveys_held(year: int, agency_ids: Collection[int]) -> Known:
    starts_at, ends_at = _limits(year)
    credited = _credited(agency_ids)
    rows = (
        select(RoundAgency.agency_id, SurveyRound.id)
        .join(SurveyRound, SurveyRound.id == RoundAgency.round_id)
        .where(
            RoundAgency.agency_id.in_(credited),
            SurveyRound.state != RoundState.PLANNED,
            SurveyRound.opens_at < ends_at,
            SurveyRound.closes_at > starts_at,
        )
        .order_by(SurveyRound.id)
    )
    rounds: dict[int, list[int]] = {}
    for agency_id, round_id in db.session.execute(rows):
        rounds.setdefault(credited[agency_id], []).append(round_id)
    return {
        one: KnownFigure(is_done=one in rounds, source={"rounds": sorted(set(rounds.get(one, ())))})
        for one in agency_ids
    }


def _indices(year: int, agency_ids: Collection[int]) -> Known:
    """The newest published official figure of a round that ended last in the year, where it may be used."""
    starts_at, ends_at = _limits(year)
    rows = (
        select(IndexCell, IndexSnapshot.id)
        .join(IndexSnapshot, IndexSnapshot.id == IndexCell.snapshot_id)
        .join(SurveyRound, SurveyRound.id == IndexSnapshot.round_id)
        .where(
            IndexSnapshot.state == SnapshotState.PUBLISHED,
            IndexSnapshot.sample != "open",
            SurveyRound.closes_at > starts_at,
            SurveyRound.opens_at < ends_at,
            IndexCell.scope == "agency",
            IndexCell.measure == "overall",
            IndexCell.agency_id.in_(agency_ids),
            IndexCell.is_usable,
            IndexCell.share.is_not(None),
        )
        .order_by(
            IndexSnapshot.period_id.is_not(None),
            SurveyRound.closes_at.desc(),
            IndexSnapshot.id.desc(),
        )
    )
    found: Known = {}
    for cell, snapshot_id in db.session.execute(rows):
        if cell.agency_id is not None and cell.share is not None:
            source = {"snapshot": snapshot_id, "cell": cell.id}
            found.setdefault(cell.agency_id, KnownFigure(100 * cell.share, 100.0, source=source))
    return found


def _ended_rounds(year: int, agency_ids: Collection[int]) -> Select[Any]:
    """Comment rounds that ended in the year, without those among the agency's own staff."""
    starts_at, ends_at = _limits(year)
    return select(CommentRound.id).where(
        CommentRound.agency_id.in_(agency_ids),
        CommentRound.closes_at >= starts_at,
        CommentRound.closes_at < ends_at,
        CommentRound.state.in_(_ENDED),
        CommentRound.is_internal.is_(False),
        CommentRound.source.in_(_COUNTED),
    )


def _coverage(year: int, agency_ids: Collection[int]) -> Known:
    """Comments with a final answer ÷ comments; agencies without any comment are left out."""
    is_answered = case((Disposition.is_final, 1))
    rows = (
        select(CommentRound.agency_id, func.count(is_answered), func.count())
        .select_from(Comment)
        .join(CommentRound, CommentRound.id == Comment.round_id)
        .outerjoin(Disposition, Disposition.comment_id == Comment.id)
        .where(Comment.round_id.in_(_ended_rounds(year, agency_ids)), Comment.source.in_(_COUNTED))
        .group_by(CommentRound.agency_id)
    )
    return {
        agency_id: KnownFigure(done, all_, source={"comments": all_})
        for agency_id, done, all_ in db.session.execute(rows)
    }


def _days_to_answer(year: int, agency_ids: Collection[int]) -> Known:
    """Median of whole days from a comment to its final answer; agencies without one are left out."""
    rows = (
        select(CommentRound.agency_id, Comment.received_on, Disposition.changed_at)
        .select_from(Comment)
        .join(CommentRound, CommentRound.id == Comment.round_id)
        .join(Disposition, Disposition.comment_id == Comment.id)
        .where(
            Comment.round_id.in_(_ended_rounds(year, agency_ids)),
            Comment.source.in_(_COUNTED),
            Disposition.is_final,
        )
        .order_by(Comment.id)
    )
    days: dict[int, list[int]] = {}
    for agency_id, received_on, answered_at in db.session.execute(rows):
        days.setdefault(agency_id, []).append(_days_between(received_on, answered_at))
    return {
        one: KnownFigure(float(median(found)), source={"answered": len(found)})
        for one, found in days.items()
    }


def _days_between(received_on: date, answered_at: datetime) -> int:
    return max((answered_at.astimezone(HANOI).date() - received_on).days, 0)


def _published_results(year: int, agency_ids: Collection[int]) -> Known:
    """Ended comment rounds with a published result ÷ ended ones; without any round left out."""
    rows = (
        select(
            CommentRound.agency_id,
            func.count(distinct(RoundResult.round_id)),
            func.count(distinct(CommentRound.id)),
        )
        .select_from(CommentRound)
        .outerjoin(RoundResult, RoundResult.round_id == CommentRound.id)
        .where(CommentRound.id.in_(_ended_rounds(year, agency_ids)))
        .group_by(CommentRound.agency_id)
    )
    return {
        agency_id: KnownFigure(done, all_, source={"rounds": all_})
        for agency_id, done, all_ in db.session.execute(rows)
    }


def _columns(year: int, agency_ids: Collection[int]) -> Known:
    """Whether the agency's page shows anything of the year: a comment round put to the people, a figure."""
    starts_at, ends_at = _limits(year)
    asked = (
        select(CommentRound.agency_id)
        .distinct()
        .where(
            CommentRound.agency_id.in_(agency_ids),
            CommentRound.state != CommentRoundState.PREPARED,
            CommentRound.is_internal.is_(False),
            CommentRound.source.in_(_COUNTED),
            CommentRound.opens_at < ends_at,
            CommentRound.closes_at > starts_at,
        )
    )
    shown: set[int] = set(db.session.scalars(asked)) | _with_figures(starts_at, ends_at, agency_ids)
    return {one: KnownFigure(is_done=True, source={"page": "/co-quan"}) for one in sorted(shown)}


def _with_figures(starts_at: datetime, ends_at: datetime, agency_ids: Collection[int]) -> set[int]:
    rows: Iterable[int | None] = db.session.scalars(
        select(IndexCell.agency_id)
        .distinct()
        .join(IndexSnapshot, IndexSnapshot.id == IndexCell.snapshot_id)
        .where(
            IndexSnapshot.state == SnapshotState.PUBLISHED,
            IndexSnapshot.published_at >= starts_at,
            IndexSnapshot.published_at < ends_at,
            IndexCell.scope == "agency",
            IndexCell.agency_id.in_(agency_ids),
        )
    )
    return {one for one in rows if one is not None}
