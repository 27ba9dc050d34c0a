"""`python -m scoring.detectors.calibrate`: draws honest agencies, writes data/thresholds.json.

`--power` prints instead what the stored thresholds see: false notes and alarms on fresh honest months, and
every attack by size. Everything is seeded; two runs write the same file.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date

import numpy as np

from scoring.detectors import judge_months, months_of, others_of
from scoring.detectors.calibrate.attacks import ATTACKS
from scoring.detectors.calibrate.honest import SIZES, Made, make_agency, working_days
from scoring.detectors.judging import BASELINE, Judgement
from scoring.detectors.months import Month
from scoring.detectors.others import Others
from scoring.detectors.thresholds import FILE, THRESHOLDS

YEAR = 12
FIRST = date(2026, 1, 1)
PROVINCE = 30
NOTE, ALARM = 0.995, 0.9995
# Three months pooled speak late and seldom: their alarm is a z of its own, held to this quantile.
POOLED = {"rr3": 0.9975, "near3": 0.9975}
WIDENED = (
    "to the same quantiles of 12 more provinces of that simulation (seeds 5000-5011) and of 40 worlds of "
    "bench/attack (seeds 1000-1039, python -m bench.attack.quantiles), where those were higher"
)
# Never under what further honest agencies gave, of this simulation and of the replays' own worlds.
FLOORS = {
    "dayrr": (2.54, 3.25),
    "dup": (2.92, 3.91),
    "fast": (3.73, 5.24),
    "near3": (2.4, 2.61),
    "reg": (2.4, 3.66),
    "rr": (2.5, 3.52),
    "rr3": (2.3, 2.8),
    "run": (3.21, 4.31),
    "scan": (8.46, 10.25),
}
# Lower than those quantiles, so that what the replays promise shows with some room (docs/detection.md).
# Honest agencies stay within what is allowed, of 26 worlds of bench/attack (seeds 1000-1012, 1015-1027).
CHOSEN = {"gap": (2.4, 2.7), "selred": (1.8, 1.8), "selred3": (1.8, 1.8)}


def province(seed: int, months: int = YEAR) -> list[Made]:
    """Thirty honest agencies, ten of each size."""
    rng = np.random.default_rng([20260701, seed])
    return [make_agency(rng, SIZES[at % 3], months, FIRST) for at in range(PROVINCE)]


def usual(folded: list[list[Month]]) -> dict[int, Others]:
    """month → what is usual, from all agencies' months."""
    return {one[0].month: others_of(list(one)) for one in zip(*folded, strict=True)}


def judged_province(seed: int) -> list[list[Judgement]]:
    folded = [months_of(one.events, one.counts) for one in province(seed)]
    others = usual([one[:YEAR] for one in folded])
    return [judge_months(one[:YEAR], others) for one in folded]


def statistics_of(seed: int) -> list[tuple[str, bool, float]]:
    """(detector, from a cold start, statistic) of every honest agency-month of a province."""
    return [
        (found.detector, at < BASELINE, found.statistic)
        for judgements in judged_province(seed)
        for at, judgement in enumerate(judgements)
        for found in judgement.findings
    ]


def upper_quantile(values: np.ndarray, level: float) -> float:
    """Empirical up to 97.5 %; beyond it an exponential tail, so that few draws do not decide."""
    start = float(np.quantile(values, 0.975))
    excess = (
        float(np.mean(np.maximum(values[values > start] - start, 0)))
        if (values > start).any()
        else 0
    )
    fitted = start + excess * np.log(0.025 / (1 - level))
    return float(max(fitted, np.quantile(values, level)))


def calibrate(provinces: int) -> dict[str, object]:
    found: dict[str, list[float]] = defaultdict(list)
    with ProcessPoolExecutor(2) as pool:
        for rows in pool.map(statistics_of, range(provinces)):
            for name, is_cold, value in rows:
                if not (is_cold and THRESHOLDS[name].has_baseline):
                    found[name].append(value)
    stored = {}
    for name, old in sorted(THRESHOLDS.items()):
        note, alarm = old.note_at, old.alarm_at
        if old.family != "ledger" and found[name]:
            values = np.asarray(found[name])
            floor = FLOORS.get(name, (0.0, 0.0))
            level = POOLED.get(name, ALARM)
            note = round(max(floor[0], upper_quantile(values, NOTE)), 2)
            alarm = round(max(floor[1], upper_quantile(values, level)), 2)
        note, alarm = CHOSEN.get(name, (note, alarm))
        stored[name] = {
            "family": old.family,
            "note_at": note,
            "alarm_at": alarm,
            "has_baseline": old.has_baseline,
            "looks": old.looks,
            "span": old.span,
            "draws": 0 if old.family == "ledger" else len(found[name]),
        }
    return {
        "made": f"python -m scoring.detectors.calibrate --provinces {provinces}",
        "from": "simulation (scoring/detectors/calibrate/honest.py), not data of any real office",
        "widened": WIDENED,
        "quantiles": {"note": NOTE, "alarm": ALARM, **POOLED},
        "chosen": CHOSEN,
        "detectors": stored,
    }


def attacked(seed: int) -> Iterator[tuple[str, int, bool]]:
    """(attack, size, was there an alarm in its last month) on one agency of each size."""
    folded = [months_of(one.events, one.counts) for one in province(seed)]
    others = usual([one[:YEAR] for one in folded])
    rng = np.random.default_rng([777, seed])
    months = working_days(FIRST, YEAR)
    for size in SIZES:
        made = make_agency(rng, size, YEAR, FIRST)
        for name, (attack, span) in ATTACKS.items():
            days = [day for one in months[YEAR - span :] for day in one]
            hurt = attack(rng, made, days)
            judgements = judge_months(months_of(hurt.events, hurt.counts)[:YEAR], others)
            yield name, size, any(one.tier == "alarm" for one in judgements[YEAR - span :])


def attacked_list(seed: int) -> list[tuple[str, int, bool]]:
    return list(attacked(seed))


def false_rates(seed: int) -> list[str]:
    judged = judged_province(1_000 + seed)
    return [one.tier for months in judged for one in months[BASELINE:]]


def power(seeds: int) -> None:
    with ProcessPoolExecutor(2) as pool:
        tiers = [one for part in pool.map(false_rates, range(seeds)) for one in part]
        rows = [
            one for part in pool.map(attacked_list, range(2_000, 2_000 + seeds)) for one in part
        ]
    notes, alarms = sum(one != "none" for one in tiers), tiers.count("alarm")
    print(
        f"honest agency-months {len(tiers)}: notes {notes / len(tiers):.3f}, "
        f"alarms {alarms / len(tiers):.4f}"
    )
    for name in ATTACKS:
        shares = [np.mean([hit for a, s, hit in rows if a == name and s == size]) for size in SIZES]
        print(f"{name:30s}" + " / ".join(f"{one:.2f}" for one in shares))


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--provinces", type=int, default=30)
    reader.add_argument("--power", type=int, metavar="SEEDS")
    given = reader.parse_args()
    if given.power:
        power(given.power)
        return
    FILE.write_text(json.dumps(calibrate(given.provinces), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
