"""S10: a month of polling every page each minute, as the suite's own test replays it."""

import subprocess
import sys

from bench.attack.lines import Line
from bench.serving import PROJECT

TEST = "tests/surveys/test_month_of_polling.py"


def privacy_lines(runs: int) -> list[Line]:
    """Detected means: no two states differed by 1-9 answers, no cell stood under ten, none followed."""
    told = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", TEST],
        cwd=PROJECT,
        check=False,
        capture_output=True,
        text=True,
    )
    held = float(told.returncode == 0)
    seen = told.stdout.strip().splitlines()[-1]
    return [Line("S10", "polling", 1, held, 1.0, official_shift=None, harmed=0, seen=seen)]


if __name__ == "__main__":
    print(privacy_lines(1))
