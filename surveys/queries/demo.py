"""What the demo province asks of the database while it is loaded."""

from sqlalchemy import select

from base.db import db
from surveys.models import (
    QrPlace,
    Questionnaire,
    QuestionnaireVersion,
    RoundPlace,
    SurveyRound,
    VersionState,
)


def find_round_by_name(name: str) -> SurveyRound | None:
    found = select(SurveyRound).where(SurveyRound.name == name).order_by(SurveyRound.id)
    return db.session.scalars(found).first()


def get_published_version(key: str) -> QuestionnaireVersion:
    """The newest published version of the questionnaire with this key."""
    found = (
        select(QuestionnaireVersion)
        .join(Questionnaire, Questionnaire.id == QuestionnaireVersion.questionnaire_id)
        .where(Questionnaire.key == key, QuestionnaireVersion.state == VersionState.PUBLISHED)
        .order_by(QuestionnaireVersion.number.desc())
        .limit(1)
    )
    return db.session.scalars(found).one()


def list_places_of_round(round_id: int | None) -> list[QrPlace]:
    """The places at which a round is offered; all places without a round."""
    found = select(QrPlace)
    if round_id is not None:
        offered = select(RoundPlace.place_id).where(RoundPlace.round_id == round_id)
        found = found.where(QrPlace.id.in_(offered))
    return list(db.session.scalars(found.order_by(QrPlace.id)))
