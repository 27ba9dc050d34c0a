"""SELECTs behind the import of earlier surveys."""

from sqlalchemy import exists, select

from agencies.models import Agency
from base.db import db
from surveys.models import Response, ResponseImport, RoundAgency, RoundState, SurveyRound


def list_round_agencies(round_id: int) -> list[tuple[int, str, str]]:
    """(id, code, name) of the agencies rated in the round, and of the parts that count for them."""
    rated = select(RoundAgency.agency_id).where(RoundAgency.round_id == round_id)
    part = Agency.counts_for_parent & Agency.parent_id.in_(rated)
    rows = select(Agency.id, Agency.code, Agency.name).where(Agency.id.in_(rated) | part)
    found = db.session.execute(rows.order_by(Agency.code, Agency.id))
    return [(agency_id, code, name) for agency_id, code, name in found]


def list_importable_rounds(owner_agency_id: int | None) -> list[SurveyRound]:
    """Closed rounds of this body without responses that residents sent, the latest first."""
    sent = exists().where(Response.round_id == SurveyRound.id, Response.source == "live")
    rows = select(SurveyRound).where(
        SurveyRound.owner_agency_id == owner_agency_id,
        SurveyRound.state == RoundState.CLOSED,
        ~sent,
    )
    return list(
        db.session.scalars(rows.order_by(SurveyRound.closes_at.desc(), SurveyRound.id.desc()))
    )


def has_live_responses(round_id: int) -> bool:
    sent = select(Response.id).where(Response.round_id == round_id, Response.source == "live")
    return db.session.scalar(sent.limit(1)) is not None


def find_import(file_hash: str, content_hash: str = "") -> tuple[ResponseImport, str] | None:
    """The earlier import of the same bytes or the same answers, and the name of its round."""
    rows = (
        select(ResponseImport, SurveyRound.name)
        .join(SurveyRound, SurveyRound.id == ResponseImport.round_id)
        .where(
            (ResponseImport.file_hash == file_hash) | (ResponseImport.content_hash == content_hash)
        )
        .order_by(ResponseImport.id)
    )
    found = db.session.execute(rows).first()
    return (found[0], found[1]) if found else None


def list_imports(owner_agency_id: int | None) -> list[tuple[ResponseImport, str]]:
    """(import, name of the round) of this body's rounds, the latest first."""
    rows = (
        select(ResponseImport, SurveyRound.name)
        .join(SurveyRound, SurveyRound.id == ResponseImport.round_id)
        .where(SurveyRound.owner_agency_id == owner_agency_id)
        .order_by(ResponseImport.id.desc())
        .limit(50)
    )
    return [(row, name) for row, name in db.session.execute(rows)]
