"""Comment rounds and what was said in them as JSON, for everyone; the same words as the pages show."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from agencies.models import Agency
from agencies.queries.agencies import get_agency_by_id
from base.api import choice_argument, json_answer, paged_answer
from base.clock import now
from base.permissions import Permission, requires
from base.rules import NotFound
from feedback.models import CommentRound
from feedback.queries import public_rounds as queries
from feedback.queries.comment_rounds import get_public_round
from feedback.queries.public_rounds import ENDED, OPEN, SOON, Wanted
from feedback.queries.published_comments import (
    Shown,
    count_by_round,
    count_for_export,
    count_stances,
    list_for_export,
)
from feedback.reports.reading import STANCES, homes_of
from feedback.reports.round_heads import round_record
from feedback.rules.comment_rounds import state_at
from feedback.rules.homes import Homes
from feedback.rules.reading import tally_of
from feedback.words import KIND_WORDS

feedback_api = Blueprint("feedback_api", __name__, url_prefix="/api/v1")


@feedback_api.get("/comment-rounds")
@requires(Permission.PUBLIC)
def round_list() -> ResponseReturnValue:
    """By id; `agency` is a code, `phase` by the clock."""
    instant = now()
    wanted = Wanted(
        kind=choice_argument("kind", list(KIND_WORDS)),
        agency_code=request.args.get("agency", "")[:30],
        phase=choice_argument("phase", [OPEN, SOON, ENDED]),
    )

    def read(limit: int, offset: int) -> Sequence[Any]:
        rows = queries.list_public_rounds_by_id(wanted, instant, limit, offset)
        counts = count_by_round([one.id for one, _agency in rows])
        return [(one, agency, counts.get(one.id, 0)) for one, agency in rows]

    total = queries.count_public_rounds(wanted, instant)
    return paged_answer(total, read, lambda row: round_item(*row))


def round_item(comment_round: CommentRound, agency: Agency, count: int) -> dict[str, Any]:
    dates = (comment_round.opens_at, comment_round.closes_at)
    return {
        "id": comment_round.id,
        "title": comment_round.title,
        "kind": comment_round.kind,
        "state": state_at(comment_round.state, *dates, now()),
        "is_front_review": comment_round.is_front_review,
        "agency_code": agency.code,
        "asked_by": comment_round.asked_by,
        "audience": comment_round.audience,
        "opens_at": comment_round.opens_at.isoformat(),
        "closes_at": comment_round.closes_at.isoformat(),
        "version": comment_round.version.number,
        "comment_count": count,
        "url": url_for(
            "comment_rounds.reading", round_id=comment_round.id, slug=comment_round.slug
        ),
    }


@feedback_api.get("/comment-rounds/<int:round_id>")
@requires(Permission.PUBLIC)
def round_one(round_id: int) -> ResponseReturnValue:
    """One round with what is on record; its provisions once it has begun."""
    comment_round = get_public_round(round_id)
    agency = get_agency_by_id(comment_round.agency_id)
    counted = count_stances(round_id)
    tally = tally_of(counted, STANCES)
    return json_answer(
        {
            **round_item(comment_round, agency, tally.total),
            "stances": dict(tally.counts),
            "legal_basis": comment_round.legal_basis,
            "min_days": comment_round.min_days,
            "short_reason": comment_round.short_reason,
            "questions": comment_round.questions,
            **_record_item(comment_round),
        }
    )


def _record_item(comment_round: CommentRound) -> dict[str, Any]:
    record = round_record(comment_round)
    return {
        "versions": [
            {"number": one.number, "since": since.isoformat(), "text_hash": one.text_hash}
            for one, since in record.versions
        ],
        "extensions": [
            {
                "old_closes_at": one.old_closes_at.isoformat(),
                "new_closes_at": one.new_closes_at.isoformat(),
                "reason": one.reason,
            }
            for one in record.extensions
        ],
        "results": [
            {"published_at": one.published_at.isoformat(), "is_correction": bool(one.supersedes_id)}
            for one in record.results
        ],
    }


@feedback_api.get("/comment-rounds/<int:round_id>/comments")
@requires(Permission.PUBLIC)
def comment_list(round_id: int) -> ResponseReturnValue:
    """By day; what an author added stands right behind what it adds to. A stub has no words."""
    comment_round = get_public_round(round_id)
    if state_of(comment_round) == "prepared":
        raise NotFound
    versions = [one for one, _since in queries.list_round_versions(round_id)]
    homes = homes_of(versions or [comment_round.version], comment_round.version)
    numbers = {one.id: one.number for one in versions}
    return paged_answer(
        count_for_export(round_id),
        lambda limit, offset: list_for_export(round_id, limit, offset),
        lambda one: comment_item(one, homes, numbers),
        {"round": round_id},
    )


def state_of(comment_round: CommentRound) -> str:
    return state_at(comment_round.state, comment_round.opens_at, comment_round.closes_at, now())


def comment_item(shown: Shown, homes: Homes, numbers: dict[int, int]) -> dict[str, Any]:
    """`provision` names what it speaks of, in the version it was written on; null: the whole draft."""
    comment, standing = shown.comment, shown.standing
    known = comment.provision_id in homes.places
    place = homes.places[comment.provision_id or 0] if known else None
    answer = shown.disposition
    return {
        "id": str(comment.id),
        "follows": str(comment.follows_id) if comment.follows_id else None,
        "version": numbers.get(comment.version_id),
        "provision": {"path": place.path, "name": homes.name(place.id)} if place else None,
        "question": comment.question_key or None,
        "stance": comment.stance,
        "text": shown.text,
        "wording": shown.wording,
        "language": comment.language,
        "channel": comment.channel,
        "author_kind": comment.author_kind,
        "received_on": comment.received_on.isoformat(),
        "is_late": comment.is_late,
        "visibility": standing.visibility,
        "rule": standing.rule,
        "group": standing.group_id,
        "disposition": {
            "kind": answer.kind,
            "reason": answer.reason,
            "wording": answer.after,
            "merged_into": str(answer.merged_into_id) if answer.merged_into_id else None,
        }
        if answer
        else None,
    }
