"""Keeps cluster_tally behind the responses: exactly, as often as one likes, whoever else writes.

Nothing is remembered between two runs. A cluster is behind when what its tallies have taken in differs
from the responses it holds and the notes about them (answered anew, left out, restored, classed); then
all its rows are made anew from the answers. Responses and notes are only ever added, so equal numbers
mean the same responses in the same standing. A run that read a little earlier than another and writes a
little later leaves a number that is too small, which the next run mends.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select

from base.db import db
from surveys.models import WHOLE, ClusterTally, SurveyRound, TallyMark
from surveys.queries.tallies import (
    count_seen_by_cluster,
    count_tallied_by_cluster,
)

if TYPE_CHECKING:
    from surveys.tallies import TallyBlock  # numpy stays out of processes that only serve pages

# Small enough that a writer who waits for a batch does not notice it.
BATCH_CLUSTERS = 400
BATCH_RESPONSES = 10_000


def cluster_batches(round_id: int, everything: bool = False) -> list[list[int]]:
    """The clusters to count anew, in batches of a moderate number of responses.

    `everything` counts all of them, and those that only the tallies know.
    """
    held = count_seen_by_cluster(round_id)
    tallied = count_tallied_by_cluster(round_id)
    known = sorted({*held, *tallied})
    chosen = [one for one in known if everything or held.get(one, 0) != tallied.get(one, 0)]
    return list(_batches(chosen, held))


def _batches(clusters: Sequence[int], held: dict[int, int]) -> Iterator[list[int]]:
    batch: list[int] = []
    size = 0
    for cluster in clusters:
        batch.append(cluster)
        size += held.get(cluster, 0)
        if len(batch) >= BATCH_CLUSTERS or size >= BATCH_RESPONSES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def store_tallies(round_id: int, cluster_ids: Sequence[int], block: "TallyBlock") -> None:
    """Replaces all tallies of the clusters by the counts just made of their answers."""
    mark = _locked_mark(round_id)
    db.session.execute(
        delete(ClusterTally).where(
            ClusterTally.round_id == round_id, ClusterTally.cluster_id.in_(cluster_ids)
        )
    )
    rows = list(block.rows(round_id))
    if rows:
        db.session.execute(insert(ClusterTally), rows)
    mark.is_stale = True


def finish_tallies(round_id: int) -> int:
    """Notes how many responses count or stand apart in the tallies, and that they are not behind."""
    mark = _locked_mark(round_id)
    mark.response_count = (
        db.session.scalar(
            select(func.sum(ClusterTally.response_count)).where(
                ClusterTally.round_id == round_id, ClusterTally.question_key == WHOLE
            )
        )
        or 0
    )
    mark.is_stale = False
    return mark.response_count


def mark_tallies_stale(round_id: int) -> None:
    """Asks for a comparison at the next run although the round is not open (an import, a demo)."""
    _locked_mark(round_id).is_stale = True


def _locked_mark(round_id: int) -> TallyMark:
    """The round's mark; who holds the round's row writes alone, without hindering new responses."""
    row = select(SurveyRound.id).where(SurveyRound.id == round_id)
    db.session.execute(row.with_for_update(key_share=True))
    mark = db.session.get(TallyMark, round_id)
    if mark is None:
        mark = TallyMark(round_id=round_id)
        db.session.add(mark)
        db.session.flush()
    return mark
