"""SELECTs over QR places; staff lists take the viewer's agencies (None = the whole province)."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, func, select

from agencies.models import Agency
from base.db import db
from base.rules import NotFound
from base.words import fold
from surveys.models import PlaceState, QrPlace, RoundPlace, RoundState, SurveyRound

Scope = frozenset[int] | None


def _in_scope(scope: Scope) -> list[ColumnElement[bool]]:
    return [] if scope is None else [QrPlace.agency_id.in_(scope)]


def get_place(place_id: int, scope: Scope) -> QrPlace:
    """The place; one of another agency does not exist for this viewer."""
    found = db.session.scalar(select(QrPlace).where(QrPlace.id == place_id, *_in_scope(scope)))
    if found is None:
        raise NotFound
    return found


def find_place_by_code(code: str) -> QrPlace | None:
    return db.session.scalar(select(QrPlace).where(QrPlace.code == code))


def known_codes(codes: Collection[str]) -> set[str]:
    """Those of `codes` that are already printed somewhere."""
    return set(db.session.scalars(select(QrPlace.code).where(QrPlace.code.in_(codes))))


def list_places_in_life(agency_id: int) -> list[QrPlace]:
    """Planned or in use."""
    alive = QrPlace.state.in_((PlaceState.PLANNED, PlaceState.IN_USE))
    chosen = select(QrPlace).where(QrPlace.agency_id == agency_id, alive)
    return list(db.session.scalars(chosen.order_by(QrPlace.id)))


def count_living_places(agency_ids: Collection[int]) -> dict[int, int]:
    """Agency id → places planned or in use."""
    alive = QrPlace.state.in_((PlaceState.PLANNED, PlaceState.IN_USE))
    rows = select(QrPlace.agency_id, func.count()).where(QrPlace.agency_id.in_(agency_ids), alive)
    grouped = rows.group_by(QrPlace.agency_id).order_by(QrPlace.agency_id)
    return {agency_id: count for agency_id, count in db.session.execute(grouped)}


def _matching(
    scope: Scope, words: str, state: str, agency_id: int | None
) -> Select[QrPlace, Agency]:
    found = select(QrPlace, Agency).join(Agency, Agency.id == QrPlace.agency_id)
    found = found.where(*_in_scope(scope))
    if state:
        found = found.where(QrPlace.state == state)
    if agency_id is not None:
        found = found.where(QrPlace.agency_id == agency_id)
    if words:
        code = words.replace("-", "").replace(" ", "").upper()
        found = found.where(
            Agency.search_text.contains(fold(words), autoescape=True)
            | QrPlace.code.startswith(code, autoescape=True)
        )
    return found


def count_places(
    scope: Scope, words: str = "", state: str = "", agency_id: int | None = None
) -> int:
    inner = _matching(scope, words, state, agency_id).with_only_columns(QrPlace.id).subquery()
    return db.session.scalar(select(func.count()).select_from(inner)) or 0


def list_places(
    scope: Scope,
    words: str = "",
    state: str = "",
    agency_id: int | None = None,
    limit: int = 50,
    offset: int = 0,
) -> list[tuple[QrPlace, Agency]]:
    """(place, its agency) in the order of agency codes; `words` look into names without accents."""
    found = _matching(scope, words, state, agency_id)
    found = found.order_by(Agency.code, QrPlace.name, QrPlace.id).limit(limit).offset(offset)
    return [(place, agency) for place, agency in db.session.execute(found)]


def list_places_of(agency_ids: Collection[int], states: Collection[str]) -> list[QrPlace]:
    found = select(QrPlace).where(QrPlace.agency_id.in_(agency_ids), QrPlace.state.in_(states))
    return list(db.session.scalars(found.order_by(QrPlace.agency_id, QrPlace.name, QrPlace.id)))


def list_poster_places(
    scope: Scope,
    *,
    place_id: int | None = None,
    agency_id: int | None = None,
    round_id: int | None = None,
) -> list[tuple[QrPlace, Agency]]:
    """The living places of one poster order: a place, an agency, or a whole round."""
    found = select(QrPlace, Agency).join(Agency, Agency.id == QrPlace.agency_id)
    alive = (PlaceState.PLANNED, PlaceState.IN_USE)
    found = found.where(*_in_scope(scope), QrPlace.state.in_(alive))
    if place_id is not None:
        found = found.where(QrPlace.id == place_id)
    if agency_id is not None:
        found = found.where(QrPlace.agency_id == agency_id)
    if round_id is not None:
        found = found.join(RoundPlace, RoundPlace.place_id == QrPlace.id)
        found = found.where(RoundPlace.round_id == round_id)
    found = found.order_by(Agency.code, QrPlace.name, QrPlace.id)
    return [(place, agency) for place, agency in db.session.execute(found)]


def list_rounds_of_place(place_id: int) -> list[SurveyRound]:
    """Newest first."""
    found = select(SurveyRound).join(RoundPlace, RoundPlace.round_id == SurveyRound.id)
    found = found.where(RoundPlace.place_id == place_id)
    return list(db.session.scalars(found.order_by(SurveyRound.opens_at.desc(), SurveyRound.id)))


def find_round_left_without(place: QrPlace) -> SurveyRound | None:
    """An open round in which the agency of the place has no other place in use."""
    other = (
        select(RoundPlace.place_id)
        .join(QrPlace, QrPlace.id == RoundPlace.place_id)
        .where(
            RoundPlace.round_id == SurveyRound.id,
            QrPlace.agency_id == place.agency_id,
            QrPlace.state == PlaceState.IN_USE,
            QrPlace.id != place.id,
        )
    )
    found = select(SurveyRound).join(RoundPlace, RoundPlace.round_id == SurveyRound.id)
    found = found.where(
        RoundPlace.place_id == place.id, SurveyRound.state == RoundState.OPEN, ~other.exists()
    )
    return db.session.scalars(found.order_by(SurveyRound.id)).first()


def lock_places(place_ids: Collection[int]) -> None:
    """Two officers who give the same place to two rounds come one after the other."""
    rows = select(QrPlace.id).where(QrPlace.id.in_(place_ids)).order_by(QrPlace.id)
    db.session.execute(rows.with_for_update()).all()


def list_living_places(
    place_ids: Collection[int], agency_ids: Collection[int]
) -> list[tuple[QrPlace, Agency]]:
    """Those of the places that still live and still belong to these agencies, by agency code."""
    wanted = set(place_ids)
    rows = list_poster_places(frozenset(agency_ids))
    return [(place, agency) for place, agency in rows if place.id in wanted]


def find_asker(round_id: int | None, place_id: int) -> Agency | None:
    """The owner of the round, or of the latest round of the place."""
    found = select(Agency).join(SurveyRound, SurveyRound.owner_agency_id == Agency.id)
    if round_id is not None:
        found = found.where(SurveyRound.id == round_id)
    else:
        found = found.join(RoundPlace, RoundPlace.round_id == SurveyRound.id)
        found = found.where(RoundPlace.place_id == place_id)
    return db.session.scalars(found.order_by(SurveyRound.opens_at.desc(), SurveyRound.id)).first()


def list_move_targets(place: QrPlace, scope: Scope) -> list[tuple[QrPlace, Agency]]:
    """Places in use that may take over: of the same agency first, then of the others in scope."""
    found = (
        select(QrPlace, Agency)
        .join(Agency, Agency.id == QrPlace.agency_id)
        .where(*_in_scope(scope), QrPlace.state == PlaceState.IN_USE, QrPlace.id != place.id)
        .order_by((QrPlace.agency_id != place.agency_id), Agency.code, QrPlace.name, QrPlace.id)
        .limit(1000)
    )
    return [(one, agency) for one, agency in db.session.execute(found)]
