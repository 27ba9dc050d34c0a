"""SELECTs with which the host holds codes and acts against the public ledger."""

from collections.abc import Iterator

from sqlalchemy import and_, func, select

from agencies.models import Agency
from base.db import db
from surveys.models import (
    CodeBatch,
    CodeUse,
    ExclusionAct,
    OneTimeCode,
    Outcome,
    PaperBatch,
    PaperForm,
    PaperState,
    Response,
    Supersession,
    TextReview,
)
from surveys.queries.exclusions import list_named


def list_batches() -> list[tuple[CodeBatch, str]]:
    """Every batch with the code of its receiving office, by id."""
    rows = select(CodeBatch, Agency.code).join(Agency, Agency.id == CodeBatch.agency_id)
    return [(row[0], row[1]) for row in db.session.execute(rows.order_by(CodeBatch.id))]


def list_code_hashes(batch_id: int) -> list[bytes]:
    rows = select(OneTimeCode.code_hash).where(OneTimeCode.batch_id == batch_id)
    return list(db.session.scalars(rows.order_by(OneTimeCode.code_hash)))


def count_strange_uses() -> int:
    """Spent codes that stand in no batch."""
    known = select(OneTimeCode.code_hash)
    rows = select(func.count()).select_from(CodeUse).where(CodeUse.code_hash.not_in(known))
    return db.session.scalar(rows) or 0


def count_uses() -> int:
    return db.session.scalar(select(func.count()).select_from(CodeUse)) or 0


def is_every_coded_response_live() -> bool:
    """Made-up and imported answers bring no spent code with them."""
    other = select(Response.id).where(
        Response.channel == "code", Response.source.not_in(("live", "test"))
    )
    return db.session.execute(other.limit(1)).first() is None


def count_coded_answers() -> int:
    """Coded responses that spent a code: not those that were given anew with the response key."""
    coded = select(func.count()).select_from(Response).where(Response.channel == "code")
    anew = select(func.count()).select_from(Supersession)
    return (db.session.scalar(coded) or 0) - (db.session.scalar(anew) or 0)


def list_closed_paper() -> list[PaperBatch]:
    rows = select(PaperBatch).where(PaperBatch.state == PaperState.CLOSED)
    return list(db.session.scalars(rows.order_by(PaperBatch.id)))


def list_strange_forms(batch: PaperBatch) -> list[int]:
    """Serials of filled forms that are not, word for word, the response they became; none belongs to two."""
    same = and_(
        Response.round_id == batch.round_id,
        Response.id == PaperForm.response_id,
        Response.agency_id == batch.agency_id,
        Response.questionnaire_version_id == batch.questionnaire_version_id,
        Response.channel == "paper",
        Response.answers == PaperForm.answers,
    )
    is_filled = PaperForm.outcome == Outcome.FILLED
    rows = (
        select(PaperForm.serial)
        .outerjoin(Response, same)
        .where(PaperForm.batch_id == batch.id, is_filled != Response.id.is_not(None))
    )
    return list(db.session.scalars(rows.order_by(PaperForm.serial)))


def list_withheld() -> list[tuple[str, bytes]]:
    """(id, commitment to the words) of free words that are withheld."""
    rows = select(TextReview.id, TextReview.original_hash).where(TextReview.state == "withheld")
    return [(row[0], row[1]) for row in db.session.execute(rows.order_by(TextReview.id))]


def iterate_acts() -> Iterator[tuple[ExclusionAct, str, list[int]]]:
    """(act, code of its agency, the responses it names), the oldest first."""
    rows = select(ExclusionAct, Agency.code).join(Agency, Agency.id == ExclusionAct.agency_id)
    for act, code in db.session.execute(rows.order_by(ExclusionAct.id)).all():
        yield act, code, list_named(act.id)
