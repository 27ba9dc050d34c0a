"""Who holds a copy of the database joins no code to an answer by the order or number of their writing."""

from flask.testing import FlaskClient
from sqlalchemy import text

from base.db import db
from surveys.actions.codes import settle_uses
from surveys.models import CodeUse
from tests.surveys.answering import rows_of
from tests.surveys.coding import answer_with, make_open_batch, make_open_code


def test_settled_uses_stand_in_the_order_of_their_hashes_under_one_transaction(
    client: FlaskClient,
) -> None:
    batch = make_open_batch()
    for _ in range(8):
        answer_with(client, make_open_code(batch))
    db.session.rollback()
    assert settle_uses() == 8
    assert settle_uses() == 0
    db.session.commit()
    assert all(one.is_settled for one in rows_of(CodeUse))
    if db.engine.dialect.name != "postgresql":
        return
    rows = db.session.execute(
        text("SELECT code_hash, xmin::text FROM code_use ORDER BY ctid")
    ).all()
    hashes = [bytes(row.code_hash) for row in rows]
    assert hashes == sorted(hashes)
    assert len({row.xmin for row in rows}) == 1
    db.session.rollback()


def test_a_settled_code_stays_spent(client: FlaskClient) -> None:
    code = make_open_code()
    answer_with(client, code)
    db.session.rollback()
    settle_uses()
    db.session.commit()
    assert client.get(f"/m/{code}").status_code == 410
