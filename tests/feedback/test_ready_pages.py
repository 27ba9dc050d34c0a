"""A reading page is used again for a few seconds, never past what everybody must see at once."""

from datetime import UTC, datetime, timedelta

from flask.testing import FlaskClient

from base.db import db
from feedback.models import CommentRound
from feedback.ready_pages import ReadyPages
from tests.factories import make_comment, make_comment_round
from tests.feedback.test_reading import page_of

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_a_page_is_made_once_in_five_seconds() -> None:
    ready, made = ReadyPages(), []

    def make() -> bytes:
        made.append(1)
        return b"page"

    for seconds in (0, 4.9, 5, 6):
        ready.page("one", NOW + timedelta(seconds=seconds), make)
    assert len(made) == 2
    ready.page("other", NOW, make)
    assert len(made) == 3


def test_only_the_newest_pages_are_kept() -> None:
    ready = ReadyPages()
    for number in range(200):
        ready.page(number, NOW, lambda: b"page")
    assert len(ready._pages) == 60


def test_a_new_comment_is_on_the_reading_page_at_once(client: FlaskClient) -> None:
    comment_round = make_comment_round()
    assert "Loa nên tắt sớm." not in page_of(client, comment_round)
    make_comment(comment_round, "Loa nên tắt sớm.")
    assert "Loa nên tắt sớm." in page_of(client, comment_round)


def test_a_changed_round_is_on_its_page_at_once(client: FlaskClient) -> None:
    comment_round = make_comment_round()
    assert "Rút gọn theo" not in page_of(client, comment_round)
    db.session.get_one(CommentRound, comment_round.id).short_reason = "Rút gọn theo quyết định."
    assert "Rút gọn theo" in page_of(client, comment_round)
