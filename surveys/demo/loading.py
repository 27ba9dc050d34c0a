"""Loads the made-up province step by step; a step that was done is found done, so a broken load goes on."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

import numpy as np
from flask import current_app

from agencies.actions.legal import load_legal_data
from agencies.actions.register import load_register
from agencies.models import Agency, AgencyKind, Installation, Role
from agencies.queries.agencies import get_agency, list_agencies
from agencies.queries.installation import find_installation
from agencies.queries.legal import holidays_by_day
from agencies.queries.staff import find_staff_by_email
from agencies.roles import Viewer
from agencies.rules.installation import NotADemo
from base.clock import HANOI, local, now
from base.db import db
from surveys.actions.bulk_responses import write_responses
from surveys.actions.periods import set_periods
from surveys.actions.places import create_places
from surveys.actions.questionnaires import ship_questionnaires
from surveys.actions.rounds import RoundPlan, move_due_rounds, plan_round
from surveys.demo.accounts import DOMAIN, FILE_NAME, make_accounts, write_accounts
from surveys.demo.codes import CODED_SHARE, TINY_CODED, code_places, issue_codes
from surveys.demo.drawing import TINY_COUNTS, Calendar, Drawn, Place, draw, make_calendar
from surveys.demo.results import load_results
from surveys.demo.rounds import PLACES, PlaceSpec, RoundSpec, demo_rounds
from surveys.demo.texts import load_texts
from surveys.demo.trial_codes import load_trial_codes
from surveys.demo.writing import Target, blocks, read_remarks
from surveys.models import QrPlace, QuestionnaireVersion, SurveyRound
from surveys.queries.demo import find_round_by_name, get_published_version, list_places_of_round
from surveys.questionnaire_content import read_content
from surveys.rules.periods import quarterly_periods

Told = Callable[[str], None]
RESPONSES = 72_000


def load_demo(responses: int, seed: int, told: Told, *, with_results: bool = True) -> None:
    """Everything; commits after each step. Raises NotADemo for any other database.

    `with_results=False` stores responses only: no tallies, no figures (for measuring).
    """
    place = _check_demo()
    _load_register(place, told)
    actor = _load_accounts(place, told)
    _load_places(actor, told)
    for number, spec in enumerate(demo_rounds(local(now()).date())):
        rng = np.random.default_rng([seed, number])
        survey_round = _load_round(rng, actor, spec, round(responses * spec.share), told)
        if with_results:
            load_results(actor, spec, survey_round, told)
    if with_results:
        master = current_app.extensions["settings"].secrets.ledger_master.encode()
        told(f"  {load_texts(local(now()).date(), master)} lời ghi đã công khai")
        load_trial_codes(actor, told)


def _check_demo() -> Installation:
    place = find_installation()
    if place is None or not place.is_demo or place.is_replay:
        raise NotADemo
    return place


def _load_register(place: Installation, told: Told) -> None:
    added = len(load_register(place.province_code, with_samples=True).added)
    shipped = len(ship_questionnaires())
    load_legal_data()
    db.session.commit()
    told(f"{place.province_name}: {added} cơ quan, {shipped} bộ câu hỏi")


def _load_accounts(place: Installation, told: Told) -> Viewer:
    """The viewer who acts for Sở Nội vụ."""
    folder = current_app.extensions["settings"].instance_dir
    if not (folder / FILE_NAME).exists():
        first = list_agencies(kind=AgencyKind.COMMUNE_COMMITTEE, limit=1)[0]
        ward = "14797" if place.province_code == "38" else first.code
        accounts = make_accounts(place.province_code, ward)
        db.session.commit()
        write_accounts(folder, accounts)
        told(f"{len(accounts)} tài khoản dùng thử")
    staff = find_staff_by_email(f"so.noi.vu@{DOMAIN}")
    body = get_agency(f"{place.province_code}-SNV")
    return Viewer(staff.id if staff else None, body.id, ((Role.DEPARTMENT, None),))


def _load_places(actor: Viewer, told: Told) -> None:
    """Counters, kiosks, posters; made before the first round opens."""
    known = {place.name for place in list_places_of_round(None)}
    opened = datetime.combine(
        demo_rounds(local(now()).date())[0].opens_on - timedelta(days=9), time(8), HANOI
    )
    count = 0
    for spec in PLACES:
        if spec.name not in known:
            made = create_places(actor, _agencies_of(spec), spec.name, spec.kind)
            for place in made:
                place.created_at = place.changed_at = opened
            count += len(made)
    db.session.commit()
    told(f"{count} nơi đặt mã QR")


def _agencies_of(spec: PlaceSpec) -> list[int]:
    agencies = [one for kind in spec.kinds for one in list_agencies(kind=kind)]
    return [one.id for one in agencies[:: spec.every]]


def _load_round(
    rng: np.random.Generator, actor: Viewer, spec: RoundSpec, count: int, told: Told
) -> SurveyRound:
    """The round with its responses in one transaction, unless it is there."""
    return find_round_by_name(spec.name) or _make_round(rng, actor, spec, count, told)


def _make_round(
    rng: np.random.Generator, actor: Viewer, spec: RoundSpec, count: int, told: Told
) -> SurveyRound:
    version = get_published_version(spec.questionnaire)
    agencies = rated(actor, spec)
    survey_round = plan(actor, spec, version, agencies, count)
    stored = _write(rng, actor, spec, survey_round, version, agencies, count)
    move_due_rounds()
    db.session.commit()
    shown = f"{stored:,}".replace(",", ".")
    told(f"{spec.name}: {shown} phiếu của {len(agencies)} cơ quan")
    return survey_round


def rated(actor: Viewer, spec: RoundSpec) -> list[Agency]:
    """Nobody is rated by itself: the owner's own body stays out."""
    found = [one for kind in spec.kinds for one in list_agencies(kind=kind)]
    return [one for one in found if one.id != actor.agency_id][:: spec.every]


def plan(
    actor: Viewer,
    spec: RoundSpec,
    version: QuestionnaireVersion,
    agencies: Sequence[Agency],
    count: int,
) -> SurveyRound:
    target = max(50, round(count / len(agencies) / 50) * 50)
    planned = RoundPlan(
        questionnaire_version_id=version.id,
        name=spec.name,
        name_en=spec.name_en,
        opens_at=midnight(spec.opens_on),
        closes_at=midnight(spec.closes_on),
        targets={agency.id: target for agency in agencies},
        place_ids=() if spec.is_coded else None,
    )
    survey_round = plan_round(actor, planned)
    if spec.has_quarters:
        last = spec.closes_on - timedelta(days=1)
        set_periods(actor, survey_round, quarterly_periods(spec.opens_on, last))
    return survey_round


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), HANOI)


def _write(
    rng: np.random.Generator,
    actor: Viewer,
    spec: RoundSpec,
    survey_round: SurveyRound,
    version: QuestionnaireVersion,
    agencies: Sequence[Agency],
    count: int,
) -> int:
    content = read_content(version.content)
    places = _places(survey_round, agencies)
    instant = now()
    today = local(instant)
    last = min(today.date(), spec.closes_on - timedelta(days=1))
    seconds = (today - midnight(today.date())).seconds if last == today.date() else 86_400
    calendar = make_calendar(spec.opens_on, last, days_off(), seconds)
    tones = [tone for tone, _text in read_remarks()]
    ids = [agency.id for agency in agencies]
    settings = current_app.extensions["settings"]

    def write(
        count: int, places: Sequence[Place], calendar: Calendar, tiny: Sequence[int] = TINY_COUNTS
    ) -> tuple[Drawn, Target, int]:
        number = len(agencies)
        drawn = draw(rng, count, spec.level, places, number, calendar, content, tones, tiny)
        target = Target(survey_round.id, version.id, content, places, ids)
        made = blocks(rng, drawn, target, settings, instant)
        return drawn, target, sum(write_responses(block) for block in made)

    coded = round(count * CODED_SHARE) if spec.codes_from else 0
    stored = write(count - coded, places, calendar)[2]
    if spec.codes_from and coded:
        calendar = make_calendar(spec.codes_from, last, days_off(), seconds)
        drawn, target, more = write(coded, code_places(len(agencies)), calendar, TINY_CODED)
        issue_codes(rng, drawn, target, calendar, today.date(), actor.staff_id)
        stored += more
    return stored


def days_off() -> set[date]:
    return {day for day, holiday in holidays_by_day().items() if not holiday.is_working}


def _places(survey_round: SurveyRound, agencies: Sequence[Agency]) -> list[Place]:
    """The round's places by agency and name, so that equal seeds give equal answers."""
    order = {agency.id: number for number, agency in enumerate(agencies)}
    weights = {spec.name: spec.weight for spec in PLACES}
    rows: list[QrPlace] = list_places_of_round(survey_round.id)
    rows.sort(key=lambda one: (order[one.agency_id], one.name))
    return [Place(one.id, order[one.agency_id], one.kind, weights[one.name]) for one in rows]
