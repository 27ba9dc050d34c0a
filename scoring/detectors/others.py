"""What is usual in the province in a month, against which an agency without a past of its own is judged."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce

import numpy as np

from scoring.detectors.difference import Centre, Difference, Sums, difference, paule_mandel
from scoring.detectors.months import ChannelMonth, Month
from scoring.detectors.speed import USUAL_SHARE
from scoring.detectors.timing import PROFILE

LEAST_AGENCIES = 8
LEAST_BETWEEN = 0.03  # variance of logits between honest agencies
_USUAL = {
    "gap": Centre(-0.2, 0.0625),  # complainers look for the poster
    "near": Centre(0.0, 0.03),
    "paper_gap": Centre(0.0, 0.0625),
}
PAIRS = {"gap": ("open_qr", "code"), "paper_gap": ("paper", "code")}


@dataclass(frozen=True)
class Others:
    """Defaults are those of trust.md's simulation, for a province of fewer than 8 answering agencies."""

    used_share: float = 0.22
    used_between: float = 0.15
    gap: Centre = _USUAL["gap"]
    near: Centre = _USUAL["near"]
    paper_gap: Centre = _USUAL["paper_gap"]
    fast: float = USUAL_SHARE
    late_ratio: float = 1.0
    profiles: dict[str, list[float]] = field(default_factory=dict)

    def profile(self, channel: str) -> Sequence[float]:
        return self.profiles.get(channel, PROFILE)


NOBODY = Others()


def others_of(months: Sequence[Month]) -> Others:
    """From one month (or some months) of every agency; what too few agencies tell stays at its default."""
    used_share, between = _usual_use(months)
    fast = [sum(one.channels[name].fast[at] for one, name in _all(months)) for at in (0, 1)]
    return Others(
        used_share=used_share,
        used_between=between,
        gap=_centre(months, "gap"),
        near=_near(months),
        paper_gap=_centre(months, "paper_gap"),
        # Never 0: where nobody was fast so far, one who is must still be judged.
        fast=(fast[0] + 1) / (fast[1] + 1 / USUAL_SHARE) if fast[1] >= 200 else NOBODY.fast,
        late_ratio=_late_ratio(months),
        profiles=_profiles(months),
    )


def _all(months: Sequence[Month]) -> list[tuple[Month, str]]:
    return [(one, name) for one in months for name in one.channels]


def _usual_use(months: Sequence[Month]) -> tuple[float, float]:
    """Median share (so that a few stuffed ones do not move it) and variance of its log between agencies."""
    logs = [math.log(one.used / one.issued) for one in months if one.issued >= 30 and one.used > 0]
    if len(logs) < LEAST_AGENCIES:
        return NOBODY.used_share, NOBODY.used_between
    middle = float(np.median(logs))
    spread = 1.4826 * float(np.median(np.abs(np.asarray(logs) - middle)))
    return min(0.95, math.exp(middle)), max(0.01, spread**2)


def _centre(months: Sequence[Month], pair: str) -> Centre:
    first, second = PAIRS[pair]
    found = [
        difference(one.channels[first].score, one.channels[second].score)
        for one in months
        if first in one.channels and second in one.channels
    ]
    known = [one for one in found if one is not None]
    default: Centre = getattr(NOBODY, pair)
    return _among(known) if len(known) >= LEAST_AGENCIES else default


def _near(months: Sequence[Month]) -> Centre:
    coded = [one.channels["code"] for one in months if "code" in one.channels]
    known = [d for d in (difference(one.near, one.later) for one in coded) if d is not None]
    return _among(known) if len(known) >= LEAST_AGENCIES else NOBODY.near


def _among(known: list[Difference]) -> Centre:
    """The between-variance of one month is often estimated as 0; agencies do differ."""
    found = paule_mandel(known)
    return Centre(found.mean, max(found.between, LEAST_BETWEEN))


def _late_ratio(months: Sequence[Month]) -> float:
    """Odds of late among used over odds of late among issued, between a half and one: who was kept

    waiting may answer more often, and then a shortage of late ones is the more striking.
    """
    issued, late = sum(one.issued for one in months), sum(one.issued_late for one in months)
    known, used_late = sum(one.used_known for one in months), sum(one.used_late for one in months)
    if used_late < 30 or late in (0, issued) or used_late == known:
        return NOBODY.late_ratio
    return min(1.0, max(0.5, used_late / (known - used_late) / (late / (issued - late))))


def _profiles(months: Sequence[Month]) -> dict[str, list[float]]:
    names = {name for _, name in _all(months)}
    found = {}
    for name in sorted(names):
        whole = np.sum([one.channels[name].buckets for one in months if name in one.channels], 0)
        if whole.sum() >= 200:
            found[name] = [float(one) for one in whole / whole.sum()]
    return found


def added(months: Sequence[Month], channel: str, name: str) -> Sums:
    """Sums `name` of a channel over months."""
    parts: list[ChannelMonth] = [one.channels[channel] for one in months if channel in one.channels]
    return reduce(Sums.plus, (getattr(one, name) for one in parts), Sums())
