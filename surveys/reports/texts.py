"""Free words as lists show them: to reviewers beside their redaction, to everybody week by week."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from agencies.models import Agency
from surveys.models import TextReview
from surveys.queries import texts as queries
from surveys.rules.texts import FEWEST_AT_ONCE


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


@dataclass(frozen=True)
class PublishedWeek:
    week: tuple[date, date]
    texts: list[str]


def review_lines(
    not_of: frozenset[int], limit: int, offset: int, typed: Mapping[str, str]
) -> list[ReviewLine]:
    """`typed`: what a reviewer had written when something was wrong, by review id."""
    rows = queries.list_waiting(not_of, limit, offset)
    originals = queries.originals([review for review, _agency in rows])
    return [_line(review, agency, originals[review.id], typed) for review, agency in rows]


def _line(
    review: TextReview, agency: Agency, original: str, typed: Mapping[str, str]
) -> ReviewLine:
    return ReviewLine(
        review.id,
        agency,
        days_of_week(review.iso_week),
        original,
        typed.get(review.id, review.redacted),
        review.redacted != original,
        review.is_province_only,
        review.revision,
    )


def published_weeks(agency_id: int) -> list[PublishedWeek]:
    """The latest week first; within a week in no order of arrival."""
    rows = queries.list_published(agency_id)
    return [
        PublishedWeek(days_of_week(week), [text for _week, text in group])
        for week, group in groupby(rows, key=lambda row: row[0])
    ]


def withheld_words(agency_id: int) -> int | None:
    """How many were withheld; None while there are fewer than ten, who could be single persons."""
    count = queries.count_withheld(agency_id)
    return count if count >= FEWEST_AT_ONCE else None


def days_of_week(number: int) -> tuple[date, date]:
    """Monday and Sunday of yyyyww."""
    year, week = divmod(number, 100)
    return date.fromisocalendar(year, week, 1), date.fromisocalendar(year, week, 7)
