"""The desk: a card for each kind of work that this person may open."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(
    ("role", "title"),
    [
        ("department", "Phiếu giấy"),
        ("inspector", "Dấu hiệu bất thường"),
        ("clerk", "Nhập phiếu giấy"),
    ],
)
def test_the_desk_has_a_card_for_the_work_of_a_role(
    as_staff: Callable[..., FlaskClient], role: str, title: str
) -> None:
    page = as_staff(role).get("/can-bo/").text
    cards = page.partition('class="desk-cards"')[2]

    assert f">{title}</a></h2>" in cards
    assert "chưa có vai trò" not in page
