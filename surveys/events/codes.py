"""Codes and dossier counts of a replay as rows: one batch an agency and day, spent codes settled."""

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import polars as pl

from base.day_keys import seal
from base.settings import Settings
from surveys.codes import batch_root, handing_subject

Row = tuple[Any, ...]
UTC_SHIFT = pl.duration(hours=7)


@dataclass(frozen=True)
class MadeBatch:
    """Codes of one office and day: their hashes with class and sealed instant of handing out."""

    agency: str
    day: date
    codes: list[Row] = field(default_factory=list)

    @property
    def root(self) -> bytes:
        return batch_root([one[0] for one in self.codes])


def code_hash(code: str, settings: Settings) -> bytes:
    """As of a real code; here any text may be one."""
    key = settings.secrets.code_hmac.encode()
    return hmac.digest(key, code.encode(), hashlib.sha256)


def made_batches(codes: pl.DataFrame, settings: Settings) -> Iterator[MadeBatch]:
    """By day, then by agency. A code's row: hash, field, late (or None), mode, day, sealed instant."""
    ready = codes.with_columns(
        day=pl.col("at").dt.date(),
        instant=(pl.col("at") - UTC_SHIFT).dt.strftime("%Y-%m-%dT%H:%M:%S.000+00:00"),
    ).sort("day", "agency", "line")
    batch: MadeBatch | None = None
    taken = ("agency", "day", "code", "field", "late", "mode", "instant")
    for agency, day, code, field_key, late, mode, instant in ready.select(taken).iter_rows():
        if batch is None or (batch.agency, batch.day) != (agency, day):
            if batch:
                yield batch
            batch = MadeBatch(agency, day)
        hashed = code_hash(code, settings)
        sealed = seal(settings.instance_dir, day, instant.encode(), handing_subject(hashed))
        is_late = None if late == "" else late == "1"
        batch.codes.append((hashed, field_key, is_late, mode, day, sealed))
    if batch:
        yield batch


def count_rows(
    dossiers: pl.DataFrame, agency_ids: dict[str, int], received_at: datetime
) -> list[Row]:
    """Rows of `dossier_count` but their revision; lines about the same class of a day are added up."""
    whole = dossiers.group_by(
        "agency", pl.col("at").dt.date().alias("day"), "field", "late", "mode"
    ).agg(pl.col("count").sum())
    ordered = whole.sort("day", "agency", "field", "late", "mode")
    return [
        (agency_ids[agency], day, field_key, late == "1", mode, 1, count, "replay", received_at, "")
        for agency, day, field_key, late, mode, count in ordered.iter_rows()
    ]
