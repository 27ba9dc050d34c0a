"""SELECTs behind a resident's page: the place with its agency and rounds, and the questionnaire."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from agencies.models import Agency
from agencies.queries.installation import find_installation
from agencies.queries.networks import list_networks
from agencies.rules.networks import stored_networks
from base.db import db
from surveys.models import (
    PlaceKind,
    QrPlace,
    QuestionnaireVersion,
    ResponseNumber,
    RoundPlace,
    SurveyRound,
)
from surveys.questionnaire_content import Content, read_content
from surveys.rules.offers import Offer, OfferedRound

_MOVED_TO = aliased(QrPlace)

# (place columns …, round columns …): one row a round, latest opening first; round columns are NULL
# where the place has none.
_OFFER = (
    select(
        QrPlace.id,
        QrPlace.code,
        QrPlace.name,
        QrPlace.state,
        QrPlace.changed_at,
        QrPlace.kind,
        Agency.id.label("agency_id"),
        Agency.name.label("agency_name"),
        Agency.name_en.label("agency_name_en"),
        _MOVED_TO.code.label("moved_to_code"),
        _MOVED_TO.name.label("moved_to_name"),
        SurveyRound.id.label("round_id"),
        SurveyRound.opens_at,
        SurveyRound.closes_at,
        QuestionnaireVersion.id.label("version_id"),
        QuestionnaireVersion.revision.label("version_revision"),
    )
    .join(Agency, Agency.id == QrPlace.agency_id)
    .outerjoin(_MOVED_TO, _MOVED_TO.id == QrPlace.moved_to_id)
    .outerjoin(RoundPlace, RoundPlace.place_id == QrPlace.id)
    .outerjoin(SurveyRound, SurveyRound.id == RoundPlace.round_id)
    .outerjoin(
        QuestionnaireVersion, QuestionnaireVersion.id == SurveyRound.questionnaire_version_id
    )
    .order_by(SurveyRound.opens_at.desc(), SurveyRound.id.desc())
)


def find_offer(code: str) -> Offer | None:
    """What is known of the place with this canonical code; None if no such code was ever made."""
    rows = db.session.execute(_OFFER.where(QrPlace.code == code)).all()
    return _offer(rows) if rows else None


def _offer(rows: Any) -> Offer:
    first, installation = rows[0], find_installation()
    names = {"vi": first.agency_name, "en": first.agency_name_en or first.agency_name}
    return Offer(
        place_id=first.id,
        place_code=first.code,
        place_name=first.name,
        place_state=first.state,
        place_changed_at=first.changed_at,
        is_kiosk=first.kind == PlaceKind.KIOSK,
        agency_id=first.agency_id,
        agency_names=names,
        moved_to_code=first.moved_to_code,
        moved_to_name=first.moved_to_name,
        office_networks=stored_networks(one.network for one in list_networks(first.agency_id)),
        is_demo=bool(installation and installation.is_demo),
        rounds=tuple(
            OfferedRound(
                row.round_id, row.opens_at, row.closes_at, row.version_id, row.version_revision
            )
            for row in rows
            if row.round_id is not None
        ),
    )


def get_content(version_id: int) -> Content:
    """The questionnaire of a version that a round uses."""
    raw = db.session.scalars(
        select(QuestionnaireVersion.content).where(QuestionnaireVersion.id == version_id)
    ).one()
    return read_content(raw)


def is_number_known(number_hash: bytes) -> bool:
    """Whether a response with this public number was taken; nothing else about it is told."""
    found = select(func.count()).where(ResponseNumber.number_hash == number_hash)
    return bool(db.session.scalar(found))
