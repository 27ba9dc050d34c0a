"""The draw of forms keyed once more: how many, and with which odds ten changed ones are among them."""

import random
import secrets
from collections import Counter
from math import comb

import pytest

from surveys.rules.paper.lot import drawn_serials, sample_size

SERIALS = range(1, 81)


@pytest.mark.parametrize(
    ("forms", "percent", "least", "size"),
    [
        (80, 10, 30, 30),
        (80, 30, 1, 24),
        (401, 10, 30, 41),  # a tenth, rounded up
        (12, 10, 30, 12),  # never more than there are
        (0, 10, 30, 0),
    ],
)
def test_a_tenth_is_drawn_and_thirty_at_least(
    forms: int, percent: int, least: int, size: int
) -> None:
    assert sample_size(forms, percent, least) == size
    assert len(drawn_serials(range(forms), percent, least, random.Random(1))) == size


def test_every_form_is_as_likely_to_be_drawn_as_any_other() -> None:
    lot = random.Random(7)
    times = Counter(one for _ in range(8_000) for one in drawn_serials(SERIALS, 30, 1, lot))
    expected = 8_000 * 24 / 80
    # Drawn without putting back: a form's count varies by 1 - 24/80 of what chance alone would.
    distance = sum((times[one] - expected) ** 2 for one in SERIALS) / expected / (1 - 24 / 80)
    assert 79 - 4 * (2 * 79) ** 0.5 < distance < 79 + 4 * (2 * 79) ** 0.5


@pytest.mark.parametrize(("percent", "least"), [(10, 30), (10, 1), (30, 1)])
@pytest.mark.parametrize("lot", [random.Random(7), secrets.SystemRandom()], ids=["seeded", "real"])
def test_ten_changed_forms_are_among_those_drawn_as_often_as_arithmetic_has_it(
    percent: int, least: int, lot: random.Random
) -> None:
    changed = {3, 16, 23, 33, 35, 47, 58, 63, 69, 76}
    draws, size = 8_000, sample_size(80, percent, least)
    odds = 1 - comb(70, size) / comb(80, size)
    found = sum(
        not changed.isdisjoint(drawn_serials(SERIALS, percent, least, lot)) for _ in range(draws)
    )
    assert abs(found / draws - odds) < 5 * (odds * (1 - odds) / draws) ** 0.5
