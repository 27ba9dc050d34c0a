"""`python -m bench.attack.quantiles 1000 1040`: how high each detector's figure goes at honest offices.

For setting thresholds on worlds that no replay is judged by; prints the quantiles of the note and the alarm.
"""

import sys
from collections import defaultdict

import numpy as np

from bench.attack.judging import see_world
from bench.attack.worlds import make_world
from scoring.detectors.calibrate.__main__ import upper_quantile
from scoring.detectors.judging import BASELINE
from scoring.detectors.thresholds import THRESHOLDS

LEVELS = (0.995, 0.9975, 0.999, 0.9995)


def figures(seeds: range) -> dict[str, list[float]]:
    """detector → of every honest agency-month, cold starts left out where it has a past to go by."""
    found: dict[str, list[float]] = defaultdict(list)
    for seed in seeds:
        seen = see_world(make_world(seed))
        for judged in seen.judged:
            for at, judgement in enumerate(judged):
                for one in judgement.findings:
                    if at >= BASELINE or not THRESHOLDS[one.detector].has_baseline:
                        found[one.detector].append(one.statistic)
    return found


def main() -> None:
    first, end = int(sys.argv[1]), int(sys.argv[2])
    print("detector", *LEVELS)
    for name, values in sorted(figures(range(first, end)).items()):
        print(name, *(round(upper_quantile(np.asarray(values), one), 2) for one in LEVELS))


if __name__ == "__main__":
    main()
