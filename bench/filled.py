"""A database with one closed round of many made-up responses, filled fast: for benches that read them."""

import random
import secrets
from pathlib import Path
from typing import Any

import numpy as np
from flask import Flask
from flask_migrate import upgrade

from agencies.models import Installation
from base.db import db
from portal.factory import create_app
from surveys.actions.bulk_responses import ResponseBlock, write_responses
from surveys.actions.partitions import make_partition
from surveys.actions.questionnaires import ship_questionnaires
from surveys.models import RoundState
from surveys.packing import slots
from surveys.questionnaire_content import MULTIPLE, NUMBER, RATING, SINGLE, read_content
from tests.conftest import make_settings
from tests.factories import make_agency, make_round

BATCH = 50_000
AGENCIES = 166
LEVELS = (0, 1, 2, 3, 4, 5, 9)
CHANCES = (0.05, 0.02, 0.04, 0.1, 0.4, 0.36, 0.03)


def make_app(database_url: str, directory: Path) -> Flask:
    directory.mkdir(parents=True, exist_ok=True)
    return create_app(make_settings(directory, database_url))


def fill(app: Flask, responses: int) -> int:
    """Migrates the empty database and fills it; returns the round's id. The same for the same count."""
    with app.app_context():
        upgrade()
        db.session.add(Installation(id=1, province_code="38", province_name="Thanh Hóa"))
        version = next(
            one for one in ship_questionnaires() if one.questionnaire.key == "hanh-chinh-cong"
        )
        agencies = [make_agency(f"UBND xã số {number}") for number in range(AGENCIES)]
        survey_round = make_round(agencies=agencies, version=version, state=RoundState.CLOSED)
        make_partition(survey_round.id)
        db.session.commit()
        draw = np.random.default_rng(7)
        for start in range(0, responses, BATCH):
            count = min(BATCH, responses - start)
            block = ResponseBlock(survey_round.id)
            block.responses = _rows(survey_round, [one.id for one in agencies], count, draw)
            write_responses(block)
            db.session.commit()
        return int(survey_round.id)


def _rows(survey_round: Any, agency_ids: list[int], count: int, draw: Any) -> list[Any]:
    answers = _answers(read_content(survey_round.version.content), count, draw)
    seeded = random.Random(int(draw.integers(2**31)))
    rows = []
    for packed in answers:
        agency_id = seeded.choice(agency_ids)
        month = 202601 + seeded.randrange(12)
        fixed = (survey_round.questionnaire_version_id, "open_qr", "demo", "individual", "vi")
        when = (seeded.randrange(50_000), month, 202620, 3, 8, 0, False, False)
        rows.append((survey_round.id, secrets.randbits(63), agency_id, None, *fixed, *when, packed))
    return rows


def _answers(content: Any, count: int, draw: Any) -> list[bytes]:
    layout = slots(content)
    width = sum(size for _, size in layout.values())
    table = np.zeros((count, width), np.uint8)
    for question in content.questions:
        if question.key not in layout:
            continue
        place = layout[question.key][0]
        if question.type == RATING:
            table[:, place] = draw.choice(LEVELS, count, p=CHANCES)
        elif question.type == SINGLE:
            table[:, place] = draw.integers(0, len(question.options) + 1, count)
        elif question.type == MULTIPLE:
            table[:, place + 1] = draw.integers(0, 2 ** min(8, len(question.options)), count)
        elif question.type == NUMBER:
            table[:, place] = 128
    packed = table.tobytes()
    return [packed[start : start + width] for start in range(0, count * width, width)]
