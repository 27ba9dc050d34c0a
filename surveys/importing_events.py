"""`import-events`: a file of dossier counts, codes and responses into a replay, with their exact times."""

from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from agencies.queries.agencies import list_agencies
from agencies.queries.legal import setting_in_force
from base.clock import today
from base.db import db
from surveys.actions.class_weeks import commit_code_classes, fix_classes
from surveys.actions.events import Loading, check_replay, load_events, owner_of
from surveys.actions.questionnaires import ship_questionnaires
from surveys.events.reading import Events, Known, read_events
from surveys.events.rows import BESIDE_KEY, rating_keys
from surveys.following import follow_round
from surveys.models import QuestionnaireVersion
from surveys.queries.class_weeks import list_link_days
from surveys.queries.demo import get_published_version
from surveys.questionnaire_content import Content, read_content

QUESTIONNAIRE = "hanh-chinh-cong"


@dataclass(frozen=True)
class Loaded:
    round_id: int
    dossier_rows: int
    code_count: int
    response_count: int


def import_events(path: Path, questionnaire: str = QUESTIONNAIRE, owner: str = "") -> Loaded:
    """All or nothing, committed; then tallied. Raises NotAReplay or EventsFaulty with the lines."""
    check_replay()
    ship_questionnaires()
    version = get_published_version(questionnaire)
    agencies = {one.code: one for one in list_agencies()}
    days = int(setting_in_force("codes.days_valid", today()).value)
    events = read_events(path, _known(version, set(agencies), days))
    named = _named_in(events)
    body = owner or next(code for code in agencies if code.endswith("-SNV"))
    loading = Loading(
        owner_of(agencies[body].id),
        version,
        {code: agencies[code] for code in sorted(named)},
        f"Phát lại {path.stem}"[:200],
        days,
    )
    settings = current_app.extensions["settings"]
    round_id = load_events(loading, events, settings).id
    db.session.flush()
    fix_classes(list_link_days(), settings)
    commit_code_classes(today(), settings.secrets.ledger_master)
    db.session.commit()
    follow_round(round_id)
    counts = (len(events.dossiers), len(events.codes), len(events.responses))
    return Loaded(round_id, *counts)


def _known(version: QuestionnaireVersion, agency_codes: set[str], days: int) -> Known:
    content = read_content(version.content)
    return Known(agency_codes, len(rating_keys(content)), _beside(content), days, today())


def _beside(content: Content) -> set[str]:
    return {
        option.key
        for question in content.questions
        if question.key == BESIDE_KEY
        for option in question.options
    }


def _named_in(events: Events) -> set[str]:
    parts = (events.dossiers, events.codes, events.responses)
    return {code for part in parts for code in part["agency"].unique().to_list()}
