"""What the detectors read: one agency's answers as arrays, and what is counted of its codes and dossiers."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.arrays import BoolArray, FloatArray, IntArray, check_lengths

CHANNELS = ("code", "open_qr", "kiosk", "paper", "call_back")


@dataclass(frozen=True)
class Events:
    """Answers of one agency, one entry each (n,), in any order; made by `events_of`.

    day: `date.toordinal()` of Vietnam's calendar; second: since Vietnam's midnight (of a paper form: when
    it was keyed); channel: one of CHANNELS; levels (n, items): 0 blank, 1–5, 9 no opinion; duration in
    seconds, near in minutes between service and answer, both NaN where unknown; is_late 1 | 0 | -1
    unknown; issue_day: ordinal of the code's day, 0 where unknown.
    """

    day: IntArray
    second: FloatArray
    channel: NDArray[np.str_]
    levels: NDArray[np.int8]
    duration: FloatArray
    near: FloatArray
    is_late: NDArray[np.int8]
    issue_day: IntArray

    def __len__(self) -> int:
        return len(self.day)

    def where(self, chosen: BoolArray | IntArray | slice) -> "Events":
        """Those chosen by a mask or by their places."""
        return Events(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class DayCounts:
    """What is known of an agency's day without any answer.

    issued: codes made and handed out; dossiers: of the one-stop software (None until it has told);
    serials: paper forms printed for the day, missing_serials: of them neither returned nor accounted for;
    fast_streak: most of them keyed in a row faster than 30 s; repeat_z, clump_z: equal and contented ones
    side by side in the order of keying, against shuffled orders.
    """

    issued: int = 0
    issued_late: int = 0
    dossiers: int | None = None
    dossiers_late: int = 0
    serials: int = 0
    missing_serials: int = 0
    fast_streak: int = 0
    repeat_z: float = 0.0
    clump_z: float = 0.0

    def with_paper(self, other: "DayCounts") -> "DayCounts":
        """With the paper forms of another count of the same day."""
        return replace(
            self,
            serials=self.serials + other.serials,
            missing_serials=self.missing_serials + other.missing_serials,
            fast_streak=max(self.fast_streak, other.fast_streak),
            repeat_z=max(self.repeat_z, other.repeat_z),
            clump_z=max(self.clump_z, other.clump_z),
        )


def events_of(
    day: ArrayLike,
    second: ArrayLike,
    channel: ArrayLike,
    levels: ArrayLike,
    duration: ArrayLike | None = None,
    near: ArrayLike | None = None,
    is_late: ArrayLike | None = None,
    issue_day: ArrayLike | None = None,
) -> Events:
    """Events from anything array-like; what is left out is unknown. Raises ValueError on other lengths."""
    days = np.asarray(day, np.int64)
    count = len(days)
    unknown = np.full(count, np.nan)
    columns: dict[str, Any] = {
        "second": np.asarray(second, np.float64),
        "channel": np.asarray(channel, np.str_),
        "levels": np.asarray(levels, np.int8).reshape(count, -1 if count else 1),
        "duration": unknown if duration is None else np.asarray(duration, np.float64),
        "near": unknown if near is None else np.asarray(near, np.float64),
        "is_late": np.full(count, -1, np.int8) if is_late is None else np.asarray(is_late, np.int8),
        "issue_day": np.zeros(count, np.int64)
        if issue_day is None
        else np.asarray(issue_day, np.int64),
    }
    check_lengths(count, **columns)
    return Events(days, **columns)


def scores(levels: NDArray[np.int8]) -> FloatArray:
    """Share of levels 4 and 5 among the valid answers of each response (n,); NaN without a valid one."""
    valid = (levels >= 1) & (levels <= 5)
    high = (levels == 4) | (levels == 5)
    with np.errstate(invalid="ignore"):
        return np.asarray(high.sum(axis=1) / valid.sum(axis=1), np.float64)
