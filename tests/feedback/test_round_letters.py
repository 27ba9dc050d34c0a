"""Letters: reminders once a step whenever the job runs, news to those who confirmed by a button."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from agencies.actions.legal import load_legal_data
from agencies.models import Role
from agencies.roles import Viewer
from base.clock import now
from feedback.actions import subscriptions as actions
from feedback.actions.round_letters import claim_letter
from feedback.actions.running_rounds import extend_round
from feedback.commands.letters import send_due_letters
from feedback.models import CommentRound, RoundLetter, RoundSubscription
from feedback.rules.round_letters import MOST_ASKED_A_DAY, ReminderStep, reminder_step
from tests.factories import make_agency, make_comment, make_comment_round, make_staff

DAY = timedelta(days=1)
DUE = date(2026, 12, 10)
ADDRESS = "nguoi.dan@vidu.example"


@pytest.fixture
def mail(app: Flask) -> Iterator[list[Any]]:
    """A mail server is set; what would leave the house is caught."""
    load_legal_data()
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(
        settings, mail_server="mail.vidu.example", mail_sender="ydan@vidu.example"
    )
    outbox: list[Any] = app.extensions.setdefault("outbox", [])
    outbox.clear()
    yield outbox
    outbox.clear()
    app.extensions["settings"] = settings


def morning(day: date, hour: int = 8) -> datetime:
    return datetime(day.year, day.month, day.day, hour - 7, tzinfo=UTC)


def closed_round(db: Any) -> CommentRound:
    commune = make_agency("UBND xã Hợp Tiến")
    make_staff("agency_officer", agency=commune, email="hoa@hoptien.example")
    make_staff("agency_officer", agency=make_agency("UBND xã Cẩm Thủy"))
    comment_round = make_comment_round(
        agency=commune,
        state="closed",
        opens_at=morning(DUE - 60 * DAY),
        closes_at=morning(DUE - 15 * DAY),
        answer_by_on=DUE,
    )
    make_comment(comment_round)
    db.session.commit()
    return comment_round


@pytest.mark.parametrize(
    ("days_before", "step"),
    [
        (6, None),
        (5, ReminderStep.SOON),
        (1, ReminderStep.SOON),
        (0, ReminderStep.TODAY),
        (-1, ReminderStep.OVERDUE),
        (-90, ReminderStep.OVERDUE),
    ],
)
def test_a_step_lasts_until_the_next_one_begins(days_before: int, step: Any) -> None:
    assert reminder_step(DUE, DUE - days_before * DAY) == step


def test_officers_of_the_agency_are_reminded_once_a_step(db: Any, mail: list[Any]) -> None:
    closed_round(db)
    subjects = []
    for days in range(-8, 4):
        for hour in (8, 9, 23):
            send_due_letters(morning(DUE + days * DAY, hour))
        subjects.append(len(mail))
    assert subjects == [0, 0, 0, 1, 1, 1, 1, 1, 2, 3, 3, 3]
    assert {letter["To"] for letter in mail} == {"hoa@hoptien.example"}
    assert [letter["Subject"].split(":")[0] for letter in mail] == [
        "Còn 5 ngày để trả lời",
        "Hôm nay là ngày cuối để trả lời",
        "Quá hạn trả lời 1 ngày",
    ]
    assert "Còn 1 ý kiến chưa có câu trả lời" in mail[0].get_body(("plain",)).get_content()


@pytest.mark.parametrize(
    ("up_again", "subject"),
    [
        (DUE - 2 * DAY, "Còn 2 ngày để trả lời"),
        (DUE, "Hôm nay là ngày cuối để trả lời"),
        (DUE + 30 * DAY, "Quá hạn trả lời 30 ngày"),
    ],
)
def test_no_reminder_is_lost_when_the_job_was_down(
    db: Any, mail: list[Any], up_again: date, subject: str
) -> None:
    closed_round(db)
    send_due_letters(morning(DUE - 6 * DAY))
    send_due_letters(morning(up_again))
    assert [letter["Subject"].split(":")[0] for letter in mail] == [subject]


def test_an_answered_round_reminds_nobody(db: Any, mail: list[Any]) -> None:
    closed_round(db).state = "published"
    db.session.commit()
    send_due_letters(morning(DUE + DAY))
    assert mail == []


def test_nobody_is_woken_at_night(db: Any, mail: list[Any]) -> None:
    closed_round(db)
    assert send_due_letters(datetime(2026, 12, 9, 20, tzinfo=UTC)) == 0  # 3 giờ sáng


def test_without_a_mail_server_nothing_is_marked_as_sent(app: Flask, db: Any) -> None:
    load_legal_data()
    closed_round(db)
    assert send_due_letters(morning(DUE)) == 0
    assert db.session.query(RoundLetter).count() == 0


def test_two_workers_send_one_letter(db: Any, mail: list[Any]) -> None:
    comment_round = closed_round(db)
    assert claim_letter(comment_round.id, "act:1", "staff:1", now())
    db.session.commit()
    assert not claim_letter(comment_round.id, "act:1", "staff:1", now())
    assert claim_letter(comment_round.id, "act:1", "staff:1", now() + timedelta(hours=2))


@pytest.fixture
def open_round(app: Flask, db: Any, mail: list[Any]) -> CommentRound:
    commune = make_agency("UBND xã Hợp Tiến")
    comment_round = make_comment_round(
        agency=commune, opens_at=now() - 10 * DAY, closes_at=now() + 20 * DAY
    )
    db.session.commit()
    return comment_round


def ask(client: FlaskClient, comment_round: CommentRound, **fields: Any) -> Any:
    path = f"/gop-y/{comment_round.id}/bao-tin"
    page = re.search(r'name="page" value="([^"]+)"', client.get(path).text)
    assert page is not None
    values = {"email": ADDRESS, "website": "", "page": page[1], **fields}
    return client.post(path, data=values)


def link_in(letter: Any) -> str:
    text = letter.get_body(("plain",)).get_content()
    found = re.search(r"/gop-y/\d+/bao-tin/[\w-]+", text)
    assert found is not None
    return found[0]


def only(db: Any) -> RoundSubscription:
    db.session.expire_all()
    return db.session.scalars(select(RoundSubscription)).one()


def viewer_of(comment_round: CommentRound) -> Viewer:
    agency_id = comment_round.agency_id
    staff = make_staff(Role.AGENCY_OFFICER)
    return Viewer(staff.id, agency_id, ((Role.AGENCY_OFFICER, agency_id),))


def test_opening_the_link_confirms_nothing_pressing_the_button_does(
    db: Any, client: FlaskClient, mail: list[Any], open_round: CommentRound
) -> None:
    answer = ask(client, open_round)
    assert (answer.status_code, "Xin mở hộp thư" in answer.text) == (200, True)
    assert "Set-Cookie" not in answer.headers
    send_due_letters()
    send_due_letters()
    (letter,) = mail
    assert letter["To"] == ADDRESS
    link = link_in(letter)
    for _scanner in range(3):
        page = client.get(link)
        assert "Xác nhận" in page.text
        assert page.headers["Cache-Control"] == "no-store"
    assert only(db).confirmed_on is None
    assert client.post(link, data={"act": "confirm"}).status_code == 200
    assert only(db).confirmed_on is not None


def confirmed(client: FlaskClient, comment_round: CommentRound, mail: list[Any]) -> str:
    ask(client, comment_round)
    send_due_letters()
    link = link_in(mail[-1])
    client.post(link, data={"act": "confirm"})
    mail.clear()
    return link


def test_who_confirmed_is_told_once_of_what_happens_afterwards(
    db: Any, client: FlaskClient, mail: list[Any], open_round: CommentRound
) -> None:
    actor = viewer_of(open_round)
    first = open_round.closes_at + 5 * DAY
    extend_round(actor, open_round, first, "Mưa lũ, nhiều thôn bị chia cắt")
    db.session.commit()
    link = confirmed(client, open_round, mail)
    send_due_letters()
    assert mail == []
    extend_round(actor, open_round, first + 5 * DAY, "Nhiều người đi làm ăn xa chưa kịp đọc")
    db.session.commit()
    assert (send_due_letters(), send_due_letters()) == (1, 0)
    text = mail[0].get_body(("plain",)).get_content()
    assert "Nhiều người đi làm ăn xa chưa kịp đọc" in text
    assert link_in(mail[0]) == link


def test_stopping_destroys_the_address_and_what_was_noted(
    db: Any, client: FlaskClient, mail: list[Any], open_round: CommentRound
) -> None:
    link = confirmed(client, open_round, mail)
    assert "Thôi nhận tin" in client.get(link).text
    assert client.post(link, data={"act": "stop"}).status_code == 200
    assert db.session.query(RoundSubscription).count() == 0
    assert db.session.query(RoundLetter).count() == 0
    assert client.get(link).status_code == 404


def test_the_address_is_nowhere_in_the_clear(
    db: Any, client: FlaskClient, mail: list[Any], open_round: CommentRound
) -> None:
    ask(client, open_round)
    row = only(db)
    stored = b" ".join((row.sealed, row.address_mark, row.token_hash))
    assert b"nguoi.dan" not in stored
    assert actions.address_of(row) == ADDRESS
    send_due_letters()
    letters = db.session.scalars(select(RoundLetter)).all()
    assert all(ADDRESS not in f"{one.topic} {one.recipient}" for one in letters)


def test_asking_twice_makes_one_row_one_letter_a_day_and_says_the_same(
    db: Any, client: FlaskClient, mail: list[Any], open_round: CommentRound
) -> None:
    pages = [ask(client, open_round, email=one).text for one in (ADDRESS, ADDRESS.upper())]
    assert pages[0] == pages[1]
    send_due_letters()
    ask(client, open_round)
    send_due_letters()
    assert len(mail) == 1
    only(db)


def test_a_strangers_mailbox_is_not_filled_by_asking_for_many_rounds_day_after_day(
    db: Any, client: FlaskClient, mail: list[Any], open_round: CommentRound
) -> None:
    rounds = [open_round]
    for number in range(2 * MOST_ASKED_A_DAY):
        rounds.append(
            make_comment_round(
                title=f"Dự thảo {number}", opens_at=now() - 10 * DAY, closes_at=now() + 20 * DAY
            )
        )
    db.session.commit()
    for day in range(4):
        with time_machine.travel(now() + day * DAY, tick=True):
            for comment_round in rounds if day % 2 == 0 else rounds[::-1]:
                ask(client, comment_round)
            before = len(mail)
            send_due_letters()
            assert len(mail) - before <= MOST_ASKED_A_DAY, day


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"email": "khong-phai-thu"}, 422, "chưa đúng"),
        ({"email": "a@b.vn\r\nBcc: x@y.vn"}, 422, "chưa đúng"),
        ({"page": "1.abc"}, 400, "bấm gửi lại"),
        ({"website": "http://spam.example"}, 200, "Xin mở hộp thư"),
    ],
)
def test_what_is_wrong_is_said_and_a_robot_is_thanked_and_forgotten(
    db: Any, client: FlaskClient, open_round: CommentRound, fields: Any, status: int, words: str
) -> None:
    answer = ask(client, open_round, **fields)
    assert (answer.status_code, words in answer.text) == (status, True)
    assert db.session.query(RoundSubscription).count() == 0


def test_a_form_sent_by_another_site_is_refused(
    db: Any, client: FlaskClient, open_round: CommentRound
) -> None:
    path = f"/gop-y/{open_round.id}/bao-tin"
    answer = client.post(path, data={"email": ADDRESS}, headers={"Origin": "https://khac.example"})
    assert answer.status_code == 403
    assert db.session.query(RoundSubscription).count() == 0


def test_without_a_mail_server_the_form_is_not_offered_and_says_why(
    app: Flask, db: Any, client: FlaskClient
) -> None:
    comment_round = make_comment_round()
    db.session.commit()
    page = client.get(f"/gop-y/{comment_round.id}/bao-tin").text
    assert "chưa gửi được thư" in page
    assert 'name="email"' not in page


def test_an_address_never_confirmed_is_forgotten_after_a_week(
    db: Any, client: FlaskClient, mail: list[Any], open_round: CommentRound
) -> None:
    ask(client, open_round)
    assert actions.forget_subscriptions(now() + 6 * DAY) == 0
    assert actions.forget_subscriptions(now() + 8 * DAY) == 1


def test_an_internal_round_has_no_such_page(db: Any, client: FlaskClient, mail: list[Any]) -> None:
    internal = make_comment_round(kind="agency", is_internal=True)
    db.session.commit()
    assert client.get(f"/gop-y/{internal.id}/bao-tin").status_code == 404
