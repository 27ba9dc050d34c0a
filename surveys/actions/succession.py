"""QR places of a replaced agency go to its heir: printed codes keep working and rate the new body."""

from agencies.actions.audit import record_act
from base.clock import now
from base.db import db, flush_checked
from surveys.models import QrPlace, RoundAgency
from surveys.queries.places import list_places_in_life
from surveys.queries.rounds import list_living_rounds_of_agency, targets_of


def move_places(old_id: int, new_id: int, staff_id: int | None) -> int:
    """Places not closed; gives how many. Answers that were given stay with the old agency."""
    places = list_places_in_life(old_id)
    for place in places:
        _move(place, new_id, staff_id)
    flush_checked()
    return len(places)


def join_rounds(old_id: int, new_id: int, _staff_id: int | None) -> int:
    """The heir is rated in the living rounds that rate the old agency; gives how many it joined."""
    joined = 0
    for survey_round in list_living_rounds_of_agency(old_id):
        targets = targets_of(survey_round.id)
        if new_id not in targets:
            target = targets[old_id]
            row = RoundAgency(round_id=survey_round.id, agency_id=new_id, target_count=target)
            db.session.add(row)
            joined += 1
    db.session.flush()
    return joined


def _move(place: QrPlace, new_id: int, staff_id: int | None) -> None:
    before = {"agency_id": place.agency_id}
    place.agency_id, place.changed_at = new_id, now()
    record_act(
        "place.hand_over",
        staff_id=staff_id,
        subject=place,
        agency_id=new_id,
        before=before,
        after={"agency_id": new_id, "code": place.code},
    )
