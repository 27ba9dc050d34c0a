"""A database with one published snapshot of many agencies, for measuring the page that reads it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import insert, text

from agencies.models import Agency, AgencyKind, Installation
from base.db import db
from base.settings import Settings, make_secrets, read_secrets
from base.words import fold
from portal.factory import create_app
from surveys.models import (
    IndexCell,
    IndexSnapshot,
    Questionnaire,
    QuestionnaireVersion,
    SnapshotState,
    SurveyRound,
)

MEASURES = [("overall", ""), ("dimension", "section_1"), ("dimension", "section_2")]
MEASURES += [("item", f"item_{n}") for n in range(1, 9)]
MEASURES += [("month", str(202600 + n)) for n in range(1, 13)]


def make_app(folder: Path, agencies: int, responses: int) -> Flask:
    """The application over a fresh SQLite database with the cells of `agencies` and so many responses."""
    make_secrets(folder)
    settings = Settings(
        secrets=read_secrets(folder),
        instance_dir=folder,
        database_url=f"sqlite:///{folder}/bench.sqlite",
        tmpfs_dir=folder,
        log_level="ERROR",
        testing=True,
    )
    app = create_app(settings)
    with app.app_context():
        upgrade()
        _fill(agencies)
        _fill_responses(agencies, responses)
    return app


def _add(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row


def _fill(agencies: int) -> None:
    _add(Installation(id=1, province_code="38", province_name="Thanh Hóa"))
    rated = [_agency(number) for number in range(agencies)]
    asked = _add(Questionnaire(key="bench", name="Bộ câu hỏi"))
    content = {"title": {"vi": "Khảo sát"}, "sections": []}
    version = _add(QuestionnaireVersion(questionnaire_id=asked.id, number=1, content=content))
    survey_round = _add(
        SurveyRound(
            questionnaire_version_id=version.id,
            owner_agency_id=rated[0].id,
            name="Khảo sát năm 2026",
            opens_at=datetime(2026, 1, 1, tzinfo=UTC),
            closes_at=datetime(2027, 1, 1, tzinfo=UTC),
            state="published",
        )
    )
    snapshot = _add(
        IndexSnapshot(
            round_id=survey_round.id,
            method_version="v1",
            state=SnapshotState.PUBLISHED,
            published_at=datetime(2027, 1, 9, tzinfo=UTC),
            settings={
                "score.aggregate": {"value": "item_mean", "setting_id": None},
                "score.satisfied_levels": {"value": [4, 5], "setting_id": None},
            },
        )
    )
    ids = [None, *(one.id for one in rated)]
    cells = [_cell(snapshot.id, one, *name) for one in ids for name in MEASURES]
    db.session.execute(insert(IndexCell), cells)
    db.session.commit()


def _fill_responses(agencies: int, responses: int) -> None:
    """Rows as the product keeps them, in the order of their keys, which is how SQLite writes them fast."""
    step = 2**62 // responses
    db.session.execute(
        text(
            f"""WITH RECURSIVE made(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM made WHERE n < {responses})
            INSERT INTO response (round_id, id, agency_id, place_id, questionnaire_version_id, channel,
                source, respondent_kind, language, cluster_id, month, iso_week, bucket, duration_steps,
                cap_rank, at_desk, is_late, answers)
            SELECT r.id, n * {step}, n % {agencies} + 1, NULL, r.questionnaire_version_id, 'open_qr',
                'demo', 'individual', 'vi', n % 60000, 202601 + n % 12, 202601 + n % 52, 3, 8,
                0, 0, 0, x'0504050405040504'
            FROM made, survey_round r"""
        )
    )
    db.session.commit()
    counted = db.session.scalar(text("SELECT count(*) FROM response"))
    if counted != responses:
        raise ValueError(f"{counted} responses stored")


def _agency(number: int) -> Agency:
    name = f"UBND xã Thọ Xuân {number}"
    row = Agency(
        code=f"{15000 + number}",
        name=name,
        kind=AgencyKind.COMMUNE_COMMITTEE,
        valid_from=datetime(2025, 7, 1, tzinfo=UTC).date(),
        search_text=fold(name),
        latitude=19.5 + number % 13 / 13,
        longitude=104.8 + number % 17 / 17,
    )
    added: Agency = _add(row)
    return added


def _cell(snapshot_id: int, agency_id: int | None, measure: str, key: str) -> dict[str, Any]:
    share = 0.7 + ((agency_id or 7) * 37 % 100) / 400
    return {
        "snapshot_id": snapshot_id,
        "scope": "province" if agency_id is None else "agency",
        "measure": measure,
        "agency_id": agency_id,
        "key": key,
        "n": 60_240,
        "n_valid": 60_000,
        "n_eff": 9_000.0,
        "share": share,
        "variance": 2e-5,
        "df": 350.0,
        "low": share - 0.01,
        "high": share + 0.01,
        "rank_low": 10,
        "rank_high": 20,
        "against_province": "higher" if share > 0.82 else "lower",
        "channel_mix": {"open_qr": 60_240},
        "notes": [],
        "levels": [],
    }
