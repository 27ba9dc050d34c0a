"""Answers with their traces, as if sent at given instants, for tests of the detectors' night."""

import json
import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import insert

from base.clock import HANOI, local
from base.day_keys import seal
from base.db import db
from ledger.models import PendingLeaf
from surveys.actions.responses import trace_subject
from surveys.models import CodeBatch, OneTimeCode, Response, ResponseNumber, ResponseTrace

YESTERDAY = date(2026, 11, 22)


def at(hour: float, day: date = YESTERDAY) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=HANOI) + timedelta(hours=hour)


def send_at(
    survey_round: Any,
    agency: Any,
    instants: Sequence[datetime],
    *,
    channel: str = "open_qr",
    levels: Sequence[int] = (5, 5, 5),
    trace: dict[str, Any] | None = None,
    **columns: Any,
) -> list[int]:
    """Stores one response at each instant with number, leaf and trace; returns their ids."""
    ids = []
    for instant in instants:
        moment, response_id = local(instant), secrets.randbits(62)
        year, week, _ = moment.isocalendar()
        values = {
            "round_id": survey_round.id,
            "id": response_id,
            "agency_id": agency.id,
            "place_id": None,
            "questionnaire_version_id": survey_round.questionnaire_version_id,
            "channel": channel,
            "source": "live",
            "respondent_kind": "individual",
            "language": "vi",
            "cluster_id": agency.id * 1000 + moment.timetuple().tm_yday,
            "month": moment.year * 100 + moment.month,
            "iso_week": year * 100 + week,
            "bucket": moment.hour // 3,
            "duration_steps": 10,
            "answers": bytes([*levels, 1]),
        }
        db.session.execute(insert(Response).values({**values, **columns}))
        _number_and_trace(survey_round.id, response_id, moment, trace or {})
        ids.append(response_id)
    db.session.flush()
    return ids


def _number_and_trace(
    round_id: int, response_id: int, moment: datetime, trace: dict[str, Any]
) -> None:
    number, committed = secrets.token_bytes(32), secrets.token_bytes(32)
    db.session.add(
        ResponseNumber(
            number_hash=number,
            key_hash=secrets.token_bytes(32),
            content_hash=bytes(32),
            round_id=round_id,
            response_id=response_id,
        )
    )
    db.session.add(PendingLeaf(commitment=committed, type="response", number_hash=number))
    plain = json.dumps({"at": moment.isoformat(), **trace}).encode()
    about = trace_subject(round_id, response_id)
    folder = current_app.extensions["settings"].instance_dir
    db.session.add(
        ResponseTrace(
            round_id=round_id,
            response_id=response_id,
            day=moment.date(),
            sealed=seal(folder, moment.date(), plain, about),
        )
    )


def make_codes(survey_round: Any, agency: Any, day: date, count: int, late: int = 0) -> CodeBatch:
    """A batch that is ready, `late` of its codes for late dossiers."""
    batch = CodeBatch(
        round_id=survey_round.id,
        agency_id=agency.id,
        issue_day=day,
        expires_on=day + timedelta(days=30),
        delivery="slip",
        code_count=count,
        root=bytes(32),
        commitment=bytes(32),
        state="ready",
    )
    db.session.add(batch)
    db.session.flush()
    rows = [
        {"code_hash": secrets.token_bytes(32), "batch_id": batch.id, "is_late": number < late}
        for number in range(count)
    ]
    db.session.execute(insert(OneTimeCode), rows)
    return batch
