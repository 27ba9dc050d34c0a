"""What published figures are counted anew from: rows as they stood among the first leaves of the ledger."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, and_, func, select

from base.db import db
from ledger.leaves import public_commitment
from ledger.queries.leaves import positions_of
from ledger.queries.records import intact_records
from ledger.record_types import RecordType
from surveys.models import (
    CodeBatch,
    DossierCount,
    ExcludedResponse,
    ExclusionAct,
    OneTimeCode,
    Response,
    ResponseClass,
    ResponseNumber,
    Supersession,
)
from surveys.queries.dossiers import CountRow
from surveys.rules.snapshots import days_of_months

_AT_ONCE = 1_000


class Within:
    """Whether leaves stand among the first `size`, asked by their numbers."""

    def __init__(self, size: int) -> None:
        self.size = size

    def only(self, numbers: Collection[bytes]) -> set[bytes]:
        found: set[bytes] = set()
        listed = list(numbers)
        for first in range(0, len(listed), _AT_ONCE):
            places = positions_of(listed[first : first + _AT_ONCE])
            found |= {number for number, at in places.items() if at < self.size}
        return found


def iterate_responses_of(
    round_id: int, months: Collection[int]
) -> Iterator[Sequence[Row[*tuple[Any, ...]]]]:
    """Chunks of responses, each with the hash of its number first; test scans never count."""
    rows = numbered_responses(round_id, months).execution_options(yield_per=_AT_ONCE)
    with db.session.execute(rows) as found:  # closed also where counting stumbles over a row
        yield from found.partitions(_AT_ONCE)


def numbered_responses(round_id: int, months: Collection[int]) -> Select[*tuple[Any, ...]]:
    """By number: the numbers' table has no index by response, so it is read first and but once."""
    same = and_(
        ResponseNumber.round_id == Response.round_id, ResponseNumber.response_id == Response.id
    )
    return (
        select(
            ResponseNumber.number_hash,
            Response.id,
            Response.agency_id,
            Response.channel,
            Response.month,
            Response.iso_week,
            Response.cluster_id,
            Response.place_id,
            Response.questionnaire_version_id,
            Response.answers,
        )
        .join_from(ResponseNumber, Response, same)
        .where(
            ResponseNumber.round_id == round_id,
            Response.month.in_(months),
            Response.source != "test",
        )
        .order_by(ResponseNumber.number_hash)
    )


def classes_of(round_id: int, response_ids: Collection[int]) -> dict[int, tuple[str, int]]:
    """response → its dossier class, and who else resolved (0 where nobody is known)."""
    columns = (ResponseClass.class_key, ResponseClass.resolving_agency_id)
    rows = select(ResponseClass.response_id, *columns).where(
        ResponseClass.round_id == round_id, ResponseClass.response_id.in_(response_ids)
    )
    return {one: (key, resolving or 0) for one, key, resolving in db.session.execute(rows)}


def list_supersessions(round_id: int) -> list[tuple[int, int]]:
    """(old response, new response) by old response."""
    rows = select(Supersession.old_response_id, Supersession.new_response_id)
    chosen = rows.where(Supersession.round_id == round_id).order_by(Supersession.old_response_id)
    return [(row[0], row[1]) for row in db.session.execute(chosen)]


def list_acts(round_id: int) -> list[tuple[ExclusionAct, set[int]]]:
    """Every act of a round with the responses it names, the oldest first."""
    rows = select(ExclusionAct).where(ExclusionAct.round_id == round_id).order_by(ExclusionAct.id)
    named = (
        select(ExcludedResponse.act_id, ExcludedResponse.response_id)
        .join(ExclusionAct, ExclusionAct.id == ExcludedResponse.act_id)
        .where(ExclusionAct.round_id == round_id)
        .order_by(ExcludedResponse.act_id, ExcludedResponse.response_id)
    )
    groups = groupby(db.session.execute(named), key=lambda row: row[0])
    ids = {act_id: {row[1] for row in group} for act_id, group in groups}
    return [(act, ids.get(act.id, set())) for act in db.session.scalars(rows)]


def list_dossiers(agency_ids: Collection[int], first: date, end: date) -> list[DossierCount]:
    """Every revision of the days [first, end), the newest last."""
    rows = select(DossierCount).where(
        DossierCount.agency_id.in_(agency_ids), DossierCount.day >= first, DossierCount.day < end
    )
    return list(db.session.scalars(rows.order_by(DossierCount.revision, DossierCount.id)))


class Batch(NamedTuple):
    """When a batch was committed to and withdrawn, by the numbers of those leaves; its codes by class."""

    commitment: bytes
    withdrawal: bytes | None
    codes: list[CountRow]


def list_batches_of(
    round_id: int, agency_ids: Collection[int], first: date, end: date
) -> list[Batch]:
    columns = (
        CodeBatch.agency_id,
        CodeBatch.issue_day,
        OneTimeCode.field_key,
        OneTimeCode.is_late,
        OneTimeCode.filing_mode,
    )
    rows = (
        select(CodeBatch.id, CodeBatch.commitment, CodeBatch.root, *columns, func.count())
        .join(OneTimeCode, OneTimeCode.batch_id == CodeBatch.id)
        .where(
            CodeBatch.round_id == round_id,
            CodeBatch.agency_id.in_(agency_ids),
            CodeBatch.issue_day >= first,
            CodeBatch.issue_day < end,
        )
        .group_by(CodeBatch.id, CodeBatch.commitment, CodeBatch.root, *columns)
        .order_by(CodeBatch.id, *columns)
    )
    withdrawn = _withdrawals()
    found = []
    for _, group in groupby(db.session.execute(rows), key=lambda row: row[0]):
        listed = list(group)
        _, commitment, root, *_rest = listed[0]
        codes = [CountRow(*row[3:]) for row in listed]
        found.append(Batch(commitment, withdrawn.get(root.hex()), codes))
    return found


def find_last_issue_day(round_id: int, months: Collection[int]) -> date | None:
    """Of the round's codes of these months; None if there are none."""
    first, end = days_of_months(months)
    inside = (CodeBatch.issue_day >= first, CodeBatch.issue_day < end)
    return db.session.scalar(
        select(func.max(CodeBatch.issue_day)).where(CodeBatch.round_id == round_id, *inside)
    )


def _withdrawals() -> Mapping[str, bytes]:
    """Root of a batch → the number of the leaf that says it was withdrawn."""
    records = intact_records(RecordType.CODES_WITHDRAWN)
    return {one["root"]: public_commitment(one) for one in records}
