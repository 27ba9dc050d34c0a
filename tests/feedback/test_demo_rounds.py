"""The made-up comment rounds stand in every state, say that they are made up, and load once."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from agencies.actions.legal import load_legal_data
from agencies.models import AgencyKind, Role
from agencies.queries.installation import find_installation
from agencies.rules.installation import NotADemo
from base.clock import now
from base.db import db
from feedback.demo.loading import load_comment_rounds
from feedback.demo.specs import ROUNDS
from feedback.models import (
    Change,
    Comment,
    CommentGroup,
    CommentRound,
    CommentStanding,
    CommentText,
    ProvisionLink,
)
from feedback.rules.comment_rounds import state_at
from tests.factories import make_agency, make_staff


@pytest.fixture
def province(app: Flask) -> Any:
    place = find_installation()
    assert place is not None
    place.is_demo = True
    load_legal_data()
    ward = make_agency("UBND phường Hạc Thành", code="14797")
    make_agency("Sở Nội vụ", code="38-SNV", kind=AgencyKind.DEPARTMENT)
    make_staff(Role.AGENCY_OFFICER, agency=ward, email="can.bo.xa@ydan.example")
    db.session.commit()
    return place


def load() -> list[str]:
    told: list[str] = []
    load_comment_rounds(1, told.append)
    return told


def test_the_rounds_stand_in_every_state_people_will_meet(province: Any) -> None:
    assert len(load()) == len(ROUNDS)
    rounds = db.session.scalars(select(CommentRound)).all()
    states = [state_at(one.state, one.opens_at, one.closes_at, now()) for one in rounds]
    assert sorted(states) == ["answering", "open", "open", "prepared", "published"]
    assert {one.source for one in rounds} == {"demo"}
    assert [one.is_internal for one in rounds].count(True) == 1


def test_a_few_hundred_comments_are_made_up_and_marked_so(province: Any) -> None:
    load()
    assert 200 <= (db.session.scalar(select(func.count()).select_from(Comment)) or 0) <= 400
    assert set(db.session.scalars(select(Comment.source).distinct())) == {"demo"}
    assert db.session.scalar(select(func.max(CommentGroup.size))) > 5


def test_the_words_of_a_hidden_made_up_comment_are_sealed_as_real_ones_are(province: Any) -> None:
    load()
    hidden = select(CommentText).join(
        CommentStanding, CommentStanding.comment_id == CommentText.comment_id
    )
    rows = db.session.scalars(hidden.where(CommentStanding.visibility == "hidden")).all()
    assert rows
    assert {row.text + row.search_text for row in rows} == {""}


def test_the_second_version_changes_moves_drops_and_adds(province: Any) -> None:
    load()
    changes = set(db.session.scalars(select(ProvisionLink.change)))
    assert {Change.KEPT, Change.CHANGED, Change.MOVED, Change.REMOVED, Change.NEW} <= changes


def test_loading_again_adds_nothing(province: Any) -> None:
    load()
    assert load() == []


def test_a_database_of_real_use_gets_no_made_up_round(province: Any) -> None:
    province.is_demo = False
    db.session.commit()
    with pytest.raises(NotADemo):
        load()
