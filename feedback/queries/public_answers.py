"""Answers as everybody may see them: finished ones, and after publication those of the record in force.

What an officer changes after the result was published is a correction in the making: until it is published
with its reason, every page goes on showing what the record says.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from base.db import db
from feedback.models import Disposition, RoundResult


@dataclass(frozen=True)
class PublicAnswer:
    """`merged_into_id`: the comment whose answer answers this one too."""

    kind: str
    reason: str
    before: str
    after: str
    merged_into_id: int | None


def answers_in_force(comment_ids: Collection[int]) -> dict[int, PublicAnswer]:
    """By comment; comments without an answer that everybody may see are left out."""
    latest = select(func.max(RoundResult.id)).group_by(RoundResult.round_id)
    rows = db.session.execute(
        select(Disposition, RoundResult.id, RoundResult.published_at)
        .outerjoin(
            RoundResult,
            (RoundResult.round_id == Disposition.round_id) & RoundResult.id.in_(latest),
        )
        .where(Disposition.comment_id.in_(comment_ids))
    )
    found, recorded = {}, dict[int, set[int]]()
    for row, result_id, published_at in rows:
        if _is_in_the_making(row, published_at):
            recorded.setdefault(result_id, set()).add(row.comment_id)
        elif row.is_final:
            found[row.comment_id] = _stored(row)
    for result_id, ids in recorded.items():
        found |= _of_record(db.session.get_one(RoundResult, result_id).content, ids)
    return found


def find_public_answer(comment_id: int) -> PublicAnswer | None:
    """An answer by way of another comment is that comment's."""
    found = answers_in_force([comment_id]).get(comment_id)
    if found is not None and found.merged_into_id is not None:
        return find_public_answer(found.merged_into_id) or found
    return found


def _is_in_the_making(row: Disposition, published_at: datetime | None) -> bool:
    return published_at is not None and (not row.is_final or row.changed_at > published_at)


def _stored(row: Disposition) -> PublicAnswer:
    return PublicAnswer(row.kind, row.reason, row.before, row.after, row.merged_into_id)


def _of_record(content: Mapping[str, Any], ids: Collection[int]) -> dict[int, PublicAnswer]:
    return {
        int(one["comment"]): PublicAnswer(
            one["kind"],
            one["reason"],
            one["before"],
            one["after"],
            int(one["merged_into"]) if one["merged_into"] else None,
        )
        for one in content["rows"]
        if int(one["comment"]) in ids
    }
