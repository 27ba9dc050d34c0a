"""The worker's part of the tallies: every minute they catch up with the responses."""

from collections.abc import Callable

from base.clock import today
from base.db import db, reading
from base.jobs import periodic
from surveys.actions.tallies import cluster_batches, finish_tallies, store_tallies
from surveys.queries.tallies import get_contents, list_followed_round_ids, read_answers

Told = Callable[[int, int], None]


def follow_round(round_id: int, *, everything: bool = False, told: Told | None = None) -> int:
    """Counts what is behind (or everything) and commits batch by batch; returns the clusters counted.

    `told(done, total)` hears of every batch.
    """
    from surveys.tallies import tally  # numpy stays out of processes that only serve pages

    with reading():
        batches = cluster_batches(round_id, everything)
        contents = get_contents(round_id) if batches else {}
        db.session.rollback()
    done, total = 0, sum(len(batch) for batch in batches)
    for batch in batches:
        with reading():
            block = tally(read_answers(round_id, batch), contents)
            db.session.rollback()
        store_tallies(round_id, batch, block)
        db.session.commit()
        done += len(batch)
        if told:
            told(done, total)
    finish_tallies(round_id)
    db.session.commit()
    return total


@periodic("follow-responses")
def follow_open_rounds() -> None:
    with reading():
        round_ids = list_followed_round_ids(today())
        db.session.rollback()
    for round_id in round_ids:
        follow_round(round_id)
