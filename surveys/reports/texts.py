"""Free words as lists show them: to reviewers beside their redaction, to everybody week by week."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from agencies.models import Agency
from agencies.queries.staff import staff_names
from surveys.models import TextReview
from surveys.queries import texts as queries
from surveys.rules.texts import REASONS, full_tens


@dataclass(frozen=True)
class ReviewLine:
    """One text before a reviewer; nothing of the answer it came with."""

    id: str
    agency: Agency
    week: tuple[date, date]
    original: str
    shown: str
    is_redacted: bool
    is_province_only: bool
    revision: int
    proposal: str
    reason: str
    note: str
    first: str


@dataclass(frozen=True)
class PublishedWeek:
    week: tuple[date, date]
    texts: list[str]


def review_lines(
    not_of: frozenset[int], state: str, limit: int, offset: int, typed: Mapping[str, str]
) -> list[ReviewLine]:
    """`typed`: what a reviewer had written when something was wrong, by review id."""
    rows = queries.list_in_state(not_of, state, limit, offset)
    originals = queries.originals([review for review, _agency in rows])
    firsts = staff_names({one.proposed_by_id for one, _agency in rows if one.proposed_by_id})
    return [
        _line(review, agency, originals.get(review.id, ""), typed, firsts)
        for review, agency in rows
    ]


def _line(
    review: TextReview,
    agency: Agency,
    original: str,
    typed: Mapping[str, str],
    firsts: Mapping[int, str],
) -> ReviewLine:
    return ReviewLine(
        review.id,
        agency,
        days_of_week(review.iso_week),
        original,
        typed.get(review.id, review.shown or review.redacted),
        review.redacted != original,
        review.is_province_only,
        review.revision,
        review.proposal,
        REASONS.get(review.reason, ""),
        review.note,
        firsts.get(review.proposed_by_id or 0, ""),
    )


def published_weeks(agency_id: int) -> list[PublishedWeek]:
    """The latest week first; within a week in no order of arrival."""
    rows = queries.list_published(agency_id)
    return [
        PublishedWeek(days_of_week(week), [text for _week, text in group])
        for week, group in groupby(rows, key=lambda row: row[0])
    ]


def withheld_words(agency_id: int) -> int | None:
    """How many were withheld, in full tens; None while there are fewer than ten."""
    return full_tens(queries.count_withheld(agency_id)) or None


def days_of_week(number: int) -> tuple[date, date]:
    """Monday and Sunday of yyyyww."""
    year, week = divmod(number, 100)
    return date.fromisocalendar(year, week, 1), date.fromisocalendar(year, week, 7)
