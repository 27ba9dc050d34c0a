"""Free words: who reads them before others, what may be made of them, when anybody may read them."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from agencies.models import Agency, AgencyKind, AuditEntry
from base.db import db
from ledger.models import PublicRecord
from surveys.actions.texts import publish_texts, take_in_texts
from surveys.ledger_checks import withheld_faults
from surveys.models import IndexSnapshot, ResponseText, SnapshotState, Supersession, TextReview
from tests.agencies.test_staff_routes_agencies import token
from tests.factories import make_agency, make_place, make_round
from tests.surveys.answering import make_open_place, open_form, send
from tests.surveys.reviews import make_text_review

Staff = Callable[..., FlaskClient]
LIST = "/can-bo/loi-ghi"
MONDAY_AFTER = date(2026, 11, 30)
MASTER = b"master"


@pytest.fixture
def department(app: Flask) -> Agency:
    found = make_agency("Sở Nội vụ", kind=AgencyKind.DEPARTMENT)
    db.session.commit()
    return found


def write(client: FlaskClient, place: Any, words: str) -> None:
    """One answer with free words at the open page."""
    page = send(client, place, open_form(client, place).nonce, {"item_1": "2", "words": words})
    assert page.status == 200
    db.session.rollback()  # what the page stored is seen from here


def decide(client: FlaskClient, review: TextReview, **fields: Any) -> Any:
    """Posts what a reviewer pressed."""
    data = {"csrf_token": token(client.get(LIST).text), "revision": review.revision, **fields}
    return client.post(f"{LIST}/{review.id}", data=data)


def reviews() -> list[TextReview]:
    db.session.rollback()
    return list(db.session.scalars(select(TextReview).order_by(TextReview.id)))


def test_words_come_before_reviewers_redacted_when_their_week_is_over(client: FlaskClient) -> None:
    place = make_open_place()
    write(client, place, "Anh Tuấn 0912345678 hẹn ba lần")
    assert take_in_texts(date(2026, 11, 29), MASTER) == 0
    assert take_in_texts(MONDAY_AFTER, MASTER) == 1
    assert take_in_texts(MONDAY_AFTER, MASTER) == 0
    (review,) = db.session.scalars(select(TextReview))
    assert review.redacted == "Anh [tên người] [số điện thoại] hẹn ba lần"
    assert (review.agency_id, review.iso_week) == (place.agency_id, 202648)
    assert review.original_hash not in (bytes(32), b"")


def test_words_of_a_test_or_of_an_answer_that_was_given_anew_are_not_taken_in(
    client: FlaskClient,
) -> None:
    place = make_open_place()
    write(client, place, "Chờ lâu")
    (row,) = db.session.scalars(select(ResponseText))
    db.session.add(
        Supersession(round_id=row.round_id, old_response_id=row.response_id, new_response_id=7)
    )
    db.session.commit()
    assert take_in_texts(MONDAY_AFTER, MASTER) == 0


@pytest.mark.parametrize(("state", "left"), [("waiting", 0), ("released", 0), ("withheld", 1)])
def test_words_said_anew_after_a_reviewer_was_given_the_first_ones_are_not_published(
    app: Flask, state: str, left: int
) -> None:
    review = make_text_review(make_agency(), state=state)
    anew = {"old_response_id": review.response_id, "new_response_id": 7}
    db.session.add(Supersession(round_id=review.round_id, **anew))
    take_in_texts(MONDAY_AFTER, MASTER)
    db.session.commit()
    assert len(reviews()) == left


def test_words_taken_back_by_their_author_go_with_their_review(app: Flask) -> None:
    make_text_review(make_agency())
    db.session.execute(delete(ResponseText))
    take_in_texts(MONDAY_AFTER, MASTER)
    assert reviews() == []


def test_names_of_the_agency_s_staff_are_found_in_lower_case(
    client: FlaskClient, as_staff: Staff
) -> None:
    place = make_open_place()
    agency = db.session.get_one(Agency, place.agency_id)
    as_staff("agency_officer", agency=agency, full_name="Lò Thị Pành")
    write(client, place, "lo thi panh tốt")
    take_in_texts(MONDAY_AFTER, MASTER)
    assert [one.redacted for one in db.session.scalars(select(TextReview))] == ["[tên người] tốt"]


def test_a_reviewer_sees_the_words_and_their_week_and_nothing_of_the_answer(
    department: Agency, as_staff: Staff
) -> None:
    make_text_review(make_agency("UBND xã Bình Lương"), "Anh Tuấn hẹn ba lần")
    page = as_staff("department", agency=department).get(LIST).text
    assert "Anh Tuấn hẹn ba lần" in page
    assert "Anh [tên người] hẹn ba lần" in page
    assert "09/11 – 15/11/2026" in page
    assert "Hài lòng" not in page


def test_what_is_released_is_kept_with_who_and_when(department: Agency, as_staff: Staff) -> None:
    review = make_text_review(make_agency())
    client = as_staff("department", agency=department)
    decide(client, review, act="release", shown="Anh Tuấn hẹn ba lần")
    (kept,) = reviews()
    assert (kept.state, kept.shown) == ("released", "Anh Tuấn hẹn ba lần")
    assert kept.decided_by_id == client.staff.id  # type: ignore[attr-defined]
    assert db.session.scalar(select(AuditEntry.after).where(AuditEntry.act == "text.release"))


@pytest.fixture
def inspectorate(app: Flask) -> Agency:
    found = make_agency("Thanh tra tỉnh", kind=AgencyKind.DEPARTMENT)
    db.session.commit()
    return found


def records() -> list[dict[str, Any]]:
    rows = select(PublicRecord.record).where(PublicRecord.type == "words-withheld")
    return [json.loads(one) for one in db.session.scalars(rows.order_by(PublicRecord.day))]


def test_one_person_only_proposes_to_withhold_and_needs_a_reason(
    department: Agency, as_staff: Staff
) -> None:
    review = make_text_review(make_agency())
    client = as_staff("department", agency=department)
    assert decide(client, review, act="withhold", shown="x").status_code == 409
    assert [one.state for one in reviews()] == ["waiting"]
    assert decide(client, review, act="withhold", reason="insult").status_code == 302
    assert [(one.state, one.reason) for one in reviews()] == [("proposed", "insult")]
    assert records() == []


def propose(as_staff: Staff, department: Agency, **fields: Any) -> TextReview:
    """Words about some commune that one person of Sở Nội vụ wants withheld, or cut."""
    review = make_text_review(make_agency("UBND xã Bình Lương"))
    db.session.commit()
    decide(as_staff("department", agency=department), review, **fields)
    return reviews()[0]


def test_a_second_person_of_another_body_withholds_and_a_public_record_tells_of_it(
    department: Agency, inspectorate: Agency, as_staff: Staff
) -> None:
    review = propose(as_staff, department, act="withhold", reason="insult")
    client = as_staff("inspector", agency=inspectorate)
    page = client.get(f"{LIST}?xem=de-nghi").text
    assert "Xúc phạm, đe dọa" in page
    assert "Anh Tuấn hẹn ba lần" in page
    assert decide(client, review, act="confirm").status_code == 302
    (kept,) = reviews()
    assert kept.state == "withheld"
    assert kept.proposed_by_id != kept.decided_by_id
    (record,) = records()
    assert (record["act"], record["reason"]) == ("withhold", "Xúc phạm, đe dọa")
    assert record["text"] == kept.original_hash.hex()
    assert "agency" not in record
    assert "hẹn ba lần" not in json.dumps(record, ensure_ascii=False)


@pytest.mark.parametrize("same_body", [True, False])
def test_neither_the_first_person_nor_a_colleague_nor_the_rated_body_is_the_second(
    department: Agency, as_staff: Staff, same_body: bool
) -> None:
    review = propose(as_staff, department, act="withhold", reason="insult")
    own = department if same_body else db.session.get_one(Agency, review.agency_id)
    client = as_staff("inspector", agency=own)
    assert decide(client, review, act="confirm").status_code == 409
    assert [one.state for one in reviews()] == ["proposed"]
    assert records() == []
    assert db.session.scalar(select(AuditEntry.after).where(AuditEntry.act == "rule.refused"))


def test_who_does_not_agree_puts_the_words_back_among_those_that_wait(
    department: Agency, inspectorate: Agency, as_staff: Staff
) -> None:
    review = propose(as_staff, department, act="withhold", reason="insult")
    decide(as_staff("inspector", agency=inspectorate), review, act="return")
    assert [(one.state, one.reason) for one in reviews()] == [("waiting", "")]
    assert db.session.scalar(select(AuditEntry.after).where(AuditEntry.act == "text.return"))


def test_words_cut_beyond_the_rule_need_a_second_person_too(
    department: Agency, inspectorate: Agency, as_staff: Staff
) -> None:
    review = propose(as_staff, department, act="release", shown="Anh [tên người] hẹn")
    assert (review.state, review.proposal) == ("proposed", "cut")
    client = as_staff("inspector", agency=inspectorate)
    assert "Anh [tên người] hẹn<" in client.get(f"{LIST}?xem=de-nghi").text
    decide(client, review, act="confirm")
    assert [(one.state, one.shown) for one in reviews()] == [("released", "Anh [tên người] hẹn")]
    assert [one["act"] for one in records()] == ["cut"]


def test_withheld_words_come_before_the_reviewers_again_with_a_reason_and_a_public_record(
    department: Agency, as_staff: Staff
) -> None:
    make_text_review(make_agency(), state="withheld", reason="insult", proposal="withhold")
    client = as_staff("department", agency=department)
    (review,) = reviews()
    assert decide(client, review, act="show_again").status_code == 409
    assert decide(client, review, act="show_again", why="Người ấy đã nhờ đăng").status_code == 302
    assert [(one.state, one.reason) for one in reviews()] == [("waiting", "")]
    assert [one["act"] for one in records()] == ["show_again"]
    noted = db.session.scalar(select(AuditEntry.after).where(AuditEntry.act == "text.show_again"))
    assert noted["why"] == "Người ấy đã nhờ đăng"


def test_words_withheld_behind_everybody_s_back_are_named_by_the_ledger_s_check(
    department: Agency, inspectorate: Agency, as_staff: Staff
) -> None:
    review = propose(as_staff, department, act="withhold", reason="insult")
    decide(as_staff("inspector", agency=inspectorate), review, act="confirm")
    reviews()
    assert list(withheld_faults()) == []
    hashed = bytes([7]) * 32
    make_text_review(make_agency(), state="withheld", reason="insult", original_hash=hashed)
    (fault,) = withheld_faults()
    assert "lời ghi" in fault


def test_a_reviewer_cannot_put_words_into_a_resident_s_mouth(
    department: Agency, as_staff: Staff
) -> None:
    review = make_text_review(make_agency())
    client = as_staff("department", agency=department)
    answer = decide(client, review, act="release", shown="Anh Tuấn rất nhiệt tình")
    assert answer.status_code == 409
    assert "Anh Tuấn rất nhiệt tình" in answer.text
    assert [one.state for one in reviews()] == ["waiting"]


def test_the_second_of_two_reviewers_changes_nothing(department: Agency, as_staff: Staff) -> None:
    review = make_text_review(make_agency())
    make_text_review(make_agency())
    client = as_staff("department", agency=department)
    decide(client, review, act="release", shown="Anh [tên người] hẹn ba lần")
    assert decide(client, review, act="withhold", reason="insult").status_code == 409
    assert [one.state for one in reviews() if one.id == review.id] == ["released"]


def test_the_rated_agency_never_reads_words_before_they_are_public(as_staff: Staff) -> None:
    agency = make_agency()
    review = make_text_review(agency, "Chờ hai tiếng")
    make_text_review(make_agency(), "Nơi khác")
    assert as_staff("agency_officer", agency=agency).get(LIST).status_code == 403
    client = as_staff("department", agency=agency)
    assert "Chờ hai tiếng" not in client.get(LIST).text
    assert decide(client, review, act="release", shown="Chờ hai tiếng").status_code == 409
    assert db.session.scalar(select(AuditEntry.after).where(AuditEntry.act == "rule.refused"))


def released(agency: Agency, count: int, **columns: Any) -> Any:
    """Released words of one round, published in no snapshot yet."""
    survey_round = make_round([make_place(agency)])
    for number in range(count):
        make_text_review(
            agency, f"Lời {number}", round=survey_round, state="released", shown=f"Lời {number}",
            **columns,
        )  # fmt: skip
    return survey_round


def published(survey_round: Any) -> None:
    db.session.add(
        IndexSnapshot(
            round_id=survey_round.id,
            state=SnapshotState.PUBLISHED,
            method_version="1",
            settings={},
            reason="",
            sample="open",
            content_hash="x",
        )
    )
    db.session.flush()


@pytest.mark.parametrize(("count", "shown"), [(9, 0), (10, 10)])
def test_new_words_of_an_agency_appear_ten_at_once(app: Flask, count: int, shown: int) -> None:
    published(released(make_agency(), count))
    assert publish_texts(MONDAY_AFTER) == shown
    assert publish_texts(MONDAY_AFTER) == 0


def test_words_wait_until_their_period_is_published(app: Flask) -> None:
    survey_round = released(make_agency(), 12)
    assert publish_texts(MONDAY_AFTER) == 0
    published(survey_round)
    assert publish_texts(MONDAY_AFTER) == 12


def test_words_for_the_province_alone_are_never_published(app: Flask) -> None:
    published(released(make_agency(), 12, is_province_only=True))
    assert publish_texts(MONDAY_AFTER) == 0


@pytest.mark.parametrize(
    ("withheld", "told"), [(9, "dưới 10 lời ghi"), (10, "từ 10 lời ghi"), (19, "từ 10 lời ghi")]
)
def test_everybody_reads_published_words_by_week_and_how_many_are_withheld_in_tens(
    client: FlaskClient, withheld: int, told: str
) -> None:
    agency = make_agency(code="14797")
    published(released(agency, 10))
    for _one in range(withheld):
        make_text_review(agency, "Đồ tồi", state="withheld", reason="insult")
    publish_texts(MONDAY_AFTER)
    db.session.commit()
    page = client.get("/chi-so/14797/loi-ghi").text
    assert "Lời 7" in page
    assert "09/11 – 15/11/2026" in page
    assert told in page
    assert "hai người của hai cơ quan" in page
    assert "Đồ tồi" not in page
