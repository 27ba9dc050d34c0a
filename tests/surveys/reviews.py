"""Free words before a reviewer, for tests."""

import itertools
import uuid
from typing import Any

from sqlalchemy import insert

from base.db import db
from surveys.models import Response, ResponseText, TextReview
from surveys.rules.redaction import redact
from tests.factories import make_place, make_round
from tests.surveys.sending import response_row

_count = itertools.count(1)


def make_text_review(agency: Any, text: str = "Anh Tuấn hẹn ba lần", **columns: Any) -> TextReview:
    """Words of a stored response, waiting for a reviewer; `columns` as in text_review."""
    survey_round = columns.pop("round", None) or make_round(agencies=[agency])
    place = make_place(agency)
    response_id = next(_count)
    row = response_row(survey_round, place, {}, id=response_id, month=202611, iso_week=202646)
    db.session.execute(insert(Response), [row])
    own = {"round_id": survey_round.id, "response_id": response_id, "question_key": "words"}
    db.session.add(ResponseText(**own, text=text))
    values = {
        "id": uuid.uuid4().hex[:16],
        **own,
        "agency_id": agency.id,
        "month": 202611,
        "iso_week": 202646,
        "original_hash": bytes(32),
        "is_province_only": False,
        "redacted": redact(text).text,
    }
    review = TextReview(**{**values, **columns})
    db.session.add(review)
    db.session.flush()
    return review
