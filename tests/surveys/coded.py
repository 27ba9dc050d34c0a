"""Rounds with one-time codes for tests: codes issued, dossier counts, coded answers with their class."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from base.db import db
from surveys.models import DossierCount, ResponseClass
from tests.factories import make_code, make_code_batch
from tests.surveys.sending import days_of_answers, send

MONDAY = date(2026, 7, 6)


def count_dossiers(
    agency: Any, dossiers: Mapping[str, int], day: date = MONDAY, revision: int = 1
) -> None:
    """`dossiers`: "field|late|mode" → how many on the day."""
    for key, count in dossiers.items():
        field, late, mode = key.split("|")
        row = DossierCount(
            agency_id=agency.id,
            day=day,
            field_key=field,
            is_late=late == "late",
            filing_mode=mode,
            revision=revision,
            dossier_count=count,
            source="api",
        )
        db.session.add(row)
    db.session.commit()


def issue(survey_round: Any, agency: Any, codes: Mapping[str, int], day: date = MONDAY) -> Any:
    batch = make_code_batch(
        agency,
        survey_round,
        issue_day=day,
        expires_on=day + timedelta(days=30),
        code_count=sum(codes.values()),
    )
    for key, count in codes.items():
        field, late, mode = key.split("|")
        for _ in range(count):
            make_code(batch, field_key=field, is_late=late == "late", filing_mode=mode)
    return batch


def answer(
    survey_round: Any,
    place: Any,
    class_key: str,
    days: int,
    a_day: int,
    satisfied: float,
    seed: int = 1,
    months: tuple[int, ...] = (202607, 202608, 202609),
) -> list[dict[str, Any]]:
    """Coded answers of one class, stored with it."""
    rows = days_of_answers(
        survey_round, place, days, a_day, satisfied, months, seed, channel="code", place_id=None
    )
    send(rows)
    db.session.add_all(
        ResponseClass(round_id=survey_round.id, response_id=row["id"], class_key=class_key)
        for row in rows
    )
    db.session.commit()
    return rows
