"""Nothing that residents wrote goes away with something else: a draft, a version, an account."""

from typing import Any

import pytest
from sqlalchemy import delete
from sqlalchemy.exc import DBAPIError

import feedback.models as models
from agencies.models import Staff
from base.db import Base
from tests.factories import make_comment, make_comment_round, make_staff
from tests.feedback.commenting import provision_of

TABLES = [
    one.__table__
    for one in vars(models).values()
    if isinstance(one, type) and issubclass(one, Base) and one is not Base
]


def test_no_row_is_deleted_or_emptied_because_another_one_is() -> None:
    rules = {(str(key), key.ondelete) for table in TABLES for key in table.foreign_keys}
    assert rules
    assert {one for one in rules if one[1] is not None} == set()


@pytest.mark.parametrize("what", ["provision", "version", "round", "staff"])
def test_what_comments_hang_on_cannot_be_deleted(db: Any, what: str) -> None:
    comment_round = make_comment_round()
    staff = make_staff("agency_officer")
    provision = provision_of(comment_round, "dieu-1")
    make_comment(comment_round, provision=provision, entered_by_id=staff.id)
    db.session.commit()
    model, row_id = {
        "provision": (models.Provision, provision.id),
        "version": (models.DraftVersion, comment_round.version_id),
        "round": (models.CommentRound, comment_round.id),
        "staff": (Staff, staff.id),
    }[what]
    with pytest.raises(DBAPIError):
        db.session.execute(delete(model).where(model.id == row_id))
    db.session.rollback()
