"""Signs that answers were stuffed, coached, picked or kept away; arrays in, notes and alarms out.

    features = day_features(events_of(...))                    # one agency, one day, by channel
    month = month_features(202611, {day: features, …}, counts)  # its days folded
    judgements = judge_months([month, …], others)               # one a month, in order
or, from events of some months at once, `judge_events(events, counts)`.
"""

from scoring.detectors.days import day_features
from scoring.detectors.events import CHANNELS, DayCounts, Events, events_of
from scoring.detectors.flags import flags
from scoring.detectors.judging import BASELINE, Finding, Judgement, Tier, judge_months
from scoring.detectors.months import Month, from_json, month_features, month_of, to_json
from scoring.detectors.others import NOBODY, Others, others_of
from scoring.detectors.spans import judge_events, months_of
from scoring.detectors.thresholds import THRESHOLDS, Threshold

__all__ = [
    "BASELINE",
    "CHANNELS",
    "NOBODY",
    "THRESHOLDS",
    "DayCounts",
    "Events",
    "Finding",
    "Judgement",
    "Month",
    "Others",
    "Threshold",
    "Tier",
    "day_features",
    "events_of",
    "flags",
    "from_json",
    "judge_events",
    "judge_months",
    "month_features",
    "month_of",
    "months_of",
    "others_of",
    "to_json",
]
