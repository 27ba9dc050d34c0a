"""Batches of codes as staff see them: made, handed out, used in full tens; never one code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agencies.models import Agency
from surveys.models import CodeBatch
from surveys.queries import code_stock as queries
from surveys.queries.code_stock import Stock
from surveys.rules.codes import is_low, shown_uses


@dataclass(frozen=True)
class BatchRow:
    """`used` is rounded down to full tens and None below ten; it stands as of last night."""

    batch: CodeBatch
    agency: Agency
    handed: int
    used: int | None
    is_expired: bool


def batch_rows(pairs: Sequence[tuple[CodeBatch, Agency]], today: date) -> list[BatchRow]:
    ids = [batch.id for batch, _agency in pairs]
    handed, used = queries.count_handed(ids), queries.count_settled_uses(ids)
    return [
        BatchRow(
            batch,
            agency,
            handed.get(batch.id, 0),
            shown_uses(used.get(batch.id, 0)),
            batch.expires_on < today,
        )
        for batch, agency in pairs
    ]


def low_stocks(today: date, but_agency_id: int | None = None) -> list[Stock]:
    """Agencies whose receipts or notices carry no code any more, then those that soon will not."""
    low = [
        one
        for one in queries.list_stocks(today)
        if is_low(one.left, one.made) and one.agency.id != but_agency_id
    ]
    return sorted(low, key=lambda one: one.left > 0)
