"""What the owner of a round does with it: plan, change, choose agencies and places, extend."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm.attributes import flag_modified

from agencies.actions.audit import record_act
from agencies.models import Agency
from agencies.roles import Viewer
from base.clock import local, now
from base.db import check_revision, db, flush_checked
from surveys.actions.partitions import make_partition
from surveys.actions.public_records import record_close
from surveys.models import (
    RoundAgency,
    RoundExtension,
    RoundPlace,
    RoundState,
    SurveyRound,
    VersionState,
)
from surveys.queries import places as place_queries
from surveys.queries import rounds as queries
from surveys.rules import rounds as rules


@dataclass(frozen=True)
class RoundPlan:
    """What a form asks for. `targets`: agency id → responses hoped for (0 = none set).

    `place_ids` None means every place of these agencies that is free in that time.
    """

    questionnaire_version_id: int
    name: str
    opens_at: datetime
    closes_at: datetime
    targets: Mapping[int, int]
    name_en: str = ""
    place_ids: Collection[int] | None = field(default=None)


def plan_round(actor: Viewer, plan: RoundPlan) -> SurveyRound:
    """A planned round owned by the actor's own body; it opens by itself at its time."""
    if actor.agency_id is None:
        raise rules.OwnerNeeded
    _check_plan(actor.agency_id, plan)
    survey_round = SurveyRound(
        questionnaire_version_id=plan.questionnaire_version_id,
        owner_agency_id=actor.agency_id,
        name=plan.name,
        name_en=plan.name_en,
        opens_at=plan.opens_at,
        closes_at=plan.closes_at,
        created_by_id=actor.staff_id,
    )
    db.session.add(survey_round)
    db.session.flush()
    make_partition(survey_round.id)
    _write_agencies(survey_round, plan.targets)
    _write_places(survey_round, plan.place_ids, plan.targets)
    db.session.refresh(survey_round)
    _record("round.plan", actor, survey_round, after=_described(survey_round, plan))
    return survey_round


def change_round(
    actor: Viewer, survey_round: SurveyRound, plan: RoundPlan, seen_revision: int | None = None
) -> None:
    """Everything about a round that has not opened yet; `place_ids` None keeps to all free places."""
    check_revision(survey_round, seen_revision)
    rules.check_acts_for_owner(survey_round.owner_agency_id, actor.agency_id)
    rules.check_planned(survey_round.state)
    _check_plan(survey_round.owner_agency_id, plan)
    before = _described(survey_round)
    survey_round.questionnaire_version_id = plan.questionnaire_version_id
    survey_round.name, survey_round.name_en = plan.name, plan.name_en
    survey_round.opens_at, survey_round.closes_at = plan.opens_at, plan.closes_at
    _touch(survey_round)
    _write_agencies(survey_round, plan.targets)
    _write_places(survey_round, plan.place_ids, plan.targets)
    db.session.refresh(survey_round)
    _record("round.change", actor, survey_round, before, _described(survey_round, plan))


def set_targets(
    actor: Viewer,
    survey_round: SurveyRound,
    targets: Mapping[int, int],
    seen_revision: int | None = None,
) -> None:
    """The agencies rated and the responses hoped for; once open only targets change."""
    check_revision(survey_round, seen_revision)
    rules.check_acts_for_owner(survey_round.owner_agency_id, actor.agency_id)
    rules.check_not_ended(survey_round.state)
    before = queries.targets_of(survey_round.id)
    if set(before) != set(targets):
        rules.check_planned(survey_round.state)
        _check_agencies(survey_round.owner_agency_id, targets, local(survey_round.opens_at).date())
    _touch(survey_round)
    _write_agencies(survey_round, targets)
    _record("round.set_targets", actor, survey_round, _text(before), _text(targets))


def set_places(
    actor: Viewer,
    survey_round: SurveyRound,
    place_ids: Collection[int] | None,
    seen_revision: int | None = None,
) -> None:
    """Where the round is offered; None means every free place of its agencies."""
    check_revision(survey_round, seen_revision)
    rules.check_acts_for_owner(survey_round.owner_agency_id, actor.agency_id)
    rules.check_not_ended(survey_round.state)
    before = sorted(queries.place_ids_of(survey_round.id))
    _touch(survey_round)
    _write_places(survey_round, place_ids, queries.targets_of(survey_round.id))
    after = sorted(queries.place_ids_of(survey_round.id))
    _record("round.set_places", actor, survey_round, {"places": before}, {"places": after})


def extend_round(
    actor: Viewer,
    survey_round: SurveyRound,
    closes_at: datetime,
    reason: str,
    seen_revision: int | None = None,
) -> RoundExtension:
    """A later end, for a reason that is shown to everybody; a round is never made shorter."""
    check_revision(survey_round, seen_revision)
    rules.check_acts_for_owner(survey_round.owner_agency_id, actor.agency_id)
    rules.check_extension(survey_round.state, survey_round.closes_at, closes_at, reason)
    rules.check_round_period(survey_round.opens_at, closes_at)
    place_ids = queries.place_ids_of(survey_round.id)
    _check_free(place_ids, survey_round.closes_at, closes_at, survey_round.id)
    extension = RoundExtension(
        round_id=survey_round.id,
        old_closes_at=survey_round.closes_at,
        new_closes_at=closes_at,
        reason=reason.strip(),
        staff_id=actor.staff_id,
    )
    db.session.add(extension)
    before = {"closes_at": survey_round.closes_at.isoformat()}
    survey_round.closes_at = closes_at
    flush_checked()
    after = {"closes_at": closes_at.isoformat(), "reason": extension.reason}
    _record("round.extend", actor, survey_round, before, after)
    return extension


def advance_round(actor: Viewer, survey_round: SurveyRound, to: RoundState) -> None:
    """The next state after closing (review, signature, publication, archive)."""
    rules.check_acts_for_owner(survey_round.owner_agency_id, actor.agency_id)
    rules.check_advance(survey_round.state, to)
    before = {"state": survey_round.state}
    survey_round.state = to
    flush_checked()
    _record(f"round.{to}", actor, survey_round, before, {"state": to})


def move_due_rounds(at: datetime | None = None) -> int:
    """Opens and closes what the clock says is due; safe to run twice; returns how many moved.

    A round whose whole time passed while nothing ran is opened and closed in the same sweep.
    """
    at = at or now()
    moved = 0
    for survey_round in queries.list_due_rounds(at):
        to = survey_round.state
        while to != (due := rules.state_due(to, survey_round.opens_at, survey_round.closes_at, at)):
            before, to = to, due
            survey_round.state = to
            flush_checked()
            if to == RoundState.CLOSED:
                record_close(survey_round)
            record_act(
                f"round.{to}",
                staff_id=None,
                subject=survey_round,
                agency_id=survey_round.owner_agency_id,
                before={"state": before},
                after={"state": to},
            )
            moved += 1
    return moved


def _check_plan(owner_id: int, plan: RoundPlan) -> None:
    rules.check_round_period(plan.opens_at, plan.closes_at)
    version = queries.find_version(plan.questionnaire_version_id)
    if version is None or version.state != VersionState.PUBLISHED:
        raise rules.VersionNotPublished
    _check_agencies(owner_id, plan.targets, local(plan.opens_at).date())


def _check_agencies(owner_id: int, targets: Mapping[int, int], on: date) -> None:
    rated = queries.list_agencies(targets)
    living = [one for one in rated if one.valid_to is None or one.valid_to > on]
    if len(living) != len(targets):
        raise rules.AgencyUnknown
    owner = db.session.get_one(Agency, owner_id)
    stand_in = queries.find_stand_in()
    rules.check_custody(
        _body(owner), _body(stand_in) if stand_in else None, [_body(one) for one in rated]
    )


def _body(agency: Agency) -> rules.Body:
    parent_id = agency.parent_id if agency.counts_for_parent else None
    return rules.Body(agency.id, agency.name, agency.kind, parent_id)


def _check_free(
    place_ids: Collection[int], opens_at: datetime, closes_at: datetime, round_id: int
) -> None:
    clashes = queries.list_clashes(place_ids, opens_at, closes_at, round_id)
    if clashes:
        names = ", ".join(place.name for place, _ in clashes[:3])
        more = "…" if len(clashes) > 3 else ""
        raise rules.PlacesTaken(places=names + more, round=clashes[0][1].name)


def _write_agencies(survey_round: SurveyRound, targets: Mapping[int, int]) -> None:
    db.session.execute(delete(RoundAgency).where(RoundAgency.round_id == survey_round.id))
    db.session.add_all(
        RoundAgency(round_id=survey_round.id, agency_id=agency_id, target_count=target)
        for agency_id, target in sorted(targets.items())
    )
    flush_checked()


def _write_places(
    survey_round: SurveyRound, wanted: Collection[int] | None, agency_ids: Collection[int]
) -> None:
    opens_at, closes_at = survey_round.opens_at, survey_round.closes_at
    usable = queries.usable_place_ids(agency_ids)
    place_queries.lock_places(usable)
    if wanted is None:
        chosen = queries.free_place_ids(agency_ids, opens_at, closes_at, survey_round.id)
    else:
        chosen = set(wanted)
        if not chosen <= usable:
            raise rules.PlaceNotOfRound
        _check_free(chosen, opens_at, closes_at, survey_round.id)
    db.session.execute(delete(RoundPlace).where(RoundPlace.round_id == survey_round.id))
    db.session.add_all(
        RoundPlace(round_id=survey_round.id, place_id=place_id) for place_id in sorted(chosen)
    )
    flush_checked()


def _touch(survey_round: SurveyRound) -> None:
    """A new revision even when only agencies or places differ, so that a second editor is told."""
    flag_modified(survey_round, "name")
    flush_checked()


def _described(survey_round: SurveyRound, plan: RoundPlan | None = None) -> dict[str, Any]:
    targets = plan.targets if plan else queries.targets_of(survey_round.id)
    return {
        "name": survey_round.name,
        "questionnaire_version_id": survey_round.questionnaire_version_id,
        "opens_at": survey_round.opens_at.isoformat(),
        "closes_at": survey_round.closes_at.isoformat(),
        "targets": _text(targets),
        "places": sorted(queries.place_ids_of(survey_round.id)),
    }


def _text(targets: Mapping[int, int]) -> dict[str, int]:
    return {str(agency_id): target for agency_id, target in sorted(targets.items())}


def _record(
    act: str,
    actor: Viewer,
    survey_round: SurveyRound,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    record_act(
        act,
        staff_id=actor.staff_id,
        subject=survey_round,
        agency_id=survey_round.owner_agency_id,
        before=before,
        after=after,
    )
