"""Reporting periods of a round: the parts whose results are signed and published on their own."""

from collections.abc import Sequence
from datetime import timedelta

from agencies.actions.audit import record_act
from agencies.roles import Viewer
from base.clock import local, today
from base.db import check_revision, db, flush_checked
from surveys.models import ReportingPeriod, SurveyRound
from surveys.rules.periods import Period, check_past_kept, check_periods
from surveys.rules.rounds import check_acts_for_owner, check_not_ended


def set_periods(
    actor: Viewer,
    survey_round: SurveyRound,
    periods: Sequence[Period],
    seen_revision: int | None = None,
) -> None:
    """Replaces the periods by these; one that has ended stays as it is, with its id."""
    check_revision(survey_round, seen_revision)
    check_acts_for_owner(survey_round.owner_agency_id, actor.agency_id)
    check_not_ended(survey_round.state)
    old = [Period(one.name, one.starts_on, one.ends_on) for one in survey_round.periods]
    check_past_kept(old, periods, today())
    first = local(survey_round.opens_at).date()
    last = local(survey_round.closes_at - timedelta(seconds=1)).date()
    check_periods(periods, first, last)
    _replace(survey_round, periods)
    record_act(
        "round.set_periods",
        staff_id=actor.staff_id,
        subject=survey_round,
        agency_id=survey_round.owner_agency_id,
        before={"periods": [one.name for one in old]},
        after={"periods": [one.name for one in periods]},
    )


def _replace(survey_round: SurveyRound, periods: Sequence[Period]) -> None:
    """Rows of the same months keep their id, because snapshots may refer to them."""
    wanted = {(one.starts_on, one.ends_on): one for one in periods}
    for row in list(survey_round.periods):
        span = (row.starts_on, row.ends_on)
        if span in wanted:
            row.name = wanted.pop(span).name
        else:
            db.session.delete(row)
    flush_checked()
    db.session.add_all(
        ReportingPeriod(
            round_id=survey_round.id, name=one.name, starts_on=one.starts_on, ends_on=one.ends_on
        )
        for one in wanted.values()
    )
    flush_checked()
    db.session.refresh(survey_round, ["periods"])
