"""The detectors' night: yesterday's answers become features, months are judged, alarms open cases.

Exact times are opened here for the last time; what is kept is `day_feature`, sums of an agency's day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from flask import current_app

from agencies.models import Agency
from agencies.queries.agencies import agencies_by_id
from base.clock import now, today
from base.db import db, reading
from base.jobs import periodic
from base.logs import get_logger
from surveys.actions.audit_samples import draw_missing_samples
from surveys.actions.detection import (
    flag_responses,
    fold_days,
    open_alarm_case,
    raise_sign,
    store_days,
)
from surveys.detection_words import case_evidence, case_title
from surveys.models import Alarm
from surveys.queries.detected_counts import list_issue_days
from surveys.queries.detection import (
    first_day_kept,
    iterate_traced,
    list_contents,
    list_days_with_traces,
)

if TYPE_CHECKING:  # numpy and scipy stay out of processes that only serve pages
    from scoring.detectors import Judgement, Month, Others
    from surveys.traced_events import TracedDay

KEPT_DAYS = 62  # a code may be used 30 days after a month's last day
_DURATIONS_FROM = timedelta(days=7)


@dataclass
class Night:
    """What a run did."""

    day_count: int = 0
    alarm_count: int = 0
    case_count: int = 0


@periodic("detect-signs", minute="35", hour="0")
def detect_signs() -> None:
    """Every day of which traces are left is read anew, so a night that was missed costs nothing."""
    done = detect(today())
    get_logger("detecting").info(
        "signs_detected", day_count=done.day_count, case_count=done.case_count
    )


def detect(on: date) -> Night:
    """Reads all traced days before `on`, judges, raises; commits. Safe to run twice."""
    done = Night()
    with reading():
        days = [one for one in list_days_with_traces() if one < on]
        db.session.rollback()
    traced: list[tuple[date, TracedDay]] = []
    for day in days:
        traced += [(day, one) for one in read_day(day)]
        done.day_count += 1
    _raise(on, traced, done)
    _fold(on)
    draw_missing_samples(now())
    db.session.commit()
    return done


def read_day(day: date) -> "list[TracedDay]":
    """Stores the features of every agency that was answered about on the day; commits."""
    from scoring.detectors import day_features
    from surveys.reports.detection import usual_durations
    from surveys.traced_events import Known, traced_days

    with reading():
        medians = usual_durations(day - _DURATIONS_FROM)
        known = Known(current_app.extensions["settings"], list_contents(), list_issue_days(day))
        found = list(traced_days(iterate_traced(day), day, known))
        db.session.rollback()
    store_days(day, {one.agency_id: day_features(one.events, medians) for one in found})
    db.session.commit()
    return found


def _raise(on: date, traced: "list[tuple[date, TracedDay]]", done: Night) -> None:
    from surveys.reports.detection import judge_everybody, known_months, usual

    with reading():
        months = known_months(on)
        others = usual(months)
        judged = judge_everybody(months, others, on)
        db.session.rollback()
    agencies = agencies_by_id(list(months))
    recent = {_month(on), _month(on.replace(day=1) - timedelta(days=1))}
    for agency_id, judgements in sorted(judged.items()):
        for judgement, month in zip(judgements, months[agency_id], strict=True):
            if month.month not in recent or judgement.tier == "none":
                continue
            alarms = _signs(agencies[agency_id], judgement, done)
            mine = [one for day, one in traced if one.agency_id == agency_id]
            _flag(alarms, judgement, month, others[month.month], mine)
        db.session.commit()


def _signs(agency: Agency, judgement: "Judgement", done: Night) -> list[Alarm]:
    alarms = [
        raise_sign(
            agency.id,
            judgement.month,
            {
                "detector": one.detector,
                "family": one.family,
                "channel": one.channel,
                "tier": judgement.tier,
                "statistic": round(one.statistic, 3),
                "threshold": one.alarm_at if one.tier == "alarm" else one.note_at,
                "is_cold_start": one.is_cold_start,
            },
        )
        for one in judgement.spoken
    ]
    done.alarm_count += len(alarms)
    if judgement.tier == "alarm":
        title = case_title(agency.name, judgement.month)
        evidence = case_evidence(judgement.month, alarms)
        if open_alarm_case(agency, judgement.month, alarms, title, evidence):
            done.case_count += 1
    return alarms


def _flag(
    alarms: list[Alarm],
    judgement: "Judgement",
    month: "Month",
    others: "Others",
    traced: "Iterable[TracedDay]",
) -> None:
    from scoring.detectors import flags, month_of

    spoken = [(one.detector, one.channel) for one in judgement.spoken]
    by_detector = {one.detector: one.id for one in alarms}
    for day in traced:
        if month_of(int(day.events.day[0])) != month.month:
            continue
        for detector, mask in flags(day.events, spoken, month, others).items():
            ids = [one for one, is_marked in zip(day.ids, mask, strict=True) if is_marked]
            flag_responses(by_detector[detector], ids)


def _fold(on: date) -> None:
    """Months that ended two months ago are kept as sums; which day had how many answers is forgotten."""
    from scoring.detectors import to_json
    from surveys.reports.detection import unfolded_months

    before = first_day_kept_one_by_one(on)
    with reading():
        first = first_day_kept()
        due = first is not None and first < before
        months = unfolded_months(on) if due else {}
        db.session.rollback()
    old = {
        (agency_id, month.month): to_json(month)
        for agency_id, mine in months.items()
        for month in mine
        if month.month < _month(before)
    }
    if old:
        fold_days(old, before)
        db.session.commit()


def first_day_kept_one_by_one(on: date) -> date:
    """Days before it are known as sums of their month alone."""
    return (on - timedelta(days=KEPT_DAYS)).replace(day=1)


def _month(day: date) -> int:
    return day.year * 100 + day.month
