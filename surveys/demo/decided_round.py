"""The made-up round of a year that is over: codes alone, an official index signed and published."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
from flask import current_app

from agencies.models import Agency
from agencies.roles import Viewer
from base.clock import moved_to, now, today
from base.db import db
from surveys.actions.bulk_responses import write_responses
from surveys.actions.rounds import move_due_rounds
from surveys.demo.codes import code_places, issue_codes
from surveys.demo.drawing import Ints, draw, make_calendar
from surveys.demo.loading import Told, days_off, midnight, plan, rated
from surveys.demo.results import load_results
from surveys.demo.rounds import RoundSpec, decided_round
from surveys.demo.writing import Target, blocks, read_remarks
from surveys.models import QuestionnaireVersion, SurveyRound
from surveys.queries.demo import find_round_by_name, get_published_version
from surveys.questionnaire_content import read_content

# One office in three has answers enough for an evaluation; of the others few residents used their codes.
ENOUGH, FEW, EVERY = (120, 200), (3, 25), 3
_UNUSED_TIMES = 2


def load_decided_round(actor: Viewer, year: int, seed: int, told: Told) -> None:
    """Planned, answered, signed and published as it would have been; commits. Found done, if it is there."""
    spec = decided_round(year)
    survey_round = find_round_by_name(spec.name)
    if survey_round is None:
        survey_round = _make(np.random.default_rng([seed, year]), actor, spec, told)
    with moved_to(midnight(spec.closes_on + timedelta(days=14))):
        load_results(actor, spec, survey_round, told)


def _make(rng: np.random.Generator, actor: Viewer, spec: RoundSpec, told: Told) -> SurveyRound:
    version = get_published_version(spec.questionnaire)
    agencies = rated(actor, spec)
    sizes = _sizes(rng, len(agencies))
    with moved_to(midnight(spec.opens_on - timedelta(days=10))):
        survey_round = plan(actor, spec, version, agencies, int(sizes.sum()))
    stored = _write(rng, actor, spec, survey_round, version, agencies, sizes)
    with moved_to(midnight(spec.closes_on)):
        move_due_rounds()
    db.session.commit()
    shown = f"{stored:,}".replace(",", ".")
    told(f"{spec.name}: {shown} phiếu của {len(agencies)} cơ quan")
    return survey_round


def _sizes(rng: np.random.Generator, count: int) -> Ints:
    enough = np.arange(count) % EVERY == 0
    return np.where(
        enough,
        rng.integers(ENOUGH[0], ENOUGH[1] + 1, count),
        rng.integers(FEW[0], FEW[1] + 1, count),
    )


def _write(
    rng: np.random.Generator,
    actor: Viewer,
    spec: RoundSpec,
    survey_round: SurveyRound,
    version: QuestionnaireVersion,
    agencies: Sequence[Agency],
    sizes: Ints,
) -> int:
    """Under the true clock: of so old answers neither traces nor days are left."""
    content, places = read_content(version.content), code_places(len(agencies))
    calendar = make_calendar(spec.opens_on, spec.closes_on - timedelta(days=1), days_off(), 86_400)
    tones = [tone for tone, _text in read_remarks()]
    drawn = draw(rng, 0, spec.level, places, len(sizes), calendar, content, tones, sizes=sizes)
    drawn = replace(drawn, remark=np.full(len(drawn), -1))  # no words: nobody would review them
    ids = [agency.id for agency in agencies]
    target = Target(survey_round.id, version.id, content, places, ids)
    made = blocks(rng, drawn, target, current_app.extensions["settings"], now())
    stored = sum(write_responses(block) for block in made)
    issue_codes(rng, drawn, target, calendar, today(), actor.staff_id, _UNUSED_TIMES)
    return stored
