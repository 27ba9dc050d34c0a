"""Answering comments: what makes an answer whole, two people on one comment, groups, clerks."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from agencies.models import AuditEntry
from base.rules import ChangedMeanwhile
from feedback.actions.dispositions import assign_clerk, save_answer, save_group_answer
from feedback.models import Disposition
from feedback.queries.dispositions import count_missing, group_revision
from feedback.rules import dispositions as rules
from feedback.rules.dispositions import Answer
from tests.factories import make_agency, make_comment, make_staff
from tests.feedback.answering import (
    make_answer,
    make_ended_round,
    make_group,
    make_officer,
    provision_at,
)


@pytest.fixture
def ended(app: Flask) -> Any:
    return make_ended_round()


@pytest.fixture
def officer(ended: Any) -> Any:
    return make_officer(ended.agency_id)


def entries(db: Any, act: str) -> list[AuditEntry]:
    return list(db.session.scalars(select(AuditEntry).where(AuditEntry.act == act)))


def test_an_answer_is_stored_with_the_wording_before_and_after(ended: Any, officer: Any) -> None:
    clause = provision_at(ended, "dieu-1.khoan-2")
    comment = make_comment(ended, provision=clause)
    after = "Loa đài chỉ mở từ 6 giờ đến 22 giờ 30."
    saved = save_answer(officer, ended, comment.id, Answer("taken_in", after=after, is_final=True))
    assert (saved.before, saved.after) == (clause.text, after)
    assert saved.is_final
    assert saved.changed_by_id == officer.staff_id


def test_a_wording_that_changes_nothing_is_no_wording(ended: Any, officer: Any) -> None:
    clause = provision_at(ended, "dieu-1.khoan-2")
    comment = make_comment(ended, provision=clause)
    saved = save_answer(officer, ended, comment.id, Answer("taken_in", after=clause.text + " "))
    assert (saved.before, saved.after) == ("", "")


@pytest.mark.parametrize("kind", ["in_part", "not_taken_in", "noted", "out_of_scope"])
def test_only_what_is_taken_in_wholly_needs_no_reason(ended: Any, officer: Any, kind: str) -> None:
    comment = make_comment(ended)
    with pytest.raises(rules.ReasonMissing):
        save_answer(officer, ended, comment.id, Answer(kind, reason="  ", is_final=True))
    assert save_answer(officer, ended, comment.id, Answer("taken_in", is_final=True)).is_final


def test_a_draft_may_lack_everything(ended: Any, officer: Any) -> None:
    comment = make_comment(ended)
    saved = save_answer(officer, ended, comment.id, Answer(reason="Đang hỏi phòng Tư pháp"))
    assert not saved.is_final
    assert count_missing(ended.id) == 1


def test_the_second_of_two_people_is_told_and_nothing_is_overwritten(
    db: Any, ended: Any, officer: Any
) -> None:
    comment = make_comment(ended)
    save_answer(officer, ended, comment.id, Answer("noted", "Ghi nhận."), seen_revision=0)
    with pytest.raises(ChangedMeanwhile):
        save_answer(officer, ended, comment.id, Answer("taken_in"), seen_revision=0)
    assert db.session.get_one(Disposition, comment.id).kind == "noted"


def test_every_change_is_in_the_trail_with_before_and_after(
    db: Any, ended: Any, officer: Any
) -> None:
    comment = make_comment(ended)
    save_answer(officer, ended, comment.id, Answer("noted", "Ghi nhận."))
    save_answer(officer, ended, comment.id, Answer("in_part", "Sửa giờ.", is_final=True))
    change = entries(db, "disposition.finish")[0]
    assert change.before["kind"] == "noted"
    assert (change.after["kind"], change.after["reason"]) == ("in_part", "Sửa giờ.")
    assert change.agency_id == ended.agency_id


def test_withdrawn_words_need_no_answer_and_hidden_ones_do(ended: Any, officer: Any) -> None:
    withdrawn = make_comment(ended, visibility="withdrawn")
    make_comment(ended, visibility="erased")
    make_comment(ended, visibility="hidden")
    make_comment(ended, visibility="held")
    assert count_missing(ended.id) == 2
    with pytest.raises(rules.NothingToAnswer):
        save_answer(officer, ended, withdrawn.id, Answer("noted", "Ghi nhận."))


def test_a_comment_is_merged_into_one_that_has_an_answer_of_its_own(
    ended: Any, officer: Any
) -> None:
    target, other = make_comment(ended), make_comment(ended, "Ý kiến gần giống.")
    merged = Answer("merged", "Cùng nội dung.", merged_into_id=target.id, is_final=True)
    save_answer(officer, ended, other.id, merged)
    assert count_missing(ended.id) == 2  # what it was merged into is not answered yet
    save_answer(officer, ended, target.id, Answer("taken_in", is_final=True))
    assert count_missing(ended.id) == 0


def test_merging_cannot_go_round_in_circles_or_out_of_the_round(ended: Any, officer: Any) -> None:
    one, two, three = (make_comment(ended, f"Ý kiến {number}") for number in "123")
    elsewhere = make_comment(make_ended_round(make_agency("UBND xã Cẩm Thủy")))
    gone = make_comment(ended, visibility="withdrawn")

    def merge(comment: Any, target: Any) -> None:
        wanted = Answer("merged", "Cùng nội dung.", merged_into_id=target, is_final=True)
        save_answer(officer, ended, comment.id, wanted)

    merge(two, one.id)
    with pytest.raises(rules.MergedWrongly):
        merge(three, two.id)
    with pytest.raises(rules.OthersMergedInto):
        merge(one, three.id)
    for target in (three.id, elsewhere.id, gone.id):
        with pytest.raises(rules.MergedWrongly):
            merge(three, target)
    with pytest.raises(rules.MergedNowhere):
        merge(three, None)


def test_a_group_is_answered_at_once_and_the_second_person_is_told(
    db: Any, ended: Any, officer: Any
) -> None:
    comments = [make_comment(ended) for _one in range(5)]
    gone = make_comment(ended, visibility="withdrawn")
    group_id = make_group(ended, *comments, gone)
    answer = Answer("not_taken_in", "Trái Luật Tiếng ồn.", is_final=True)
    assert save_group_answer(officer, ended, group_id, answer, seen_revision=0) == 5
    assert count_missing(ended.id) == 0
    assert db.session.get(Disposition, gone.id) is None
    with pytest.raises(ChangedMeanwhile):
        save_group_answer(officer, ended, group_id, Answer("noted", "Khác."), seen_revision=0)
    stored = [db.session.get_one(Disposition, one.id) for one in comments]
    assert {one.kind for one in stored} == {"not_taken_in"}
    assert group_revision(stored) == 5
    assert len(entries(db, "disposition.finish_group")[0].after["comments"]) == 5


def test_comments_are_given_only_to_officers_of_the_own_agency(
    db: Any, ended: Any, officer: Any
) -> None:
    comment = make_comment(ended)
    stranger = make_staff("agency_officer", agency=make_agency("UBND xã Cẩm Thủy"))
    retired = make_officer(ended.agency_id)
    db.session.execute(
        Disposition.metadata.tables["staff"]
        .update()
        .where(Disposition.metadata.tables["staff"].c.id == retired.staff_id)
        .values(active=False)
    )
    for clerk_id in (stranger.id, retired.staff_id, 999):
        with pytest.raises(rules.NotAClerk):
            assign_clerk(officer, ended, [comment.id], clerk_id)
    assert assign_clerk(officer, ended, [comment.id], officer.staff_id) == 1
    assert db.session.get_one(Disposition, comment.id).clerk_id == officer.staff_id
    assert assign_clerk(officer, ended, [comment.id], None) == 1


def test_the_first_answer_after_the_end_opens_the_answering(
    db: Any, ended: Any, officer: Any
) -> None:
    comment = make_comment(ended)
    save_answer(officer, ended, comment.id, Answer("noted", "Ghi nhận."))
    assert ended.state == "answering"
    assert entries(db, "comment_round.answering")


def test_a_round_not_yet_open_or_archived_is_not_answered(app: Flask) -> None:
    archived = make_ended_round(state="archived")
    comment = make_comment(archived)
    with pytest.raises(rules.RoundNotAnswerable):
        save_answer(make_officer(archived.agency_id), archived, comment.id, Answer("noted"))


def test_a_finished_answer_that_lost_its_reason_is_refused_by_the_database(
    db: Any, ended: Any
) -> None:
    from sqlalchemy.exc import IntegrityError

    with pytest.raises(IntegrityError):
        make_answer(make_comment(ended), "not_taken_in", reason="")


def test_what_staff_sent_while_trying_the_page_is_owed_nothing(ended: Any) -> None:
    make_comment(ended, source="test")
    assert count_missing(ended.id) == 0
