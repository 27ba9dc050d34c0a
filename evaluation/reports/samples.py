"""Which self-reports the inspectorate looks at: drawn by the ledger, so that nobody chooses."""

import hashlib
from dataclasses import dataclass

from agencies.models import Agency
from evaluation.models import EvaluationYear
from evaluation.queries.progress import list_sent
from ledger.queries.checkpoints import find_newest_checkpoint

LEAST = 5
SHARE = 10  # one in ten


@dataclass(frozen=True)
class Sample:
    """`seed`: the newest checkpoint's root in hexadecimal; anybody draws the same agencies from it."""

    seed: str
    sent_count: int
    agencies: list[Agency]


def sampled_lines(year: EvaluationYear, scope: frozenset[int] | None) -> Sample:
    """The smallest SHA-256 of "root year code" among reports that were sent: a tenth, at least five."""
    checkpoint = find_newest_checkpoint()
    seed = checkpoint.root.hex() if checkpoint else "0" * 64
    sent = list_sent(year.id, scope)
    drawn = sorted(sent, key=lambda one: _draw(seed, year.year, one.code))
    count = min(len(sent), max(LEAST, -(-len(sent) // SHARE)))
    return Sample(seed, len(sent), sorted(drawn[:count], key=lambda one: one.code))


def _draw(seed: str, year: int, code: str) -> str:
    return hashlib.sha256(f"{seed} {year} {code}".encode()).hexdigest()
