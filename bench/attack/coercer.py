"""S10: somebody holds a resident's receipt and the whole public log, and guesses what was answered.

`python -m bench.attack.coercer KNOWN ASKED` makes an installation in which opinions follow the order of
arrival within every sealing (the first half content, the second not), so that a ledger that kept the order
would give them away. The coercer knows the answers of KNOWN people and guesses those of ASKED others by the
best of several strategies. Prints the coercer's accuracy and that of the most frequent level.
"""

import os
import random
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from flask_migrate import upgrade

from base.clock import now
from base.db import db
from base.settings import make_secrets
from ledger.leaves import number_hash
from ledger.queries.leaves import list_leaves
from ledger.sealing import seal
from ledger.signing import app_settings
from portal.factory import create_app
from tests.factories import make_agency, make_place, make_round
from tests.surveys.answering import answer_once

SEALED_AT_ONCE = 100
NEIGHBOURS = 5
Receipt = tuple[int, bytes, str]  # position in the ledger, commitment, number
Known = tuple[Receipt, str]


def guesses(known: Sequence[Known], asked: Sequence[Receipt], part: int) -> list[str]:
    """What most of the known neighbours answered, in the order of one part of the receipt."""
    rows = sorted([*known, *((one, "") for one in asked)], key=lambda row: row[0][part])
    told = {}
    for at, (receipt, level) in enumerate(rows):
        if not level:
            near = [one for _receipt, one in rows[max(0, at - NEIGHBOURS) : at + NEIGHBOURS + 1]]
            told[receipt] = _most([one for one in near if one])
    return [told[one] for one in asked]


def _strategies(known: Sequence[Known], asked: Sequence[Receipt]) -> list[list[str]]:
    """The most frequent level; neighbours in the ledger, among the commitments, among the numbers."""
    mode = _most([level for _one, level in known])
    return [[mode] * len(asked), *(guesses(known, asked, part) for part in range(3))]


def _most(levels: Sequence[str]) -> str:
    return min(Counter(levels).items(), key=lambda one: (-one[1], one[0]))[0] if levels else "5"


def accuracies(known: Sequence[Known], asked: Sequence[Known]) -> tuple[float, float]:
    """(the coercer's, that of always guessing the most frequent level).

    The coercer tries the strategies on half of those whose answers are known and takes the best one.
    """
    half = len(known) // 2
    tried = _strategies(known[:half], [one for one, _level in known[half:]])
    scores = [_share(one, known[half:]) for one in tried]
    told = _strategies(known, [one for one, _level in asked])
    return _share(told[scores.index(max(scores))], asked), _share(told[0], asked)


def _share(told: Sequence[str], true: Sequence[Known]) -> float:
    return sum(a == b for a, (_one, b) in zip(told, true, strict=True)) / len(true)


def arrivals(draw: random.Random, count: int) -> list[str]:
    """Levels in the order people come: of every hundred the first half mostly content."""
    found = []
    for at in range(count):
        is_early = at % SEALED_AT_ONCE < SEALED_AT_ONCE // 2
        found.append(draw.choices("54321", (9, 1, 0, 0, 0) if is_early else (1, 0, 1, 6, 2))[0])
    return found


def main(known: int, asked: int) -> None:
    make_secrets(Path(os.environ["INSTANCE_DIR"]))
    draw, app = random.Random(10), create_app()
    numbers: dict[bytes, tuple[str, str]] = {}
    with app.app_context():
        upgrade()
        year = datetime.now(UTC).year
        place = make_place(make_agency("Trung tâm Phục vụ hành chính công phường Hạc Thành"))
        opens, closes = (datetime(one, 1, 1, tzinfo=UTC) for one in (year, year + 2))
        make_round([place], opens_at=opens, closes_at=closes)
        db.session.commit()
        code, client = place.code, app.test_client()
        for at, level in enumerate(arrivals(draw, known + asked), 1):
            number = answer_once(client, code, item_1=level, item_2=level, item_3=level).codes[0]
            numbers[number_hash(number.replace("-", ""))] = number, level
            if at % SEALED_AT_ONCE == 0:
                seal(app_settings(), now(), only_when_due=False)
        people = [
            ((at, commitment, numbers[hashed][0]), numbers[hashed][1])
            for at, (_type, hashed, commitment, _leaf) in enumerate(list_leaves(0, known + asked))
        ]
    draw.shuffle(people)
    print(*accuracies(people[:known], people[known:]))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
