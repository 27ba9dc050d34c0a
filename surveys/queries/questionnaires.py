"""SELECTs over questionnaires and their versions."""

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from agencies.models import Staff
from base.db import db
from base.rules import NotFound
from surveys.models import Questionnaire, QuestionnaireVersion, SurveyRound, VersionState


def list_questionnaires() -> list[Questionnaire]:
    """All questionnaires by name, each with its versions loaded, oldest first."""
    rows = (
        select(Questionnaire)
        .options(selectinload(Questionnaire.versions))
        .order_by(Questionnaire.name, Questionnaire.id)
    )
    return list(db.session.scalars(rows))


def find_questionnaire(key: str) -> Questionnaire | None:
    return db.session.scalars(select(Questionnaire).where(Questionnaire.key == key)).one_or_none()


def get_version(version_id: int) -> QuestionnaireVersion:
    version = db.session.get(QuestionnaireVersion, version_id)
    if version is None:
        raise NotFound
    return version


def list_versions(questionnaire_id: int) -> list[QuestionnaireVersion]:
    """The versions of one questionnaire, newest first."""
    rows = select(QuestionnaireVersion).where(
        QuestionnaireVersion.questionnaire_id == questionnaire_id
    )
    return list(db.session.scalars(rows.order_by(QuestionnaireVersion.number.desc())))


def list_published_versions() -> list[QuestionnaireVersion]:
    """What a new round may use: by name of the questionnaire, newest version first."""
    rows = (
        select(QuestionnaireVersion)
        .join(QuestionnaireVersion.questionnaire)
        .where(QuestionnaireVersion.state == VersionState.PUBLISHED)
        .order_by(Questionnaire.name, Questionnaire.id, QuestionnaireVersion.number.desc())
    )
    return list(db.session.scalars(rows))


def find_published_version(key: str) -> QuestionnaireVersion | None:
    """The newest published version of the questionnaire with this key."""
    rows = (
        select(QuestionnaireVersion)
        .join(QuestionnaireVersion.questionnaire)
        .where(Questionnaire.key == key, QuestionnaireVersion.state == VersionState.PUBLISHED)
        .order_by(QuestionnaireVersion.number.desc())
        .limit(1)
    )
    return db.session.scalars(rows).one_or_none()


def count_rounds_using(version_id: int) -> int:
    rows = select(func.count()).where(SurveyRound.questionnaire_version_id == version_id)
    return db.session.scalar(rows) or 0


def find_staff_name(staff_id: int | None) -> str:
    """The name of who changed something last; "" for the system."""
    if staff_id is None:
        return ""
    return db.session.scalar(select(Staff.full_name).where(Staff.id == staff_id)) or ""


def list_keys() -> list[str]:
    """The short names in use."""
    return list(db.session.scalars(select(Questionnaire.key).order_by(Questionnaire.key)))
