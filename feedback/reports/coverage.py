"""How an agency answers what people say about its drafts: for the year's evaluation and for open data."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from base.clock import HANOI, local
from base.periods import last_day
from feedback.models import CommentRound
from feedback.queries import results as queries


@dataclass(frozen=True)
class AgencyCoverage:
    """Rounds of one agency that closed in a year.

    `owed_count` comments needed an answer, `answered_count` have one that is published. `late_count`:
    rounds published after their last day to answer, or past it without a result. Days are counted from
    the last day of the round to the first publication, of published rounds; None where there is none.
    A share is left to whoever shows it: of nothing there is none.
    """

    agency_id: int
    round_count: int
    published_count: int
    late_count: int
    received_count: int
    owed_count: int
    answered_count: int
    median_days: float | None
    most_days: int | None


def coverage_by_agency(year: int, now: datetime) -> list[AgencyCoverage]:
    """Every agency with a public round that closed in the calendar year (Vietnam's), by agency id."""
    since, until = datetime(year, 1, 1, tzinfo=HANOI), datetime(year + 1, 1, 1, tzinfo=HANOI)
    rounds = queries.list_closed_rounds(since, min(until, now))
    by_agency: dict[int, list[CommentRound]] = defaultdict(list)
    for one in rounds:
        by_agency[one.agency_id].append(one)
    ids = [one.id for one in rounds]
    published = queries.first_published(ids)
    states: dict[int, dict[str, int]] = defaultdict(lambda: {"none": 0, "draft": 0, "done": 0})
    for round_id, state, count in queries.count_owed_by_state(ids):
        states[round_id][state] += count
    received = queries.count_received(ids)
    return [
        _coverage(agency_id, own, published, states, received, now)
        for agency_id, own in sorted(by_agency.items())
    ]


def _coverage(
    agency_id: int,
    rounds: Sequence[CommentRound],
    published: dict[int, datetime],
    states: dict[int, dict[str, int]],
    received: dict[int, int],
    now: datetime,
) -> AgencyCoverage:
    days = [days_to_answer(one, published[one.id]) for one in rounds if one.id in published]
    return AgencyCoverage(
        agency_id=agency_id,
        round_count=len(rounds),
        published_count=len(days),
        late_count=sum(1 for one in rounds if _is_late(one, published.get(one.id, now))),
        received_count=sum(received.get(one.id, 0) for one in rounds),
        owed_count=sum(sum(states[one.id].values()) for one in rounds),
        answered_count=sum(states[one.id]["done"] for one in rounds if one.id in published),
        median_days=float(median(days)) if days else None,
        most_days=max(days, default=None),
    )


def days_to_answer(comment_round: CommentRound, published_at: datetime) -> int:
    return max((local(published_at).date() - last_day(comment_round.closes_at)).days, 0)


def _is_late(comment_round: CommentRound, at: datetime) -> bool:
    due = comment_round.answer_by_on
    return due is not None and local(at).date() > due
