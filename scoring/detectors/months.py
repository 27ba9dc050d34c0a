"""An agency's month: the features of its days folded into sums that can be added and kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from scoring.detectors.days import DayFeature
from scoring.detectors.difference import Sums
from scoring.detectors.events import DayCounts
from scoring.detectors.permutation import Moments
from scoring.detectors.redemption import turn
from scoring.detectors.timing import BUCKETS, reg

_BUSIEST = 0.15  # of the days are left out of the usual day, so that a burst does not hide itself


@dataclass(frozen=True)
class ChannelMonth:
    """Sums of one channel; `a_day` the usual answers a day, `reg` the month's most even stretch."""

    n: int
    a_day: float
    score: Sums
    buckets: list[int]
    windows: list[int]
    reg: float
    dup: Moments
    run: Moments
    fast: tuple[int, int]
    near: Sums
    later: Sums
    streak: int


@dataclass(frozen=True)
class Month:
    """month: yyyymm; issued, used: codes of this month's days, used whenever; used_known: class known.

    `told` holds issued, issued_late, dossiers, dossiers_late of the days of which dossiers are known;
    pairs: (used, issued) of each day, in no order.
    """

    month: int
    channels: Mapping[str, ChannelMonth]
    issued: int = 0
    issued_late: int = 0
    used: int = 0
    used_late: int = 0
    used_known: int = 0
    told: tuple[int, int, int, int] = (0, 0, 0, 0)
    serials: int = 0
    missing_serials: int = 0
    fast_streak: int = 0
    repeat_z: float = 0.0
    clump_z: float = 0.0
    pairs: Sequence[tuple[int, int]] = field(default_factory=list)
    turn: float = 0.0


def month_features(
    month: int,
    days: Mapping[int, Mapping[str, DayFeature]],
    counts: Mapping[int, DayCounts],
    used: Mapping[int, Sequence[int]] | None = None,
) -> Month:
    """`days`: ordinal → channel → feature; `counts`: ordinal → counts; both of this month.

    `used`: issue day → (answers, late, class known), from later days too; without it from `days` alone.
    """
    used = used_by_issue_day(list(days.values())) if used is None else used
    names = sorted({name for one in days.values() for name in one})
    open_days = max(1, len({*days, *(day for day, one in counts.items() if one.issued)}))
    told = [one for one in counts.values() if one.dossiers is not None]
    return Month(
        month=month,
        channels={
            name: _fold([one[name] for one in days.values() if name in one], open_days)
            for name in names
        },
        issued=sum(one.issued for one in counts.values()),
        issued_late=sum(one.issued_late for one in counts.values()),
        **used_of(counts, used),
        told=(
            sum(one.issued for one in told),
            sum(one.issued_late for one in told),
            sum(one.dossiers or 0 for one in told),
            sum(one.dossiers_late for one in told),
        ),
        serials=sum(one.serials for one in counts.values()),
        missing_serials=sum(one.missing_serials for one in counts.values()),
        fast_streak=max((one.fast_streak for one in counts.values()), default=0),
        repeat_z=max((one.repeat_z for one in counts.values()), default=0.0),
        clump_z=max((one.clump_z for one in counts.values()), default=0.0),
        turn=turn(_turnouts(days, counts)),
    )


def used_of(counts: Mapping[int, DayCounts], used: Mapping[int, Sequence[int]]) -> dict[str, Any]:
    """The fields of a month that change while its codes are still being used."""
    mine = [used[day] for day in counts if day in used]
    return {
        "used": sum(one[0] for one in mine),
        "used_late": sum(one[1] for one in mine),
        "used_known": sum(one[2] for one in mine),
        "pairs": sorted(
            (used.get(day, (0,))[0], one.issued) for day, one in counts.items() if one.issued
        ),
    }


def used_by_issue_day(days: Sequence[Mapping[str, DayFeature]]) -> dict[int, list[int]]:
    """issue day → (answers, late, class known) over the codes used on these days."""
    found: dict[int, list[int]] = {}
    for channels in days:
        for day, *numbers in channels.get("code", {}).get("used", ()):
            before = found.get(day, [0, 0, 0])
            found[day] = [a + b for a, b in zip(before, numbers, strict=True)]
    return found


def month_of(day: int) -> int:
    """yyyymm of an ordinal."""
    one = date.fromordinal(day)
    return one.year * 100 + one.month


def _turnouts(
    days: Mapping[int, Mapping[str, DayFeature]], counts: Mapping[int, DayCounts]
) -> list[tuple[float, float, float]]:
    found = []
    for day, channels in sorted(days.items()):
        issued = counts[day].issued if day in counts else 0
        count, total, _ = channels["code"]["score"] if "code" in channels else (0, 0, 0)
        if issued and count:
            found.append((channels["code"]["n"] / issued, total / count, count))
    return found


def _fold(days: Sequence[DayFeature], open_days: int) -> ChannelMonth:
    sizes = sorted([one["n"] for one in days] + [0] * (open_days - len(days)))
    kept = sizes[: max(1, len(sizes) - round(len(sizes) * _BUSIEST))]
    return ChannelMonth(
        n=sum(one["n"] for one in days),
        a_day=sum(kept) / len(kept),
        score=Sums(*_added(days, "score")),
        buckets=[int(one) for one in _added(days, "buckets")],
        windows=[max(one["windows"][at] for one in days) for at in range(BUCKETS)],
        reg=reg(*_evenest(days)),
        dup=Moments(*_added(days, "dup")),
        run=Moments(*_added(days, "run")),
        fast=(int(_added(days, "fast")[0]), int(_added(days, "fast")[1])),
        near=Sums(*_added(days, "near")),
        later=Sums(*_added(days, "later")),
        streak=max(one["streak"] for one in days),
    )


def _evenest(days: Sequence[DayFeature]) -> tuple[float | None, int]:
    known = [one["cv"] for one in days if one["cv"] is not None]
    return min(known, default=None), sum(one["runs"] for one in days)


def _added(days: Sequence[DayFeature], name: str) -> list[float]:
    return [float(one) for one in np.sum([one[name] for one in days], axis=0)]


def to_json(month: Month) -> dict[str, Any]:
    """What `from_json` reads back."""
    return {
        **{name: getattr(month, name) for name in month.__dataclass_fields__},
        "channels": {name: dict(vars(one)) for name, one in month.channels.items()},
        "pairs": [list(one) for one in month.pairs],
    }


def from_json(stored: Mapping[str, Any]) -> Month:
    channels = {}
    for name, one in stored["channels"].items():
        channels[name] = ChannelMonth(
            **{
                **one,
                "score": Sums(*one["score"]),
                "near": Sums(*one["near"]),
                "later": Sums(*one["later"]),
                "dup": Moments(*one["dup"]),
                "run": Moments(*one["run"]),
                "fast": tuple(one["fast"]),
            }
        )
    rest = {name: value for name, value in stored.items() if name != "channels"}
    rest["told"], rest["pairs"] = tuple(stored["told"]), [tuple(one) for one in stored["pairs"]]
    return Month(channels=channels, **rest)
