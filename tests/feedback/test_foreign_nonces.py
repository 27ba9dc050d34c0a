"""A page's signed nonce is worth something on its own round and place alone."""

from datetime import UTC, datetime

from flask.testing import FlaskClient

from feedback.models import Comment
from tests.feedback.commenting import comment_once, count, follow, open_form, open_round, rows_of


def test_an_addition_cannot_be_smuggled_into_another_round(client: FlaskClient) -> None:
    own, other = open_round(), open_round(title="Đợt lấy ý kiến khác")
    thanks = comment_once(client, own)
    foreign = open_form(client, other).nonce
    other.closes_at = datetime(2026, 1, 2, tzinfo=UTC)
    from base.db import db

    db.session.commit()
    page = follow(client, thanks.codes, "them", text="Chen vào đợt khác", **{".nonce": foreign})
    assert page.status == 400
    assert "Chen vào đợt khác" in page.text
    assert {row.round_id for row in rows_of(Comment)} == {own.id}


def test_an_addition_stays_at_the_place_it_adds_to(client: FlaskClient) -> None:
    comment_round = open_round()
    thanks = comment_once(client, comment_round, "dieu-1")
    elsewhere = open_form(client, comment_round).nonce
    page = follow(client, thanks.codes, "them", text="Ở chỗ khác", **{".nonce": elsewhere})
    assert page.status == 400
    assert count(Comment) == 1
