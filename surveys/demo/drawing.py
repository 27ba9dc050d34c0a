"""Made-up answers, drawn with numpy: agencies, days, places, persons and items each have an effect.

A person's latent opinion of an item is a sum of normal effects; four cuts make the levels. Straight-liners,
skipped items, «không có ý kiến», remarks and hurried answers are drawn as in a real collection.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveys.packing import NO_OPINION, slots
from surveys.questionnaire_content import RATING, RESPONDENT_KEY, SINGLE, Content

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

CUTS = np.array([-3.08, -2.34, -1.41, 0.62])
_CHANNEL_SHIFT = {"open_qr": 0.0, "kiosk": 0.25, "paper": 0.4, "code": -0.05}
_ITEM_SHIFT = {
    "feedback_handling": -0.5,
    "on_time": -0.2,
    "supplies": -0.35,
    "reception_manner": 0.2,
}
_HOURS = {
    "office": (np.array([7, 8, 9, 10, 11, 13, 14, 15, 16]), (6, 16, 20, 17, 8, 6, 12, 10, 5)),
    "home": (np.array([6, 9, 11, 12, 15, 18, 19, 20, 21]), (3, 6, 9, 9, 8, 16, 22, 19, 8)),
}
_BESIDE_SHARES = (0.30, 0.10, 0.09, 0.03)  # alone, family, staff near, staff guided; the rest blank
_STRAIGHT_SHARE = 0.12
_STRAIGHT_LEVELS = ((1, 3, 4, 5), (0.03, 0.07, 0.35, 0.55))
_REMARK_SHARE = 0.08
TINY_COUNTS = (3, 4, 5, 6, 7, 8, 9, 14, 17, 21, 25, 28)


@dataclass(frozen=True)
class Place:
    """Where answers come from; `agency` is the agency's position in the round's list.

    Of the kind "code" it is no place at all (id 0): answers with a one-time code.
    """

    id: int
    agency: int
    kind: str
    weight: float


@dataclass(frozen=True)
class Drawn:
    """One entry a response; `day` counts from `first_day`; `cluster` numbers (place, channel, day)."""

    first_day: date
    agency: Ints
    place: Ints
    channel: NDArray[np.str_]
    day: Ints
    second: Ints
    cluster: Ints
    duration_steps: Ints
    cap_rank: Ints
    language: NDArray[np.str_]
    respondent: NDArray[np.str_]
    answers: NDArray[np.uint8]
    remark: Ints  # position in the remarks, -1 for none

    def __len__(self) -> int:
        return len(self.agency)


@dataclass(frozen=True)
class Calendar:
    """The days [first_day, first_day + len(weights)); how busy each is; the last second allowed."""

    first_day: date
    weights: Floats
    last_second: int


def make_calendar(first: date, last: date, closed_days: set[date], last_second: int) -> Calendar:
    """Working days are busy, Saturdays a little; `closed_days` (holidays) are quiet like Sundays."""
    by_weekday = np.array([1.25, 1.05, 1.0, 1.0, 0.95, 0.2, 0.04])
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    weights = np.array([0.02 if one in closed_days else by_weekday[one.weekday()] for one in days])
    return Calendar(first, weights, last_second)


def draw(
    rng: np.random.Generator,
    count: int,
    level: float,
    places: Sequence[Place],
    agency_count: int,
    calendar: Calendar,
    content: Content,
    remark_tones: Sequence[str],
    tiny_counts: Sequence[int] = TINY_COUNTS,
    sizes: Ints | None = None,
) -> Drawn:
    """`count` responses, and `tiny_counts` of agencies that get only a handful; or `sizes` of each."""
    if sizes is None:
        agency = _draw_agencies(rng, count, agency_count, tiny_counts)
    else:
        agency = np.repeat(np.arange(agency_count), sizes)
    day = _draw_days(rng, agency, agency_count, calendar)
    place, channel = _draw_places(rng, agency, places)
    cluster, day_effect = _clusters(rng, place, channel, day)
    second = _draw_seconds(rng, place, places, day, calendar)
    shift = np.array([_CHANNEL_SHIFT[one] for one in channel])
    quality = rng.normal(0, 0.5, agency_count)
    drift = rng.normal(0.05, 0.15, agency_count)[agency] * day / len(calendar.weights)
    person = rng.normal(0, 0.9, len(agency))
    latent = level + quality[agency] + drift + day_effect[cluster] + shift + person
    straight = rng.random(len(agency)) < _STRAIGHT_SHARE
    answers, respondent = _draw_answers(rng, latent, straight, channel, content)
    return Drawn(
        first_day=calendar.first_day,
        agency=agency,
        place=place,
        channel=channel,
        day=day,
        second=second,
        cluster=cluster,
        duration_steps=_draw_durations(rng, straight, channel),
        cap_rank=rng.choice(4, len(agency), p=[0.985, 0.009, 0.004, 0.002]),
        language=np.where(rng.random(len(agency)) < 0.006, "en", "vi"),
        respondent=respondent,
        answers=answers,
        remark=_draw_remarks(rng, latent, remark_tones),
    )


def _draw_agencies(
    rng: np.random.Generator, count: int, agency_count: int, tiny_counts: Sequence[int]
) -> Ints:
    """Sizes differ as communes do; some agencies are nearly silent, so that withholding shows."""
    sizes = rng.lognormal(0, 0.42, agency_count)
    tiny_count = min(len(tiny_counts), agency_count // 10)
    tiny = rng.choice(agency_count, tiny_count, replace=False)
    sizes[tiny] = 0
    counts = rng.multinomial(count, sizes / sizes.sum())
    counts[tiny] = tiny_counts[:tiny_count]
    return np.repeat(np.arange(agency_count), counts)


def _draw_days(
    rng: np.random.Generator, agency: Ints, agency_count: int, calendar: Calendar
) -> Ints:
    """Answers come in bursts: an agency has few days with many answers rather than one a day."""
    day = np.zeros(len(agency), np.int64)
    chances = calendar.weights / calendar.weights.sum()
    usable = int((calendar.weights > 0.1).sum())
    starts = np.searchsorted(agency, np.arange(agency_count + 1))
    for one in range(agency_count):
        size = int(starts[one + 1] - starts[one])
        if size:
            active = rng.choice(
                len(chances), max(1, min(usable, -(-size // 6))), replace=False, p=chances
            )
            day[starts[one] : starts[one + 1]] = rng.choice(active, size)
    return day


def _draw_places(
    rng: np.random.Generator, agency: Ints, places: Sequence[Place]
) -> tuple[Ints, NDArray[np.str_]]:
    """(position in `places`, channel) of each response."""
    owner = np.array([one.agency for one in places])
    weight = np.array([one.weight for one in places])
    order = np.argsort(owner, kind="stable")
    total = np.cumsum(weight[order])
    below = np.concatenate([[0.0], total])
    first = np.searchsorted(owner[order], agency, "left")
    last = np.searchsorted(owner[order], agency, "right")
    point = below[first] + rng.random(len(agency)) * (below[last] - below[first])
    place = order[np.clip(np.searchsorted(total, point, "right"), first, last - 1)]
    kinds = np.array([one.kind for one in places])[place]
    is_paper = (kinds == "counter") & (rng.random(len(agency)) < 0.06)
    channel = np.where(kinds == "kiosk", "kiosk", np.where(is_paper, "paper", "open_qr"))
    channel = np.where(kinds == "code", "code", channel)
    return place, channel


def _clusters(
    rng: np.random.Generator, place: Ints, channel: NDArray[np.str_], day: Ints
) -> tuple[Ints, Floats]:
    """(number of the cluster, effect of each cluster): a bad day is bad for everybody at that place."""
    _names, code = np.unique(channel, return_inverse=True)
    key = (place * 4 + code) * 10_000 + day
    found, cluster = np.unique(key, return_inverse=True)
    return cluster, rng.normal(0, 0.6, len(found))


def _draw_seconds(
    rng: np.random.Generator, place: Ints, places: Sequence[Place], day: Ints, calendar: Calendar
) -> Ints:
    """Second of the day, office hours at counters; nothing later than the calendar's last second."""
    at_home = np.array([one.kind in ("poster", "address", "code") for one in places])[place]
    hour = np.empty(len(place), np.int64)
    for mask, name in ((~at_home, "office"), (at_home, "home")):
        hours, weights = _HOURS[name]
        share = np.array(weights) / sum(weights)
        hour[mask] = rng.choice(hours, int(mask.sum()), p=share)
    second = hour * 3600 + rng.integers(0, 3600, len(place))
    on_last = day == len(calendar.weights) - 1
    return np.where(on_last, second * calendar.last_second // 86_400, second)


def _draw_durations(
    rng: np.random.Generator, straight: NDArray[np.bool_], channel: NDArray[np.str_]
) -> Ints:
    """5-second steps; about a minute, hurried for straight-liners, none on paper."""
    seconds = rng.lognormal(4.0, 0.45, len(straight)) * np.where(straight, 0.35, 1.0)
    return np.where(channel == "paper", 0, np.clip(seconds // 5, 1, 720)).astype(np.int64)


def _levels(latent: Floats) -> NDArray[np.uint8]:
    return (np.searchsorted(CUTS, latent) + 1).astype(np.uint8)


def _draw_answers(
    rng: np.random.Generator,
    latent: Floats,
    straight: NDArray[np.bool_],
    channel: NDArray[np.str_],
    content: Content,
) -> tuple[NDArray[np.uint8], NDArray[np.str_]]:
    """(packed answers (n, width), respondent kind): every slot of the questionnaire."""
    count = len(latent)
    layout = slots(content)
    packed = np.zeros((count, sum(width for _, width in layout.values())), np.uint8)
    constant = rng.choice(_STRAIGHT_LEVELS[0], count, p=_STRAIGHT_LEVELS[1]).astype(np.uint8)
    blank_share = np.where(channel == "paper", 0.05, 0.02)
    respondent = np.full(count, "individual")
    for question in content.questions:
        if question.type == RATING:
            effect = _ITEM_SHIFT.get(question.key, 0.0) + rng.normal(0, 0.2)
            own = _levels(latent + effect + rng.normal(0, 1.0, count))
            unsure = rng.random(count) < (0.14 if question.key == "feedback_handling" else 0.035)
            value = np.where(unsure & ~straight, NO_OPINION, np.where(straight, constant, own))
            value = np.where(rng.random(count) < blank_share, 0, value)
        elif question.type == SINGLE:
            value = _draw_option(rng, question.key, len(question.options), count, channel)
            value = np.where(_is_hidden(content, question, packed, layout), 0, value)
        else:
            continue
        packed[:, layout[question.key][0]] = value
        if question.key == RESPONDENT_KEY:
            keys = np.array(["unknown", *(one.key for one in question.options)])
            respondent = keys[value]
    return packed, respondent


def _draw_option(
    rng: np.random.Generator, key: str, options: int, count: int, channel: NDArray[np.str_]
) -> Ints:
    """The place of the chosen option from 1, 0 for none."""
    if key == RESPONDENT_KEY:
        return rng.choice(3, count, p=[0.0, 0.9, 0.1])
    if key == "someone_beside" and options == len(_BESIDE_SHARES):
        shares = np.array([1 - sum(_BESIDE_SHARES), *_BESIDE_SHARES])
        value = rng.choice(5, count, p=shares)
        pulled = (channel == "kiosk") & (value == 1) & (rng.random(count) < 0.3)
        return np.where(pulled, 3, value)
    shares = np.array(
        [0.15, *(0.85 * np.geomspace(1, 0.35, options) / np.geomspace(1, 0.35, options).sum())]
    )
    return rng.choice(options + 1, count, p=shares)


def _is_hidden(
    content: Content, question: Any, packed: NDArray[np.uint8], layout: dict[str, tuple[int, int]]
) -> NDArray[np.bool_]:
    """Where an earlier answer keeps a single choice or rating from being asked."""
    if question.show_if is None:
        return np.zeros(len(packed), bool)
    earlier = next(one for one in content.questions if one.key == question.show_if.question)
    keys = [option.key for option in earlier.options]
    wanted = [keys.index(one) + 1 if one in keys else int(one) for one in question.show_if.values]
    return ~np.isin(packed[:, layout[earlier.key][0]], wanted)


def _draw_remarks(rng: np.random.Generator, latent: Floats, tones: Sequence[str]) -> Ints:
    """Words fit the opinion: the unhappy complain, the happy thank; most say nothing."""
    tone = np.where(latent < -1.3, "bad", np.where(latent < 0.2, "middling", "good"))
    eager = np.where(tone == "bad", 3.0, 1.0)
    speaks = rng.random(len(latent)) < _REMARK_SHARE * eager
    remark = np.full(len(latent), -1, np.int64)
    for name in ("good", "middling", "bad"):
        choices = np.flatnonzero(np.array(tones) == name)
        mask = speaks & (tone == name)
        remark[mask] = rng.choice(choices, int(mask.sum()))
    return remark
