"""SELECTs of the collection board: counts from the tallies' whole-response rows, never from responses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from agencies.models import Agency
from base.db import db
from surveys.models import (
    WHOLE,
    ClusterTally,
    PlaceState,
    QrPlace,
    RoundAgency,
    RoundPlace,
    RoundState,
    Standing,
    SurveyRound,
    VisitCluster,
)


@dataclass(frozen=True)
class PlaceOfRound:
    """A place at which the round is offered, with its agency."""

    place: QrPlace
    agency: Agency


def list_collecting_rounds(owner_agency_id: int | None) -> list[SurveyRound]:
    """The body's rounds that take or took responses, open ones first, then the latest."""
    found = select(SurveyRound).where(
        SurveyRound.owner_agency_id == owner_agency_id, SurveyRound.state != RoundState.PLANNED
    )
    rounds = db.session.scalars(found.order_by(SurveyRound.opens_at.desc(), SurveyRound.id.desc()))
    return sorted(rounds, key=lambda one: one.state != RoundState.OPEN)


def count_by_place(round_id: int) -> list[tuple[int, int | None, str, int, int]]:
    """(agency, place, channel, ISO week, responses)."""
    rows = (
        select(
            ClusterTally.agency_id,
            ClusterTally.place_id,
            ClusterTally.channel,
            ClusterTally.iso_week,
            func.sum(ClusterTally.response_count),
        )
        .where(
            ClusterTally.round_id == round_id,
            ClusterTally.question_key == WHOLE,
            ClusterTally.standing == Standing.COUNTED,
        )
        .group_by(
            ClusterTally.agency_id,
            ClusterTally.place_id,
            ClusterTally.channel,
            ClusterTally.iso_week,
        )
        .order_by(ClusterTally.agency_id, ClusterTally.place_id, ClusterTally.channel)
    )
    found = db.session.execute(rows.order_by(ClusterTally.iso_week))
    return [(one[0], one[1], one[2], one[3], int(one[4])) for one in found]


def count_by_day(round_id: int, days: Sequence[date]) -> dict[tuple[date, int], int]:
    """(day, place) → responses, for days that are not yet forgotten."""
    rows = (
        select(VisitCluster.day, VisitCluster.place_id, func.sum(ClusterTally.response_count))
        .join(ClusterTally, ClusterTally.cluster_id == VisitCluster.id)
        .where(
            ClusterTally.round_id == round_id,
            ClusterTally.question_key == WHOLE,
            ClusterTally.standing == Standing.COUNTED,
            VisitCluster.day.in_(days),
        )
        .group_by(VisitCluster.day, VisitCluster.place_id)
        .order_by(VisitCluster.day, VisitCluster.place_id)
    )
    found = db.session.execute(rows)
    return {(day, place): int(count) for day, place, count in found if day and place}


def list_places_of_round(round_id: int) -> list[PlaceOfRound]:
    """Places in use, by agency and name."""
    rows = (
        select(QrPlace, Agency)
        .join(RoundPlace, RoundPlace.place_id == QrPlace.id)
        .join(Agency, Agency.id == QrPlace.agency_id)
        .where(RoundPlace.round_id == round_id, QrPlace.state == PlaceState.IN_USE)
        .order_by(Agency.code, QrPlace.name, QrPlace.id)
    )
    return [PlaceOfRound(place, agency) for place, agency in db.session.execute(rows)]


def list_targets(round_id: int) -> list[tuple[Agency, int]]:
    """(agency, responses hoped for), by code."""
    rows = (
        select(Agency, RoundAgency.target_count)
        .join(RoundAgency, RoundAgency.agency_id == Agency.id)
        .where(RoundAgency.round_id == round_id)
        .order_by(Agency.code, Agency.id)
    )
    return [(agency, target) for agency, target in db.session.execute(rows)]


def sum_levels(
    round_id: int, channel: str, question_keys: Sequence[str]
) -> list[tuple[int, str, list[int]]]:
    """(agency, question, answers at level 1…5) of one channel."""
    levels = [getattr(ClusterTally, f"level_{level}") for level in range(1, 6)]
    rows = (
        select(ClusterTally.agency_id, ClusterTally.question_key, *(func.sum(o) for o in levels))
        .where(
            ClusterTally.round_id == round_id,
            ClusterTally.channel == channel,
            ClusterTally.standing == Standing.COUNTED,
            ClusterTally.question_key.in_(question_keys),
        )
        .group_by(ClusterTally.agency_id, ClusterTally.question_key)
        .order_by(ClusterTally.agency_id, ClusterTally.question_key)
    )
    return [(row[0], row[1], [int(one) for one in row[2:]]) for row in db.session.execute(rows)]
