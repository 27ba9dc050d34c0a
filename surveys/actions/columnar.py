"""Columnar files written and recorded, and tallies made anew from them."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select

from base.db import db
from base.rules import RuleBroken
from surveys.actions.tallies import finish_tallies
from surveys.models import ClusterTally, ColumnarFile, QuestionnaireVersion, Response
from surveys.queries.standings import PLAIN, count_notes, notes_between
from surveys.questionnaire_content import read_content

if TYPE_CHECKING:
    from surveys.columnar import Columns

CHUNK = 100_000
COLUMNS = (
    "agency_id",
    "channel",
    "month",
    "iso_week",
    "cluster_id",
    "place_id",
    "respondent_kind",
    "answers",
)


class FilesBehind(RuleBroken):
    sentence = "Các tệp dạng cột cũ hơn phiếu đã nhận. Xin ghi lại tệp rồi đếm lại."


def write_files(round_id: int, folder: Path) -> list[ColumnarFile]:
    """One file for each version answered in the round; an older file of the round gives way."""
    from surveys.columnar import hash_of, write_file  # DuckDB: only in commands and jobs

    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for version_id in _versions(round_id):
        version = db.session.get_one(QuestionnaireVersion, version_id)
        path = folder / f"round-{round_id}-version-{version_id}.parquet"
        fresh = path.with_suffix(".writing")
        seen = Counted()
        chunks = seen.counting(_chunks(round_id, version_id))
        count = write_file(fresh, read_content(version.content), chunks)
        digest = hash_of(fresh)
        fresh.replace(path)
        written.append(
            ColumnarFile(
                round_id=round_id,
                questionnaire_version_id=version_id,
                name=path.name,
                sha256=digest,
                response_count=count,
                seen_count=seen.total,
            )
        )
    db.session.execute(delete(ColumnarFile).where(ColumnarFile.round_id == round_id))
    db.session.add_all(written)
    db.session.flush()
    return written


class Counted:
    """How many responses and notes about them went by."""

    def __init__(self) -> None:
        self.total = 0

    def counting(self, chunks: Iterable["Columns"]) -> Iterator["Columns"]:
        for chunk in chunks:
            self.total += int(chunk["seen"].sum())
            yield chunk


def _versions(round_id: int) -> list[int]:
    used = select(Response.questionnaire_version_id).where(
        Response.round_id == round_id, Response.source != "test"
    )
    return sorted(db.session.scalars(used.distinct()))


def _chunks(round_id: int, version_id: int) -> Iterator["Columns"]:
    """The responses by id, so many at a time that memory stays the same."""
    import numpy as np

    last = -1
    while True:
        rows = db.session.execute(
            select(Response.id, *(getattr(Response, name) for name in COLUMNS))
            .where(
                Response.round_id == round_id,
                Response.id > last,
                Response.questionnaire_version_id == version_id,
                Response.source != "test",
            )
            .order_by(Response.id)
            .limit(CHUNK)
        ).all()
        if not rows:
            return
        last = rows[-1][0]
        chunk = {
            name: np.array([row[place] for row in rows], dtype=object)
            for place, name in enumerate(COLUMNS, start=1)
        }
        for name in ("agency_id", "month", "iso_week", "cluster_id"):
            chunk[name] = chunk[name].astype(np.int64)
        chunk["place_id"] = np.array([one or 0 for one in chunk["place_id"]], np.int64)
        found = notes_between(round_id, rows[0][0], last)
        notes = [found.get(row[0], PLAIN) for row in rows]
        chunk["standing"] = np.array([one.standing for one in notes], dtype=object)
        chunk["class_key"] = np.array([one.class_key for one in notes], dtype=object)
        chunk["resolving_agency_id"] = np.array(
            [one.resolving_agency_id for one in notes], np.int64
        )
        chunk["seen"] = np.array([one.seen for one in notes], np.int64)
        yield chunk


def recount_from_files(round_id: int, folder: Path) -> int:
    """Replaces the round's tallies by a count of its files; refuses changed or older files."""
    from surveys.columnar import check_file, tally_file
    from surveys.tallies import merge

    files = db.session.scalars(
        select(ColumnarFile).where(ColumnarFile.round_id == round_id).order_by(ColumnarFile.id)
    ).all()
    held = select(func.count()).where(Response.round_id == round_id, Response.source != "test")
    seen = (db.session.scalar(held) or 0) + count_notes(round_id)
    if sum(one.seen_count for one in files) != seen:
        raise FilesBehind
    blocks = []
    for one in files:
        check_file(folder / one.name, one.sha256)
        version = db.session.get_one(QuestionnaireVersion, one.questionnaire_version_id)
        blocks.append(tally_file(folder / one.name, read_content(version.content)))
    rows = merge(blocks).rows(round_id)
    db.session.execute(delete(ClusterTally).where(ClusterTally.round_id == round_id))
    while batch := list(islice(rows, 20_000)):
        db.session.execute(insert(ClusterTally), batch)
    return finish_tallies(round_id)
