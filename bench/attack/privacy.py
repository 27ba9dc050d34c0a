"""S10: who polls, who holds a receipt, who reads the disk.

Polling and the search of the disk are the suite's own tests, run here: 30 days of answers with every page and
staff page read before and after answers that matter (not 43,200 times), and everything that a served
installation, its logs and its backup hold.
"""

import subprocess
import sys

from bench.attack.lines import Line
from bench.attack.stage import new_stage
from bench.serving import PROJECT

TESTS = {
    "polling": ("tests/surveys/test_month_of_polling.py",),
    "traces-on-disk": ("tests/load/test_no_traces.py", "tests/surveys/test_codes_forgetting.py"),
}
TOLERANCE = 0.03


def privacy_lines(runs: int) -> list[Line]:
    """`runs` > 1 means the full effort; else the coercer is left out: few trials prove nothing."""
    lines = [_tested(act, files) for act, files in TESTS.items()]
    return [*lines, _guessed(2_000, 4_000)] if runs > 1 else lines


def _tested(act: str, files: tuple[str, ...]) -> Line:
    """Detected means that every test held: nothing of what must not be seen was seen."""
    told = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *files],
        cwd=PROJECT,
        check=False,
        capture_output=True,
        text=True,
    )
    held = float(told.returncode == 0)
    seen = told.stdout.strip().splitlines()[-1]
    return Line("S10", act, 1, held, 1.0, harmed=0, seen=seen)


def _guessed(known: int, asked: int) -> Line:
    """Held where the coercer's accuracy is that of guessing the most frequent level, ±3 points."""
    with new_stage("bench.attack.coercer", str(known), str(asked)) as stage:
        share, mode = (float(one) for one in stage.words)
    held = float(abs(share - mode) <= TOLERANCE)
    seen = f"{share:.1%} guessed right, {mode:.1%} by the most frequent level; {known} known"
    return Line("S10", "guess-from-receipt", asked, held, 1.0, harmed=0, seen=seen)


if __name__ == "__main__":
    for one in privacy_lines(int(sys.argv[1]) if len(sys.argv) > 1 else 1):
        print(one)
