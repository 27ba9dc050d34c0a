"""SELECTs behind the tallies: which clusters are behind, and the answers to count."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import exists, func, select

from base.db import db
from surveys.models import (
    WHOLE,
    ClusterTally,
    CodeBatch,
    QuestionnaireVersion,
    Response,
    RoundState,
    SurveyRound,
    TallyMark,
)
from surveys.queries.standings import (
    PLAIN,
    Note,
    count_notes_by_cluster,
    notes_of_clusters,
)
from surveys.questionnaire_content import Content, read_content

CHUNK = 20_000
_ANEW = timedelta(days=30)  # no province lets people answer anew for longer


class AnswerRow(NamedTuple):
    """One response as it is read for counting; `seen` counts it and the notes about it."""

    agency_id: int
    channel: str
    month: int
    iso_week: int
    cluster_id: int
    standing: str
    class_key: str
    resolving_agency_id: int
    place_id: int | None
    questionnaire_version_id: int
    answers: bytes
    seen: int


def list_followed_round_ids(day: date) -> list[int]:
    """Rounds whose responses may still grow, or whose tallies are marked as behind.

    A round that has closed grows as long as its codes work, and may be answered anew for some days more.
    """
    has_codes = exists().where(
        CodeBatch.round_id == SurveyRound.id, CodeBatch.expires_on >= day - _ANEW
    )
    after = SurveyRound.state.in_([RoundState.CLOSED, RoundState.UNDER_REVIEW]) & has_codes
    growing = select(SurveyRound.id).where((SurveyRound.state == RoundState.OPEN) | after)
    stale = select(TallyMark.round_id).where(TallyMark.is_stale)
    return sorted({*db.session.scalars(growing), *db.session.scalars(stale)})


def count_seen_by_cluster(round_id: int) -> dict[int, int]:
    """cluster id → responses (test scans never count) and notes about them, added up.

    The responses are read from an index alone.
    """
    notes = count_notes_by_cluster(round_id)
    rows = (
        select(Response.cluster_id, func.count())
        .where(Response.round_id == round_id, Response.source != "test")
        .group_by(Response.cluster_id)
    )
    return {cluster: count + notes.get(cluster, 0) for cluster, count in db.session.execute(rows)}


def count_tallied_by_cluster(round_id: int) -> dict[int, int]:
    """cluster id → responses and notes about them that the tallies have taken in."""
    rows = (
        select(ClusterTally.cluster_id, func.sum(ClusterTally.seen_count))
        .where(ClusterTally.round_id == round_id, ClusterTally.question_key == WHOLE)
        .group_by(ClusterTally.cluster_id)
    )
    return {cluster: int(count) for cluster, count in db.session.execute(rows)}


def read_answers(round_id: int, cluster_ids: Sequence[int]) -> Iterator[Sequence[AnswerRow]]:
    """The responses of the clusters with how they stand, in chunks that fit into memory."""
    notes = notes_of_clusters(round_id, cluster_ids)
    rows = (
        select(
            Response.agency_id,
            Response.channel,
            Response.month,
            Response.iso_week,
            Response.cluster_id,
            Response.place_id,
            Response.questionnaire_version_id,
            Response.answers,
            Response.id,
        )
        .where(
            Response.round_id == round_id,
            Response.cluster_id.in_(cluster_ids),
            Response.source != "test",
        )
        .execution_options(yield_per=CHUNK)
    )
    for chunk in db.session.execute(rows).partitions(CHUNK):
        yield [_answer_row(row, notes.get(row[8], PLAIN)) for row in chunk]


def _answer_row(row: Sequence[Any], note: Note) -> AnswerRow:
    return AnswerRow._make((*row[:5], *note[:3], *row[5:8], note.seen))


def get_contents(round_id: int) -> dict[int, Content]:
    """version id → what was asked, for every version answered in the round."""
    used = select(Response.questionnaire_version_id).where(Response.round_id == round_id).distinct()
    rows = select(QuestionnaireVersion).where(QuestionnaireVersion.id.in_(used))
    return {one.id: read_content(one.content) for one in db.session.scalars(rows)}


def list_round_ids(round_id: int | None = None) -> list[int]:
    """All rounds, or the one named if it exists."""
    rows = select(SurveyRound.id).order_by(SurveyRound.id)
    if round_id is not None:
        rows = rows.where(SurveyRound.id == round_id)
    return list(db.session.scalars(rows))
