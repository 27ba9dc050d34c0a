"""What people sign and the public record commits to: a result's content and its hash."""

import hashlib
import json
from typing import Any

from base.db import db
from evaluation.models import EvaluationYear, YearResult
from evaluation.queries.results import list_lines, list_scores
from evaluation.queries.scorecards import get_scorecard
from surveys.models import IndexSnapshot

SCORE_COLUMNS = (
    "group_key",
    "points",
    "points_low",
    "points_high",
    "possible",
    "class_key",
    "is_near_boundary",
    "rank_low",
    "rank_high",
)
LINE_COLUMNS = (
    "criterion_key",
    "state",
    "figure",
    "figure_low",
    "figure_high",
    "points",
    "points_low",
    "points_high",
    "max_points",
    "reason",
)


def result_hash(result: YearResult) -> str:
    """SHA-256 over the text that is signed."""
    return hashlib.sha256(signed_result(result).encode("utf-8")).hexdigest()


def signed_result(result: YearResult) -> str:
    """The document below, as sorted JSON without blanks."""
    document = result_document(result)
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def result_document(result: YearResult) -> dict[str, Any]:
    """Agencies by group and code, criteria in the card's order; numbers unrounded."""
    card = get_scorecard(result.scorecard_id)
    year = db.session.get_one(EvaluationYear, result.year_id)
    snapshot = db.session.get(IndexSnapshot, result.snapshot_id) if result.snapshot_id else None
    lines = list_lines(result.id)
    return {
        "year": year.year,
        "number": result.number,
        "reason": result.reason,
        "scorecard": {"key": card.key, "version": card.version, "classes": card.classes},
        "settings": result.settings,
        "index": snapshot.content_hash if snapshot else None,
        "agencies": [
            {
                "code": agency.code,
                "score": [getattr(score, name) for name in SCORE_COLUMNS],
                "criteria": [
                    [getattr(line, name) for name in LINE_COLUMNS]
                    for line in lines.get(score.id, [])
                ],
            }
            for score, agency in list_scores(result.id)
        ],
    }
