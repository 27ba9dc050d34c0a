"""Loads checked events into a replay: a round of its own, places, codes, dossier counts, responses."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from agencies.models import Agency, Role
from agencies.queries.installation import find_installation
from agencies.roles import Viewer
from agencies.rules.installation import NotAReplay
from base.clock import HANOI, now
from base.db import db
from base.settings import Settings
from ledger.actions import add_public_record
from ledger.record_types import RecordType
from surveys.actions.bulk_responses import as_columns, insert_rows, write_responses
from surveys.actions.dossiers import commit_counts
from surveys.actions.places import create_places
from surveys.actions.rounds import RoundPlan, move_due_rounds, plan_round
from surveys.events.codes import MadeBatch, count_rows, made_batches
from surveys.events.reading import Events
from surveys.events.rows import OWN_PLACES, Target, response_blocks
from surveys.models import BatchState, CodeBatch, Delivery, QuestionnaireVersion, SurveyRound
from surveys.questionnaire_content import read_content

PLACE_NAMES = {"counter": "Quầy (phát lại)", "kiosk": "Màn hình (phát lại)"}


@dataclass(frozen=True)
class Loading:
    """Where the events of one file go; `agencies` by their codes."""

    actor: Viewer
    version: QuestionnaireVersion
    agencies: dict[str, Agency]
    name: str
    code_days: int


def check_replay() -> None:
    """Raises NotAReplay for any database but one that was marked as a replay when it was made."""
    place = find_installation()
    if place is None or not place.is_replay:
        raise NotAReplay


def owner_of(body_id: int) -> Viewer:
    """Who plans the round of a replay: the department, no person."""
    return Viewer(None, body_id, ((Role.DEPARTMENT, None),))


def load_events(loading: Loading, events: Events, settings: Settings) -> SurveyRound:
    """Everything in the transaction at hand; the caller commits."""
    check_replay()
    first, last = events.span
    places = _make_places(loading, events, first)
    survey_round = _plan(loading, first, last)
    ids = {code: agency.id for code, agency in loading.agencies.items()}
    batches = _write_codes(loading, survey_round, events, settings)
    counts = count_rows(events.dossiers, ids, now())
    insert_rows("dossier_count", counts)
    commit_counts([as_columns("dossier_count", one) for one in counts])
    target = Target(
        survey_round.id,
        loading.version.id,
        read_content(loading.version.content),
        ids,
        places,
        batches,
    )
    for block in response_blocks(events.responses, target, settings):
        write_responses(block.whole)
        insert_rows("code_use", block.uses)
        insert_rows("answer_link", block.links)
        insert_rows("supersession", block.supersessions)
    move_due_rounds()
    return survey_round


def _make_places(loading: Loading, events: Events, first: date) -> dict[tuple[str, str], int]:
    """One place an agency and kind that open answers came from; (agency's code, kind) → its id."""
    pairs = events.responses.select("agency", "channel").unique().sort("agency", "channel").rows()
    wanted = sorted({(OWN_PLACES[one], code) for code, one in pairs if one in OWN_PLACES})
    found: dict[tuple[str, str], int] = {}
    for kind, name in PLACE_NAMES.items():
        codes = [code for its_kind, code in wanted if its_kind == kind]
        if not codes:
            continue
        ids = [loading.agencies[code].id for code in codes]
        places = create_places(loading.actor, ids, name, kind)
        for code, place in zip(codes, places, strict=True):
            place.created_at = place.changed_at = _midnight(first - timedelta(days=1))
            found[code, kind] = place.id
    return found


def _plan(loading: Loading, first: date, last: date) -> SurveyRound:
    """From the first event's day to the last one's."""
    plan = RoundPlan(
        questionnaire_version_id=loading.version.id,
        name=loading.name,
        opens_at=_midnight(first),
        closes_at=_midnight(last + timedelta(days=1)),
        targets={agency.id: 0 for agency in loading.agencies.values()},
    )
    return plan_round(loading.actor, plan)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), HANOI)


def _write_codes(
    loading: Loading, survey_round: SurveyRound, events: Events, settings: Settings
) -> dict[tuple[str, date], int]:
    """(agency's code, day) → its batch; each committed to in public as a real one."""
    made = list(made_batches(events.codes, settings))
    with db.session.no_autoflush:
        batches = [_batch(loading, survey_round, one) for one in made]
    db.session.flush()
    rows = [
        (hashed, batch.id, True, field_key, is_late, mode, day, sealed)
        for one, batch in zip(made, batches, strict=True)
        for hashed, field_key, is_late, mode, day, sealed in one.codes
    ]
    insert_rows("one_time_code", rows)
    return {(one.agency, one.day): batch.id for one, batch in zip(made, batches, strict=True)}


def _batch(loading: Loading, survey_round: SurveyRound, made: MadeBatch) -> CodeBatch:
    agency, expires_on = loading.agencies[made.agency], made.day + timedelta(days=loading.code_days)
    record = {
        "round": survey_round.id,
        "agency": agency.code,
        "issue_day": made.day.isoformat(),
        "expires_on": expires_on.isoformat(),
        "delivery": str(Delivery.RECEIPT),
        "count": len(made.codes),
        "root": made.root.hex(),
    }
    batch = CodeBatch(
        round_id=survey_round.id,
        agency_id=agency.id,
        issue_day=made.day,
        expires_on=expires_on,
        delivery=Delivery.RECEIPT,
        code_count=len(made.codes),
        root=made.root,
        commitment=add_public_record(RecordType.CODES_COMMITTED, record, now()),
        state=BatchState.READY,
        made_at=_midnight(made.day),
    )
    db.session.add(batch)
    return batch
