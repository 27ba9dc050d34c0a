"""What officers do with QR places: create, rename, put in use, move, withdraw. Codes are permanent."""

from collections.abc import Collection
from typing import Any

from agencies.actions.audit import record_act
from agencies.roles import Viewer
from base.clock import now
from base.codes import random_code
from base.db import check_revision, db, flush_checked
from base.permissions import Permission
from base.rules import NotFound
from surveys.models import PlaceKind, PlaceState, QrPlace, RoundPlace
from surveys.queries import places as queries
from surveys.queries import rounds as round_queries
from surveys.rules import places as rules

CODE_LENGTH = 6


def create_place(
    actor: Viewer,
    agency_id: int,
    name: str,
    kind: str = PlaceKind.COUNTER,
    state: str = PlaceState.IN_USE,
) -> QrPlace:
    return create_places(actor, [agency_id], name, kind, state)[0]


def create_places(
    actor: Viewer,
    agency_ids: Collection[int],
    name: str,
    kind: str = PlaceKind.COUNTER,
    state: str = PlaceState.IN_USE,
) -> list[QrPlace]:
    """One place of this name for every agency, in one act; each gets a code that nobody else has."""
    _check_scope(actor, agency_ids)
    codes = _fresh_codes(len(agency_ids))
    places = [
        QrPlace(code=code, agency_id=agency_id, name=name, kind=kind, state=state)
        for code, agency_id in zip(codes, agency_ids, strict=True)
    ]
    db.session.add_all(places)
    flush_checked()
    for place in places:
        after = {"code": place.code, "name": name, "kind": str(kind), "state": str(state)}
        _record("place.create", actor, place, after=after)
    return places


def rename_place(
    actor: Viewer, place: QrPlace, name: str, kind: str, seen_revision: int | None = None
) -> None:
    check_revision(place, seen_revision)
    _check_scope(actor, [place.agency_id])
    rules.check_place_alive(place.state)
    before = {"name": place.name, "kind": str(place.kind)}
    place.name, place.kind, place.changed_at = name, kind, now()
    flush_checked()
    _record("place.rename", actor, place, before, {"name": name, "kind": str(kind)})


def put_in_use(actor: Viewer, place: QrPlace, seen_revision: int | None = None) -> None:
    _change_state("place.put_in_use", actor, place, PlaceState.IN_USE, seen_revision)


def withdraw_place(actor: Viewer, place: QrPlace, seen_revision: int | None = None) -> None:
    """Its printed code then says kindly that the place has closed; its responses stay.

    The rated agency may not take the last one out of an open round: that would close its own round.
    """
    _check_not_last(actor, place)
    _change_state("place.withdraw", actor, place, PlaceState.WITHDRAWN, seen_revision)


def move_place(
    actor: Viewer, place: QrPlace, target: QrPlace, seen_revision: int | None = None
) -> None:
    """`target` takes over: it joins the living rounds of the old place that rate its agency.

    The old code stays with the old agency and its history, and tells residents where to go.
    """
    check_revision(place, seen_revision)
    _check_scope(actor, [place.agency_id, target.agency_id])
    rules.check_move(place.state, place.id, target.id, target.state)
    place.state, place.moved_to_id, place.changed_at = PlaceState.MOVED, target.id, now()
    flush_checked()
    joined = _join_rounds(place, target)
    _check_not_last(actor, place)
    after = {"state": str(PlaceState.MOVED), "moved_to": target.code, "rounds": joined}
    _record("place.move", actor, place, {"state": str(PlaceState.IN_USE)}, after)


def _join_rounds(place: QrPlace, target: QrPlace) -> list[int]:
    joined = []
    queries.lock_places([target.id])
    for survey_round in round_queries.living_rounds_of_place(place.id):
        opens_at, closes_at = survey_round.opens_at, survey_round.closes_at
        rated = round_queries.with_parts(round_queries.targets_of(survey_round.id))
        taken = round_queries.list_clashes([target.id], opens_at, closes_at, None)
        if target.agency_id in rated and not taken:
            db.session.add(RoundPlace(round_id=survey_round.id, place_id=target.id))
            db.session.flush()
            joined.append(survey_round.id)
    return joined


def _change_state(
    act: str, actor: Viewer, place: QrPlace, to: PlaceState, seen_revision: int | None
) -> None:
    check_revision(place, seen_revision)
    _check_scope(actor, [place.agency_id])
    rules.check_place_change(place.state, to)
    before = {"state": str(place.state)}
    place.state, place.changed_at = to, now()
    flush_checked()
    _record(act, actor, place, before, {"state": str(to)})


def _check_not_last(actor: Viewer, place: QrPlace) -> None:
    if actor.agency_scope(Permission.PLACES_EDIT) is None:
        return
    left_without = queries.find_round_left_without(place)
    if left_without is not None:
        raise rules.LastPlaceOfRound(round=left_without.name)


def _check_scope(actor: Viewer, agency_ids: Collection[int]) -> None:
    """Places of another agency do not exist for an agency officer."""
    scope = actor.agency_scope(Permission.PLACES_EDIT)
    if scope is not None and not set(agency_ids) <= scope:
        raise NotFound


def _fresh_codes(count: int) -> list[str]:
    codes: set[str] = set()
    while len(codes) < count:
        wanted = {random_code(CODE_LENGTH) for _ in range(count - len(codes))} - codes
        codes |= wanted - queries.known_codes(wanted)
    return list(codes)


def _record(
    act: str,
    actor: Viewer,
    place: QrPlace,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    record_act(
        act,
        staff_id=actor.staff_id,
        subject=place,
        agency_id=place.agency_id,
        before=before,
        after=after,
    )
