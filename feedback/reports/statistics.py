"""Counts of a round's comments by provision, stance, author, channel and day, and what became of them."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from base.periods import last_day
from feedback.models import CommentRound
from feedback.queries import results as queries
from feedback.queries.dispositions import list_places
from feedback.reports.dispositions import place_names
from feedback.rules.dispositions import KINDS
from feedback.rules.provision_names import WHOLE_DRAFT

STANCE_ORDER = ("agree", "partly", "disagree", "question", "wording")


def round_statistics(comment_round: CommentRound, answered_on: date) -> dict[str, Any]:
    """Plain whole numbers, as the record keeps them; nothing is divided here.

    Withdrawn comments count as received: they did arrive. `answered_on` is the day of publication.
    """
    states = dict.fromkeys(("none", "draft", "done"), 0)
    for _round, state, count in queries.count_owed_by_state([comment_round.id]):
        states[state] += count
    received = sum(count for (count,) in queries.count_comments(comment_round.id))
    answers = [one for one in queries.list_answers(comment_round.id) if one.is_final]
    closed_on = last_day(comment_round.closes_at)
    return {
        "received": received,
        "owed": sum(states.values()),
        "answered": states["done"],
        "withdrawn": received - sum(states.values()),
        "days_to_answer": max((answered_on - closed_on).days, 0),
        "kinds": _ordered(Counter(one.kind for one in answers), KINDS),
        "stances": _ordered(Counter(_counts(comment_round.id, "stance")), STANCE_ORDER),
        "channels": _counts(comment_round.id, "channel"),
        "author_kinds": _counts(comment_round.id, "author_kind"),
        "days": _by_day(comment_round.id),
        "places": _by_place(comment_round),
    }


def _counts(round_id: int, column: str) -> dict[str, int]:
    return {
        str(value): int(count) for value, count in sorted(queries.count_comments(round_id, column))
    }


def _ordered(counts: Mapping[str, int], order: tuple[str, ...]) -> dict[str, int]:
    return {key: counts[key] for key in order if counts.get(key)}


def _by_day(round_id: int) -> list[list[Any]]:
    """[day as ISO text, count], every day from the first to the last comment, the empty ones too."""
    counts = {day: int(count) for day, count in queries.count_comments(round_id, "received_on")}
    if not counts:
        return []
    first, last = min(counts), max(counts)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [[day.isoformat(), counts.get(day, 0)] for day in days]


def _by_place(comment_round: CommentRound) -> list[dict[str, Any]]:
    """Each commented provision in the order of the document, with its stances."""
    names = place_names(comment_round.id, comment_round.version_id)
    found: dict[int | None, Counter[str]] = {}
    for place_id, stance, count in queries.count_comments(
        comment_round.id, "provision_id", "stance"
    ):
        found.setdefault(place_id, Counter())[stance] += count
    order: list[int | None] = [None, *(one.id for one in list_places(comment_round.id))]
    return [
        {
            "place": names[key] if key else WHOLE_DRAFT,
            "count": sum(found[key].values()),
            "stances": _ordered(found[key], STANCE_ORDER),
        }
        for key in order
        if key in found
    ]
