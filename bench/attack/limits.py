"""`python -m bench.attack.limits 1000 1026 gap=2.4/2.7 selred=1.8 selred3=1.8`: what such limits would see.

For choosing limits on worlds that no replay is judged by (seeds from 1000 up): months are judged when over,
with these limits (note/alarm) in the place of the stored ones. Prints how often something is said of honest
offices, and the share of attacks detected by act and size of office.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from bench.attack.judging import SeenWorld, see_office, see_world
from bench.attack.trials import OFFICES, others_with
from bench.attack.volume import PLANS, Plan
from bench.attack.worlds import make_world
from scoring.detectors import THRESHOLDS, Threshold, judge_months

Limits = Mapping[str, Threshold]


def read_limits(words: Sequence[str]) -> Limits:
    """`gap=2.4/2.7`, or one value where note and alarm are the same."""
    found = dict(THRESHOLDS)
    for name, _, values in (one.partition("=") for one in words):
        note, _, alarm = values.partition("/")
        found[name] = replace(found[name], note_at=float(note), alarm_at=float(alarm or note))
    return found


def honest_tiers(seen: SeenWorld, limits: Limits) -> Counter[str]:
    judged = [judge_months(one.months, seen.others, limits) for one in seen.offices]
    return Counter(month.tier for office in judged for month in office)


def is_detected(seen: SeenWorld, plan: Plan, position: int, limits: Limits) -> bool:
    """The same run as the replay's of this world, plan and office."""
    world = seen.world
    rng = np.random.default_rng([world.seed, position, *plan.key.encode()])
    attacked = plan.attack(rng, world, world.offices[position], plan.months)
    first = int(world.days_of(plan.months)[0])
    own = see_office(world, attacked, seen.medians, seen.offices[position], first)
    judged = judge_months(own.months, others_with(seen, position, own, plan.months), limits)
    return any(judged[at].tier == "alarm" for at in plan.months)


def main(words: Sequence[str]) -> None:
    first, end, limits = int(words[0]), int(words[1]), read_limits(words[2:])
    tiers: Counter[str] = Counter()
    hits: dict[tuple[str, int], list[bool]] = defaultdict(list)
    for seed in range(first, end):
        seen = see_world(make_world(seed))
        tiers += honest_tiers(seen, limits)
        for position in OFFICES:
            size = seen.world.offices[position].size
            for plan in PLANS:
                hits[plan.key, size].append(is_detected(seen, plan, position, limits))
    whole = tiers.total()
    alarms, notes = tiers["alarm"] / whole, tiers["note"] / whole
    print(f"{whole} honest months: {alarms:.2%} alarms, {notes:.2%} notes")
    for (act, size), found in hits.items():
        print(f"{act:20s}{size:5d}  {np.mean(found):.3f} of {len(found)}")


if __name__ == "__main__":
    main(sys.argv[1:])
