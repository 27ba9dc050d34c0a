"""Publishing: the gate, the record without residents' words, corrections, letters, forgetting contacts."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from base.clock import now, today
from base.sealed import open_values, seal_values
from feedback.actions.dispositions import save_answer
from feedback.actions.results import correct_result, forget_contacts, publish_result
from feedback.answer_letters import send_letters
from feedback.documents.making import make_file, source_of
from feedback.models import (
    CommentAuthor,
    CommentRound,
    CommentStanding,
    CommentText,
    PublicationAct,
)
from feedback.queries.results import find_result, list_results
from feedback.reports.results import answers_of, record_content
from feedback.reports.statistics import round_statistics
from feedback.rules import dispositions as rules
from feedback.rules.dispositions import Answer
from tests.factories import make_comment
from tests.feedback.answering import load_legal, make_answer, make_ended_round, make_officer

WORDS = "Đề nghị lắp thêm đèn ở ngõ 12."


@pytest.fixture
def ended(app: Flask) -> CommentRound:
    load_legal()
    return make_ended_round()


@pytest.fixture
def officer(ended: CommentRound) -> Any:
    return make_officer(ended.agency_id)


def content_of(comment_round: CommentRound) -> dict[str, Any]:
    return record_content(comment_round, round_statistics(comment_round, today()), b"master")


def publish(officer: Any, comment_round: CommentRound) -> Any:
    return publish_result(officer, comment_round, content_of(comment_round))


def leave_address(
    db: Any, app: Flask, comment: Any, email: str = "hoa@thon.example", **columns: Any
) -> CommentAuthor:
    values = {"name": "Lê Thị Hoa", "address": "Thôn 3", "organisation": "", "email": email}
    keys = app.extensions["settings"].secrets
    row = CommentAuthor(
        comment_id=comment.id,
        round_id=comment.round_id,
        sealed=seal_values(values, f"comment_author {comment.id}", keys),
        **{"wants_answer": True, **columns},
    )
    db.session.add(row)
    db.session.flush()
    return row


def test_a_round_with_one_unanswered_comment_cannot_be_published(
    ended: CommentRound, officer: Any
) -> None:
    make_answer(make_comment(ended), "taken_in")
    make_answer(make_comment(ended), "noted", is_final=False)
    with pytest.raises(rules.CommentsUnanswered) as refused:
        publish(officer, ended)
    assert refused.value.values == {"count": 1}
    assert ended.state == "closed"


def test_nothing_is_published_while_comments_can_still_arrive(app: Flask) -> None:
    load_legal()
    running = make_ended_round(closes_at=now() - timedelta(minutes=5))
    with pytest.raises(rules.StillTakingComments):
        publish(make_officer(running.agency_id), running)


def test_the_record_keeps_answers_and_counts_and_no_word_of_a_resident(
    db: Any, ended: CommentRound, officer: Any
) -> None:
    comment = make_comment(ended, WORDS, wording="Lắp đèn ở ngõ 12.")
    make_answer(comment, "not_taken_in", reason="Ngoài nguồn vốn năm nay.")
    result = publish(officer, ended)
    kept = json.dumps(result.content, ensure_ascii=False)
    assert "Ngoài nguồn vốn năm nay." in kept
    assert "đèn ở ngõ" not in kept
    assert "fingerprint" not in kept
    row = result.content["rows"][0]
    assert row["comment"] == str(comment.id)
    assert len(row["hash"]) == 64
    assert result.content["statistics"]["answered"] == 1
    acts = db.session.query(PublicationAct).filter_by(round_id=ended.id, act="result").all()
    assert [one.text_hash for one in acts] == [ended.version.text_hash]


def test_the_mark_of_a_comment_cannot_be_guessed_from_its_words(
    ended: CommentRound, officer: Any
) -> None:
    one, two = make_comment(ended, "Đồng ý."), make_comment(ended, "Đồng ý.")
    make_answer(one, "noted")
    make_answer(two, "noted")
    marks = [row["hash"] for row in publish(officer, ended).content["rows"]]
    assert len(set(marks)) == 2


def test_words_withdrawn_after_publication_leave_a_stub_with_the_answer(
    db: Any, app: Flask, ended: CommentRound, officer: Any
) -> None:
    comment = make_comment(ended, WORDS)
    make_answer(comment, "taken_in", reason="Đã đưa vào kế hoạch.")
    result = publish(officer, ended)
    db.session.delete(db.session.get_one(CommentText, comment.id))
    standing = db.session.get_one(CommentStanding, comment.id)
    standing.visibility, standing.since_on = "withdrawn", date(2025, 12, 1)
    db.session.flush()
    keys = app.extensions["settings"].secrets
    file = make_file(source_of(ended, result), "csv", keys).decode("utf-8-sig")
    assert "đèn ở ngõ" not in file
    assert "Người góp ý đã rút ý kiến này ngày 01/12/2025" in file
    assert "Đã đưa vào kế hoạch." in file


def test_a_correction_is_a_new_record_with_a_public_reason(
    ended: CommentRound, officer: Any
) -> None:
    comment = make_comment(ended)
    make_answer(comment, "taken_in")
    first = publish(officer, ended)
    save_answer(officer, ended, comment.id, Answer("noted", "Ghi nhận.", is_final=True))
    assert answers_of(find_result(ended.id).content)[comment.id].kind == "taken_in"  # type: ignore[union-attr]
    with pytest.raises(rules.CorrectionReasonMissing):
        correct_result(officer, ended, content_of(ended), " ")
    second = correct_result(officer, ended, content_of(ended), "Ghi nhầm cách xử lý.")
    assert second.supersedes_id == first.id
    assert answers_of(find_result(ended.id).content)[comment.id].kind == "noted"  # type: ignore[union-attr]
    assert [reason for _id, _at, reason in list_results(ended.id)] == ["Ghi nhầm cách xử lý.", ""]


def test_a_published_record_cannot_be_changed(db: Any, ended: CommentRound, officer: Any) -> None:
    make_answer(make_comment(ended), "taken_in")
    publish(officer, ended)
    db.session.commit()
    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(text("UPDATE round_result SET reason = 'x'"))
    db.session.rollback()


def test_a_round_is_published_once(ended: CommentRound, officer: Any) -> None:
    make_answer(make_comment(ended), "taken_in")
    publish(officer, ended)
    with pytest.raises(rules.WrongStateToPublish):
        publish(officer, ended)


def test_authors_who_asked_get_their_answer_once(
    db: Any, app: Flask, ended: CommentRound, officer: Any
) -> None:
    app.extensions["outbox"] = []
    merged_into = make_comment(ended)
    make_answer(merged_into, "in_part", reason="Sửa giờ mở loa.", after="Từ 6 giờ.")
    asked = make_comment(ended)
    make_answer(asked, "merged", reason="Cùng nội dung.", merged_into_id=merged_into.id)
    silent = make_comment(ended)
    make_answer(silent, "taken_in")
    leave_address(db, app, asked)
    leave_address(db, app, silent, "kin@thon.example", wants_answer=False)
    publish(officer, ended)
    db.session.commit()
    assert send_letters(ended.id) == 1
    assert send_letters(ended.id) == 0
    letters = app.extensions["outbox"]
    assert [letter["To"] for letter in letters] == ["hoa@thon.example"]
    words = letters[0].get_body(("plain",)).get_content()
    assert "Dự kiến tiếp thu một phần" in words
    assert "Sửa giờ mở loa." in words
    assert f"/gop-y/{ended.id}/ket-qua" in words
    assert db.session.get_one(CommentAuthor, asked.id).answered_on == today()


def test_a_withdrawn_comment_gets_no_letter(
    db: Any, app: Flask, ended: CommentRound, officer: Any
) -> None:
    comment = make_comment(ended)
    make_answer(comment, "taken_in")
    leave_address(db, app, comment)
    publish(officer, ended)
    db.session.get_one(CommentStanding, comment.id).visibility = "withdrawn"
    db.session.commit()
    assert send_letters(ended.id) == 0


def test_contact_details_are_destroyed_when_their_time_is_over(
    db: Any, app: Flask, ended: CommentRound, officer: Any
) -> None:
    keys = app.extensions["settings"].secrets
    named, unnamed = make_comment(ended), make_comment(ended)
    for comment, shows in ((named, True), (unnamed, False)):
        make_answer(comment, "taken_in")
        leave_address(db, app, comment, shows_name=shows)
    publish(officer, ended)
    last_day = today() + timedelta(days=180)
    row = db.session.get_one(CommentAuthor, unnamed.id)
    assert row.erase_on == last_day
    assert forget_contacts(keys, last_day - timedelta(days=1)) == 0
    assert forget_contacts(keys, last_day) == 2
    assert db.session.get(CommentAuthor, unnamed.id) is None
    kept = db.session.get_one(CommentAuthor, named.id)
    assert open_values(kept.sealed, f"comment_author {named.id}", keys) == {
        "name": "Lê Thị Hoa",
        "organisation": "",
    }
    assert forget_contacts(keys, last_day) == 0


def test_statistics_of_a_round_without_comments_hold_zeros_and_no_share(
    ended: CommentRound,
) -> None:
    figures = round_statistics(ended, date(2025, 11, 10))
    assert (figures["received"], figures["owed"], figures["answered"]) == (0, 0, 0)
    assert figures["days"] == []
    assert figures["days_to_answer"] == 10
    assert "NaN" not in json.dumps(figures)


def test_statistics_count_each_comment_once_in_every_table(ended: CommentRound) -> None:
    make_comment(ended, stance="agree", received_on=date(2025, 10, 2))
    make_comment(ended, stance="agree", channel="paper", received_on=date(2025, 10, 4))
    make_comment(ended, stance="disagree", author_kind="organisation", visibility="withdrawn",
                 received_on=date(2025, 10, 4))  # fmt: skip
    figures = round_statistics(ended, date(2025, 11, 10))
    assert figures["received"] == 3
    assert figures["withdrawn"] == 1
    assert figures["stances"] == {"agree": 2, "disagree": 1}
    assert figures["channels"] == {"paper": 1, "web": 2}
    assert figures["author_kinds"] == {"individual": 2, "organisation": 1}
    assert figures["days"] == [["2025-10-02", 1], ["2025-10-03", 0], ["2025-10-04", 2]]
    assert figures["places"] == [
        {"place": "Toàn bộ dự thảo", "count": 3, "stances": {"agree": 2, "disagree": 1}}
    ]


def test_a_letter_that_could_not_be_handed_over_goes_out_later(
    db: Any, app: Flask, ended: CommentRound, officer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from feedback import answer_letters

    comment = make_comment(ended)
    make_answer(comment, "taken_in")
    leave_address(db, app, comment)
    publish(officer, ended)
    db.session.commit()
    monkeypatch.setattr(answer_letters, "send_letter", lambda *_a, **_b: False)
    assert send_letters(ended.id) == 0
    assert db.session.get_one(CommentAuthor, comment.id).answered_on is None
    monkeypatch.undo()
    db.session.execute(text("UPDATE round_letter SET claimed_at = '2025-01-01 00:00:00'"))
    db.session.commit()
    assert send_letters(ended.id) == 1
