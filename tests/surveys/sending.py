"""Responses for tests about counting: many at once, straight into the table."""

import random
from typing import Any

from sqlalchemy import insert

from base.db import db
from surveys.models import Response
from surveys.packing import pack
from surveys.questionnaire_content import read_content


def response_row(survey_round: Any, place: Any, answers: dict[str, Any], **columns: Any) -> Any:
    content = read_content(survey_round.version.content)
    values: dict[str, Any] = {
        "round_id": survey_round.id,
        "id": random.getrandbits(63),
        "agency_id": place.agency_id,
        "place_id": place.id,
        "questionnaire_version_id": survey_round.questionnaire_version_id,
        "channel": "open_qr",
        "source": "live",
        "respondent_kind": "individual",
        "language": "vi",
        "cluster_id": place.id,
        "month": 202608,
        "iso_week": 202633,
        "bucket": 3,
        "duration_steps": 8,
        "answers": pack(content, answers),
    }
    return {**values, **columns}


def send(rows: list[dict[str, Any]]) -> None:
    db.session.execute(insert(Response), rows)
    db.session.commit()


def days_of_answers(
    survey_round: Any,
    place: Any,
    days: int,
    a_day: int,
    satisfied: float,
    months: tuple[int, ...] = (202607, 202608, 202609),
    seed: int = 1,
    **columns: Any,
) -> list[dict[str, Any]]:
    """`a_day` answers on each of `days` days; each item is at level 4–5 with chance `satisfied`."""
    draw = random.Random(f"{seed}/{place.id}")
    items = [one.key for one in read_content(survey_round.version.content).index_questions]
    rows = []
    for day in range(days):
        month = months[day % len(months)]
        cluster = draw.getrandbits(60)
        mood = min(0.99, max(0.01, satisfied + draw.uniform(-0.05, 0.05)))
        for _ in range(a_day):
            levels = {key: _level(draw, mood) for key in items}
            more = {"cluster_id": cluster, "month": month, "iso_week": 202600 + 27 + day % 13}
            rows.append(response_row(survey_round, place, levels, **{**more, **columns}))
    return rows


def _level(draw: random.Random, satisfied: float) -> int:
    if draw.random() < 0.03:
        return 9
    return draw.choice((4, 5)) if draw.random() < satisfied else draw.choice((1, 2, 3, 3))
