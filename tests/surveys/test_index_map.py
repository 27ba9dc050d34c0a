"""Bubbles of the map do not lie on one another and stay near their places; question numbers run through."""

import math
import random
from itertools import combinations
from typing import Any

from flask.testing import FlaskClient

from surveys.index_pages.spreading import spread
from tests.factories import make_agency, make_place, make_round


def crowd(count: int = 150) -> tuple[tuple[float, float, float], ...]:
    """A province with most of its communes around one city."""
    draw = random.Random(38)
    return tuple(
        (draw.gauss(60, 12), draw.gauss(25, 8), draw.choice((0.8, 1.1, 1.6, 2.5)))
        for _ in range(count)
    )


def test_bubbles_around_a_city_are_pushed_apart() -> None:
    circles = crowd()
    centres = spread(circles, 100, 50)
    overlaps = [
        circles[one][2] + circles[other][2] - math.dist(centres[one], centres[other])
        for one, other in combinations(range(len(circles)), 2)
    ]
    assert max(overlaps) < 0.2
    assert all(
        r <= x <= 100 - r and r <= y <= 50 - r
        for (x, y), (_x, _y, r) in zip(centres, circles, strict=True)
    )


def test_who_has_room_stays_where_it_is() -> None:
    alone = ((10.0, 10.0, 2.0), (40.0, 30.0, 2.0))
    assert spread(alone, 100, 50) == ((10.0, 10.0), (40.0, 30.0))


def test_two_at_the_very_same_place_are_both_seen() -> None:
    one, other = spread(((50.0, 25.0, 2.0), (50.0, 25.0, 2.0)), 100, 50)
    assert math.dist(one, other) >= 3.9


def test_question_numbers_run_through_all_groups(db: Any, client: FlaskClient) -> None:
    survey_round = make_round([make_place(make_agency())])
    db.session.commit()
    page = client.get(f"/khao-sat/{survey_round.id}").text
    assert '<ol start="1"><li>Nội dung 1' in page
    assert '<ol start="4"><li>Ông/bà trả lời cho ai?' in page
