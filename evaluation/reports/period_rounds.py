"""Comment rounds that ended in a period, as a report names them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from base.clock import local
from base.periods import last_day, start_of
from evaluation.rules.report_periods import ReportPeriod
from feedback.models import CommentRound
from feedback.queries import results as queries
from feedback.reports.coverage import days_to_answer


@dataclass(frozen=True)
class HeldRound:
    """`answered_count` of `owed_count` comments have an answer that is published; `days` from the last day
    of the round to its first result, None while there is none.
    """

    id: int
    title: str
    first: date
    last: date
    received_count: int
    owed_count: int
    answered_count: int
    days: int | None
    is_late: bool


def rounds_by_agency(
    period: ReportPeriod, now: datetime, agency_ids: Collection[int] | None = None
) -> dict[int, list[HeldRound]]:
    """agency id → its public rounds that ended in the period, the earliest first."""
    until = min(start_of(period.end), now)
    closed = queries.list_closed_rounds(start_of(period.first), until)
    rounds = [one for one in closed if agency_ids is None or one.agency_id in agency_ids]
    ids = [one.id for one in rounds]
    published = queries.first_published(ids)
    received = queries.count_received(ids)
    states: dict[int, dict[str, int]] = defaultdict(lambda: {"none": 0, "draft": 0, "done": 0})
    for round_id, state, count in queries.count_owed_by_state(ids):
        states[round_id][state] += count
    found: dict[int, list[HeldRound]] = defaultdict(list)
    for one in sorted(rounds, key=lambda row: (row.closes_at, row.id)):
        at = published.get(one.id)
        found[one.agency_id].append(_held(one, at, received.get(one.id, 0), states[one.id], now))
    return dict(found)


def _held(
    one: CommentRound,
    published_at: datetime | None,
    received: int,
    states: dict[str, int],
    now: datetime,
) -> HeldRound:
    due = one.answer_by_on
    return HeldRound(
        id=one.id,
        title=one.title,
        first=local(one.opens_at).date(),
        last=last_day(one.closes_at),
        received_count=received,
        owed_count=sum(states.values()),
        answered_count=states["done"] if published_at else 0,
        days=days_to_answer(one, published_at) if published_at else None,
        is_late=due is not None and local(published_at or now).date() > due,
    )
