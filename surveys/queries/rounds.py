"""SELECTs over survey rounds; staff lists take the viewer's agencies (None = the whole province)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from agencies.models import Agency, AgencyKind
from base.db import db
from base.rules import NotFound
from surveys.models import (
    PlaceState,
    QrPlace,
    Questionnaire,
    QuestionnaireVersion,
    RoundAgency,
    RoundExtension,
    RoundPlace,
    RoundState,
    SurveyRound,
    VersionState,
)

Scope = frozenset[int] | None
ALIVE = (RoundState.PLANNED, RoundState.OPEN)


@dataclass(frozen=True)
class RatedAgency:
    """An agency of a round: its row, the target, and how many places of it the round uses."""

    agency: Agency
    target_count: int
    place_count: int


def get_round(round_id: int, scope: Scope = None) -> SurveyRound:
    """The round; for a viewer bound to agencies only one in which one of them is rated."""
    found = select(SurveyRound).where(SurveyRound.id == round_id)
    if scope is not None:
        rated = select(RoundAgency.round_id).where(RoundAgency.agency_id.in_(scope))
        found = found.where(SurveyRound.id.in_(rated))
    survey_round = db.session.scalar(found)
    if survey_round is None:
        raise NotFound
    return survey_round


def list_rounds(scope: Scope = None, state: str = "") -> list[tuple[SurveyRound, Agency]]:
    """(round, owner), the latest opening first."""
    found = select(SurveyRound, Agency).join(Agency, Agency.id == SurveyRound.owner_agency_id)
    if scope is not None:
        rated = select(RoundAgency.round_id).where(RoundAgency.agency_id.in_(scope))
        found = found.where(SurveyRound.id.in_(rated))
    if state:
        found = found.where(SurveyRound.state == state)
    found = found.order_by(SurveyRound.opens_at.desc(), SurveyRound.id.desc())
    return [(survey_round, owner) for survey_round, owner in db.session.execute(found)]


def list_due_rounds(at: datetime) -> list[SurveyRound]:
    """Rounds whose time to open or to close has come, the earliest first."""
    planned = (SurveyRound.state == RoundState.PLANNED) & (SurveyRound.opens_at <= at)
    running = (SurveyRound.state == RoundState.OPEN) & (SurveyRound.closes_at <= at)
    found = select(SurveyRound).where(planned | running)
    return list(db.session.scalars(found.order_by(SurveyRound.opens_at, SurveyRound.id)))


def list_rated_agencies(round_id: int) -> list[RatedAgency]:
    places = (
        select(QrPlace.agency_id, func.count().label("place_count"))
        .join(RoundPlace, RoundPlace.place_id == QrPlace.id)
        .where(RoundPlace.round_id == round_id)
        .group_by(QrPlace.agency_id)
        .subquery()
    )
    found = (
        select(Agency, RoundAgency.target_count, func.coalesce(places.c.place_count, 0))
        .join(RoundAgency, RoundAgency.agency_id == Agency.id)
        .outerjoin(places, places.c.agency_id == Agency.id)
        .where(RoundAgency.round_id == round_id)
        .order_by(Agency.code, Agency.id)
    )
    return [RatedAgency(*row) for row in db.session.execute(found)]


def count_rated_agencies(round_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """round → (agencies, places)."""
    agencies = _counts(RoundAgency, round_ids)
    places = _counts(RoundPlace, round_ids)
    return {one: (agencies.get(one, 0), places.get(one, 0)) for one in round_ids}


def _counts(table: type[RoundAgency | RoundPlace], round_ids: Collection[int]) -> dict[int, int]:
    found = select(table.round_id, func.count()).where(table.round_id.in_(round_ids))
    return {key: count for key, count in db.session.execute(found.group_by(table.round_id))}


def targets_of(round_id: int) -> dict[int, int]:
    """agency id → target."""
    found = select(RoundAgency.agency_id, RoundAgency.target_count)
    found = found.where(RoundAgency.round_id == round_id).order_by(RoundAgency.agency_id)
    return {agency_id: target for agency_id, target in db.session.execute(found)}


def place_ids_of(round_id: int) -> set[int]:
    return set(
        db.session.scalars(select(RoundPlace.place_id).where(RoundPlace.round_id == round_id))
    )


def list_agencies(agency_ids: Collection[int]) -> list[Agency]:
    found = select(Agency).where(Agency.id.in_(agency_ids)).order_by(Agency.code, Agency.id)
    return list(db.session.scalars(found))


def list_rateable_agencies(on: date, kinds: Collection[str] = ()) -> list[Agency]:
    """Agencies that exist on the day, by kind and code."""
    found = select(Agency).where(
        Agency.valid_from <= on, Agency.valid_to.is_(None) | (Agency.valid_to > on)
    )
    if kinds:
        found = found.where(Agency.kind.in_(kinds))
    return list(db.session.scalars(found.order_by(Agency.kind, Agency.code, Agency.id)))


def find_stand_in() -> Agency | None:
    """Văn phòng UBND tỉnh, which owns rounds in which Sở Nội vụ is rated."""
    found = select(Agency).where(
        Agency.kind == AgencyKind.PROVINCE_OFFICE, Agency.valid_to.is_(None)
    )
    return db.session.scalars(found.order_by(Agency.code, Agency.id)).first()


def list_published_versions() -> list[QuestionnaireVersion]:
    found = (
        select(QuestionnaireVersion)
        .join(Questionnaire, Questionnaire.id == QuestionnaireVersion.questionnaire_id)
        .where(QuestionnaireVersion.state == VersionState.PUBLISHED)
        .order_by(Questionnaire.name, QuestionnaireVersion.number.desc(), QuestionnaireVersion.id)
    )
    return list(db.session.scalars(found))


def find_version(version_id: int) -> QuestionnaireVersion | None:
    return db.session.get(QuestionnaireVersion, version_id)


def list_extensions(round_id: int) -> list[RoundExtension]:
    found = select(RoundExtension).where(RoundExtension.round_id == round_id)
    return list(db.session.scalars(found.order_by(RoundExtension.id)))


def list_clashes(
    place_ids: Collection[int], opens_at: datetime, closes_at: datetime, but_round_id: int | None
) -> list[tuple[QrPlace, SurveyRound]]:
    """Places among these that another living round uses in the same time."""
    found = (
        select(QrPlace, SurveyRound)
        .join(RoundPlace, RoundPlace.place_id == QrPlace.id)
        .join(SurveyRound, SurveyRound.id == RoundPlace.round_id)
        .where(
            QrPlace.id.in_(place_ids),
            SurveyRound.state.in_(ALIVE),
            SurveyRound.opens_at < closes_at,
            SurveyRound.closes_at > opens_at,
        )
    )
    if but_round_id is not None:
        found = found.where(SurveyRound.id != but_round_id)
    found = found.order_by(SurveyRound.id, QrPlace.name, QrPlace.id)
    return [(place, survey_round) for place, survey_round in db.session.execute(found)]


def with_parts(agency_ids: Collection[int]) -> set[int]:
    """These agencies and the parts that count for them, such as a commune's service centre."""
    parts = select(Agency.id).where(Agency.parent_id.in_(agency_ids), Agency.counts_for_parent)
    return set(agency_ids) | set(db.session.scalars(parts))


def usable_place_ids(agency_ids: Collection[int]) -> set[int]:
    """Places in use or soon in use of these agencies and their parts."""
    found = select(QrPlace.id).where(
        QrPlace.agency_id.in_(with_parts(agency_ids)),
        QrPlace.state.in_((PlaceState.PLANNED, PlaceState.IN_USE)),
    )
    return set(db.session.scalars(found))


def free_place_ids(
    agency_ids: Collection[int], opens_at: datetime, closes_at: datetime, but_round_id: int | None
) -> set[int]:
    """Those of `usable_place_ids` that no other living round uses in the same time."""
    usable = usable_place_ids(agency_ids)
    taken = {place.id for place, _ in list_clashes(usable, opens_at, closes_at, but_round_id)}
    return usable - taken


def list_living_rounds_of_agency(agency_id: int) -> list[SurveyRound]:
    found = (
        select(SurveyRound)
        .join(RoundAgency, RoundAgency.round_id == SurveyRound.id)
        .where(RoundAgency.agency_id == agency_id, SurveyRound.state.in_(ALIVE))
        .order_by(SurveyRound.id)
    )
    return list(db.session.scalars(found))


def count_living_rounds(agency_ids: Collection[int]) -> dict[int, int]:
    """Agency id → planned and open rounds that rate it."""
    rows = (
        select(RoundAgency.agency_id, func.count())
        .join(SurveyRound, SurveyRound.id == RoundAgency.round_id)
        .where(RoundAgency.agency_id.in_(agency_ids), SurveyRound.state.in_(ALIVE))
        .group_by(RoundAgency.agency_id)
        .order_by(RoundAgency.agency_id)
    )
    return {agency_id: count for agency_id, count in db.session.execute(rows)}


def living_rounds_of_place(place_id: int) -> list[SurveyRound]:
    found = (
        select(SurveyRound)
        .join(RoundPlace, RoundPlace.round_id == SurveyRound.id)
        .where(RoundPlace.place_id == place_id, SurveyRound.state.in_(ALIVE))
        .order_by(SurveyRound.id)
    )
    return list(db.session.scalars(found))
