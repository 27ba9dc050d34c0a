"""SELECTs behind answering anew: the response with this key, and whether it may be superseded."""

from datetime import date
from typing import Any

from sqlalchemy import and_, exists, select

from agencies.models import Agency
from agencies.queries.installation import find_installation
from agencies.queries.legal import SettingMissing, setting_in_force
from agencies.queries.networks import list_networks
from agencies.rules.networks import stored_networks
from base.day_keys import LINKS
from base.db import db
from surveys.models import (
    AnswerLink,
    QuestionnaireVersion,
    Response,
    ResponseNumber,
    Supersession,
    SurveyRound,
)
from surveys.rules.anew import AnewOffer
from surveys.rules.offers import OfferedRound

_IS_SUPERSEDED = exists().where(
    Supersession.round_id == Response.round_id, Supersession.old_response_id == Response.id
)
_OFFER = (
    select(
        Response.id,
        Response.channel,
        Agency.id.label("agency_id"),
        Agency.name,
        Agency.name_en,
        SurveyRound.id.label("round_id"),
        SurveyRound.opens_at,
        SurveyRound.closes_at,
        SurveyRound.state,
        SurveyRound.questionnaire_version_id.label("version_id"),
        QuestionnaireVersion.revision.label("version_revision"),
        AnswerLink.day,
        AnswerLink.sealed,
        _IS_SUPERSEDED.label("is_superseded"),
    )
    .join(Agency, Agency.id == Response.agency_id)
    .join(SurveyRound, SurveyRound.id == Response.round_id)
    .join(QuestionnaireVersion, QuestionnaireVersion.id == SurveyRound.questionnaire_version_id)
    .outerjoin(
        AnswerLink,
        and_(AnswerLink.round_id == Response.round_id, AnswerLink.response_id == Response.id),
    )
)


def get_reanswer_days(day: date) -> int:
    """As in force on the day; where nobody has set it, as long as keys of links live anyway."""
    try:
        return int(setting_in_force("codes.reanswer_days", day).value)
    except SettingMissing:
        return LINKS.kept_for.days


def find_anew_offer_by_key(key_hash: bytes) -> AnewOffer | None:
    """None if no response has this key."""
    found = db.session.execute(
        select(ResponseNumber.round_id, ResponseNumber.response_id).where(
            ResponseNumber.key_hash == key_hash
        )
    ).first()
    return find_anew_offer(*found) if found else None


def find_anew_offer(round_id: int, response_id: int) -> AnewOffer | None:
    row = db.session.execute(
        _OFFER.where(Response.round_id == round_id, Response.id == response_id)
    ).first()
    return _offer(row) if row else None


def _offer(row: Any) -> AnewOffer:
    installation = find_installation()
    return AnewOffer(
        response_id=row.id,
        channel=row.channel,
        agency_id=row.agency_id,
        agency_names={"vi": row.name, "en": row.name_en or row.name},
        survey_round=OfferedRound(
            row.round_id, row.opens_at, row.closes_at, row.version_id, row.version_revision
        ),
        round_state=row.state,
        first_day=row.day,
        link=row.sealed,
        is_superseded=row.is_superseded,
        is_demo=bool(installation and installation.is_demo),
        office_networks=stored_networks(one.network for one in list_networks(row.agency_id)),
    )
