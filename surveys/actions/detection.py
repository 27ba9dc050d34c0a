"""What the detectors write: features of days and months, alarms with their cases, flags."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select

from agencies.actions.cases import open_case
from agencies.models import Agency, Case
from base.db import db
from surveys.models import Alarm, DayFeature, FlaggedResponse, MonthFeature
from surveys.queries.detection import ALARM_KIND, find_open_case

FEWEST_FLAGGED = 10


def store_day(agency_id: int, day: date, features: Mapping[str, dict[str, Any]]) -> None:
    """Replaces what was kept of the agency's day; `features` by channel (scoring.detectors)."""
    store_days(day, {agency_id: features})


def store_days(day: date, features: Mapping[int, Mapping[str, dict[str, Any]]]) -> None:
    """The same for many agencies: agency → channel → feature."""
    mine = DayFeature.agency_id.in_(list(features))
    db.session.execute(delete(DayFeature).where(DayFeature.day == day, mine))
    rows = [
        {"agency_id": agency_id, "day": day, "channel": channel, "features": one}
        for agency_id, channels in features.items()
        for channel, one in channels.items()
    ]
    if rows:
        db.session.execute(insert(DayFeature), rows)


def fold_days(months: Mapping[tuple[int, int], dict[str, Any]], before: date) -> int:
    """Keeps months (agency, yyyymm) as sums and removes all days before `before`; returns the days."""
    for (agency_id, month), features in months.items():
        kept = db.session.get(MonthFeature, (agency_id, month))
        if kept is None:
            db.session.add(MonthFeature(agency_id=agency_id, month=month, features=features))
        else:
            kept.features = features
    removed = db.session.execute(delete(DayFeature).where(DayFeature.day < before))
    return int(removed.rowcount)  # type: ignore[attr-defined]


def raise_sign(agency_id: int, month: int, values: Mapping[str, Any]) -> Alarm:
    """A detector's sign; one a month: a stronger one later replaces the figures of a weaker one.

    `values`: columns of `alarm`, "detector" among them. What was an alarm stays one.
    """
    found = db.session.scalars(
        select(Alarm).where(
            Alarm.agency_id == agency_id,
            Alarm.month == month,
            Alarm.detector == values["detector"],
        )
    ).one_or_none()
    if found is None:
        found = Alarm(agency_id=agency_id, month=month, **values)
        db.session.add(found)
    elif values["statistic"] >= found.statistic or values["tier"] == "alarm" != found.tier:
        was_alarm = found.tier == "alarm"
        for name, value in values.items():
            setattr(found, name, value)
        found.tier = "alarm" if was_alarm else found.tier
    db.session.flush()
    return found


def open_alarm_case(
    agency: Agency, month: int, alarms: Sequence[Alarm], title: str, evidence: dict[str, Any]
) -> Case | None:
    """The month's case; alarms that came later join the open one. None: nothing new to look into."""
    new = [one for one in alarms if one.tier == "alarm" and one.case_id is None]
    if not new:
        return None
    case = find_open_case(agency.id, month)
    if case is None:
        case = open_case(ALARM_KIND, title, about_agency_id=agency.id, evidence=evidence)
    else:
        case.evidence = {**case.evidence, **evidence}
    for one in alarms:
        if one.case_id is None:
            one.case_id = case.id
    db.session.flush()
    return case


def flag_responses(alarm_id: int, ids: Sequence[tuple[int, int]]) -> int:
    """Keeps which answers the sign points at; fewer than ten are not kept.

    A row here says "sent within these minutes", which the answers themselves no longer say: ten people
    may have sent them, one may not be told apart.
    """
    if len(ids) < FEWEST_FLAGGED:
        return 0
    known = {
        (round_id, response_id)
        for round_id, response_id in db.session.execute(
            select(FlaggedResponse.round_id, FlaggedResponse.response_id).where(
                FlaggedResponse.alarm_id == alarm_id
            )
        )
    }
    rows = [
        {"alarm_id": alarm_id, "round_id": round_id, "response_id": response_id}
        for round_id, response_id in ids
        if (round_id, response_id) not in known
    ]
    if rows:
        db.session.execute(insert(FlaggedResponse), rows)
    return len(rows)
