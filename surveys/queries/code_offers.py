"""SELECTs behind a page opened with a one-time code: the code by the quick way, its batch with the round."""

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import bindparam, exists, select
from sqlalchemy.dialects import postgresql, sqlite

from agencies.models import Agency
from agencies.queries.installation import find_installation
from agencies.queries.networks import list_networks
from agencies.rules.networks import stored_networks
from base.commits import read_at_once
from base.db import db
from surveys.models import CodeBatch, CodeUse, OneTimeCode, QuestionnaireVersion, SurveyRound
from surveys.rules.code_offers import KnownCode, OfferedBatch
from surveys.rules.dossier_classes import DossierClass
from surveys.rules.offers import OfferedRound


@cache
def _code_statement(dialect: str) -> str:
    table: Any = OneTimeCode.__table__
    columns = table.c
    spent = exists().where(CodeUse.code_hash == columns.code_hash)
    find = select(
        columns.batch_id,
        columns.is_handed,
        spent,
        columns.field_key,
        columns.is_late,
        columns.filing_mode,
        columns.resolving_agency_id,
        columns.handed_on,
        columns.handed,
    ).where(columns.code_hash == bindparam("code_hash", type_=columns.code_hash.type))
    spelling = sqlite.dialect(paramstyle="named") if dialect == "sqlite" else postgresql.dialect()
    return str(find.compile(dialect=spelling))


def find_known_code(code_hash: bytes, dialect: str) -> KnownCode | None:
    """None if no such code was ever handed to anybody. One look at two primary keys, past the ORM."""

    def look(cursor: Any) -> Any:
        cursor.execute(_code_statement(dialect), {"code_hash": code_hash})
        return cursor.fetchone()

    row = read_at_once(look)
    if row is None or not row[1]:
        return None
    batch_id, _, is_spent, field_key, is_late, filing_mode, resolving_id, handed_on, handed = row
    late = None if is_late is None else bool(is_late)
    day = date.fromisoformat(handed_on) if isinstance(handed_on, str) else handed_on
    return KnownCode(
        code_hash=code_hash,
        batch_id=batch_id,
        is_spent=bool(is_spent),
        dossier=DossierClass(field_key, late, filing_mode),
        resolving_agency_id=resolving_id,
        handed_on=day,
        handed=handed,
    )


def get_offered_batch(batch_id: int) -> OfferedBatch:
    row = db.session.execute(
        select(CodeBatch, Agency.name, Agency.name_en, SurveyRound, QuestionnaireVersion.revision)
        .join(Agency, Agency.id == CodeBatch.agency_id)
        .join(SurveyRound, SurveyRound.id == CodeBatch.round_id)
        .join(QuestionnaireVersion, QuestionnaireVersion.id == SurveyRound.questionnaire_version_id)
        .where(CodeBatch.id == batch_id)
    ).one()
    batch, name, name_en, survey_round, version_revision = row
    installation = find_installation()
    return OfferedBatch(
        id=batch.id,
        state=batch.state,
        issue_day=batch.issue_day,
        expires_on=batch.expires_on,
        agency_id=batch.agency_id,
        agency_names={"vi": name, "en": name_en or name},
        survey_round=OfferedRound(
            survey_round.id,
            survey_round.opens_at,
            survey_round.closes_at,
            survey_round.questionnaire_version_id,
            version_revision,
        ),
        round_state=survey_round.state,
        is_demo=bool(installation and installation.is_demo),
        office_networks=stored_networks(one.network for one in list_networks(batch.agency_id)),
    )
