"""Comment rounds on staff pages: made in two steps, changed, extended, seen by whom."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from agencies.actions.legal import load_legal_data
from agencies.models import AuditEntry
from base.clock import now, today
from base.periods import end_of, start_of
from feedback.models import CommentRound, RoundAttachment
from feedback.queries.round_parts import list_extensions
from tests.factories import make_agency, make_comment, make_comment_round, make_draft_version

SignIn = Callable[..., FlaskClient]
HOME = "/can-bo/gop-y"
DAY = timedelta(days=1)


@pytest.fixture
def commune(app: Any) -> Any:
    load_legal_data()
    return make_agency("UBND xã Hợp Tiến")


@pytest.fixture
def officer(commune: Any, as_staff: SignIn) -> FlaskClient:
    return as_staff("agency_officer", agency=commune)


def post(client: FlaskClient, path: str, fields: Any, form_at: str = "") -> Any:
    page = client.get(form_at or path).text
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    return client.post(path, data={**fields, "csrf_token": token})


def typed(version: Any, **fields: Any) -> dict[str, Any]:
    opens_on = today() + DAY
    values: dict[str, Any] = {
        "version": version.id,
        "kind": "village",
        "title": "Dự thảo Quy ước thôn Tân Hưng",
        "asked_by": "Ông Trịnh Văn Nam, trưởng thôn Tân Hưng",
        "audience": "Toàn thể hộ gia đình thôn Tân Hưng",
        "opens_on": opens_on.isoformat(),
        "closes_on": (opens_on + 29 * DAY).isoformat(),
        "questions": "Giờ nào tắt loa?\n\nQuỹ thôn thu bao nhiêu?",
        "contact": "Văn phòng HĐND và UBND xã, 0237 3123 456",
        "province_address": "",
        "agency_address": "",
    }
    return {**values, **fields}


def start_at(version: Any) -> str:
    return f"{HOME}/moi?version={version.id}&kind=village"


def only_round(db: Any) -> CommentRound:
    db.session.expire_all()
    return db.session.scalars(select(CommentRound)).one()


def test_step_two_comes_filled_in_by_kind_with_basis_and_days(
    db: Any, commune: Any, officer: FlaskClient
) -> None:
    version = make_draft_version(agency=commune)
    db.session.commit()
    assert "Quy ước thôn Tân Hưng (bản 1)" in officer.get(f"{HOME}/moi").text
    page = officer.get(start_at(version)).text
    assert "Nghị định số 61/2023/NĐ-CP, Điều 9" in page
    assert "Ít nhất 30 ngày" in page
    assert "NĐ 61/2023/NĐ-CP, Điều 9 khoản 1" in page


def test_a_round_is_made_on_one_page_and_keeps_which_rule_was_in_force(
    db: Any, commune: Any, officer: FlaskClient
) -> None:
    version = make_draft_version(agency=commune)
    db.session.commit()
    answer = post(officer, f"{HOME}/moi", typed(version), start_at(version))
    assert answer.status_code == 302
    made = only_round(db)
    assert (made.agency_id, made.slug, made.min_days) == (
        commune.id,
        "quy-uoc-thon-tan-hung",
        30,
    )
    assert made.min_days_setting_id is not None
    assert made.opens_at == start_of(today() + DAY)
    assert made.closes_at == end_of(today() + 30 * DAY)
    assert made.questions == [
        {"key": "cau-1", "text": "Giờ nào tắt loa?"},
        {"key": "cau-2", "text": "Quỹ thôn thu bao nhiêu?"},
    ]
    assert made.answer_by_on == today() + 45 * DAY
    page = officer.get(f"{HOME}/{made.id}").text
    assert "Sắp lấy ý kiến" in page
    assert db.session.scalar(select(AuditEntry.act).order_by(AuditEntry.id.desc())) == (
        "comment_round.plan"
    )


def test_a_round_opened_today_opens_now_not_at_last_midnight(
    db: Any, commune: Any, officer: FlaskClient
) -> None:
    version = make_draft_version(agency=commune)
    db.session.commit()
    before = now()
    fields = typed(version, opens_on=today(), closes_on=today() + 30 * DAY)
    post(officer, f"{HOME}/moi", fields, start_at(version))
    assert before <= only_round(db).opens_at <= now()


def test_a_village_round_of_29_days_is_refused_and_what_was_typed_stays(
    db: Any, commune: Any, officer: FlaskClient
) -> None:
    version = make_draft_version(agency=commune)
    db.session.commit()
    fields = typed(version, closes_on=today() + 29 * DAY, short_reason="Cần xong trước Tết")
    answer = post(officer, f"{HOME}/moi", fields, start_at(version))
    assert answer.status_code == 409
    assert "ít nhất 30 ngày, không được rút ngắn" in answer.text
    assert "Quỹ thôn thu bao nhiêu?" in answer.text
    assert "Ông Trịnh Văn Nam, trưởng thôn Tân Hưng" in answer.text
    assert db.session.query(CommentRound).count() == 0


def test_a_shorter_round_on_a_resolution_shows_its_reason(
    db: Any, commune: Any, officer: FlaskClient
) -> None:
    version = make_draft_version(agency=commune)
    db.session.commit()
    fields = typed(version, kind="legal", closes_on=today() + 10 * DAY)
    assert post(officer, f"{HOME}/moi", fields, start_at(version)).status_code == 409
    fields["short_reason"] = "Phải trình kỳ họp chuyên đề của HĐND xã"
    assert post(officer, f"{HOME}/moi", fields, start_at(version)).status_code == 302
    made = only_round(db)
    assert (made.min_days, made.short_reason) == (20, fields["short_reason"])
    assert fields["short_reason"] in officer.get(f"{HOME}/{made.id}").text


def test_the_village_head_must_be_named(db: Any, commune: Any, officer: FlaskClient) -> None:
    version = make_draft_version(agency=commune)
    db.session.commit()
    answer = post(officer, f"{HOME}/moi", typed(version, asked_by=""), start_at(version))
    assert (answer.status_code, "trưởng thôn, tổ trưởng" in answer.text) == (409, True)


def test_another_agencys_draft_is_not_offered_and_not_taken(
    db: Any, commune: Any, officer: FlaskClient
) -> None:
    own = make_draft_version(agency=commune)
    foreign = make_draft_version(agency=make_agency("UBND xã Cẩm Thủy"))
    db.session.commit()
    answer = post(officer, f"{HOME}/moi", typed(foreign), start_at(own))
    assert answer.status_code == 422
    assert db.session.query(CommentRound).count() == 0


def prepared(agency: Any, **columns: Any) -> CommentRound:
    columns.setdefault("opens_at", now() + 2 * DAY)
    columns.setdefault("closes_at", now() + 40 * DAY)
    return make_comment_round(agency=agency, state="prepared", **columns)


def test_two_officers_the_second_is_told_and_sees_both(
    db: Any, commune: Any, officer: FlaskClient
) -> None:
    comment_round = prepared(commune)
    db.session.commit()
    path = f"{HOME}/{comment_round.id}/sua"
    version = comment_round.version
    first = typed(version, title="Quy ước thôn Tân Hưng, sửa lần 1", revision="1")
    second = typed(version, title="Quy ước thôn Tân Hưng năm 2026", revision="1")
    assert post(officer, path, first).status_code == 302
    answer = post(officer, path, second)
    assert answer.status_code == 409
    assert "Quy ước thôn Tân Hưng, sửa lần 1" in answer.text
    assert "Quy ước thôn Tân Hưng năm 2026" in answer.text
    assert only_round(db).title == "Quy ước thôn Tân Hưng, sửa lần 1"
    assert post(officer, path, {**second, "revision": "2"}).status_code == 302
    assert only_round(db).title == "Quy ước thôn Tân Hưng năm 2026"


def test_an_open_round_is_not_edited_even_if_the_clock_job_is_late(
    db: Any, commune: Any, officer: FlaskClient
) -> None:
    late = prepared(commune, opens_at=now() - DAY)
    db.session.commit()
    assert officer.get(f"{HOME}/{late.id}/sua").status_code == 409
    assert "Đang lấy ý kiến" in officer.get(f"{HOME}/{late.id}").text


def test_an_extension_needs_a_later_day_and_a_reason_and_moves_the_answer(
    db: Any, commune: Any, officer: FlaskClient
) -> None:
    comment_round = make_comment_round(agency=commune, opens_at=now() - DAY, closes_at=now() + DAY)
    db.session.commit()
    path = f"{HOME}/{comment_round.id}/gia-han"
    fields = {"closes_on": today().isoformat(), "reason": "Mưa lũ, nhiều thôn bị chia cắt"}
    answer = post(officer, path, {**fields, "revision": "1"})
    assert (answer.status_code, "không được rút ngắn" in answer.text) == (409, True)
    assert "Mưa lũ, nhiều thôn bị chia cắt" in answer.text
    fields["closes_on"] = (today() + 20 * DAY).isoformat()
    assert post(officer, path, {**fields, "revision": "1"}).status_code == 302
    extended = only_round(db)
    assert extended.answer_by_on == today() + 35 * DAY
    assert [one.reason for one in list_extensions(extended.id)] == [fields["reason"]]
    assert fields["reason"] in officer.get(f"{HOME}/{extended.id}").text


def upload(client: FlaskClient, round_id: int, name: str, content: bytes) -> Any:
    fields = {"file": (io.BytesIO(content), name)}
    return post(client, f"{HOME}/{round_id}/tep", fields, f"{HOME}/{round_id}")


def test_a_file_is_looked_into_and_only_ever_downloaded(
    db: Any, commune: Any, officer: FlaskClient
) -> None:
    comment_round = prepared(commune)
    db.session.commit()
    page = b"<html><script>alert(1)</script></html>"
    assert upload(officer, comment_round.id, "to-trinh.pdf", page).status_code == 409
    assert upload(officer, comment_round.id, "trang.html", page).status_code == 409
    assert upload(officer, comment_round.id, "Tờ trình.pdf", b"%PDF-1.7\n").status_code == 302
    kept = db.session.scalars(select(RoundAttachment)).one()
    answer = officer.get(f"{HOME}/{comment_round.id}/tep/{kept.id}")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.data == b"%PDF-1.7\n"


def test_officers_see_their_own_agencys_rounds_and_their_figures(
    db: Any, commune: Any, officer: FlaskClient
) -> None:
    own = make_comment_round(agency=commune, title="Quy ước thôn Tân Hưng")
    make_comment(own)
    make_comment(own, stance="agree", channel="paper")
    make_comment(own, source="test")
    foreign = make_comment_round(agency=make_agency("UBND xã Cẩm Thủy"), title="Quy ước thôn khác")
    db.session.commit()
    listed = officer.get(HOME).text
    assert ("Quy ước thôn Tân Hưng" in listed, "Quy ước thôn khác" in listed) == (True, False)
    assert officer.get(f"{HOME}/{foreign.id}").status_code == 404
    page = officer.get(f"{HOME}/{own.id}").text
    assert "2 ý kiến đã nhận" in page
    assert "Bản giấy" in page


def test_an_agencys_internal_round_is_hidden_from_the_whole_province(
    db: Any, commune: Any, officer: FlaskClient, as_staff: SignIn
) -> None:
    internal = make_comment_round(
        agency=commune, kind="agency", is_internal=True, title="Quy chế làm việc của UBND xã"
    )
    db.session.commit()
    department = as_staff("department", agency=make_agency("Sở Nội vụ", kind="department"))
    assert officer.get(f"{HOME}/{internal.id}").status_code == 200
    assert department.get(f"{HOME}/{internal.id}").status_code == 404
    assert "Quy chế làm việc" not in department.get(HOME).text
    assert "Quy chế làm việc" in officer.get(HOME).text


def test_the_deadline_to_answer_is_told_in_words(
    db: Any, commune: Any, officer: FlaskClient
) -> None:
    for days, words in (
        (3, "còn 3 ngày để trả lời"),
        (0, "hôm nay là ngày cuối để trả lời"),
        (-4, "quá hạn trả lời 4 ngày"),
    ):
        closed = make_comment_round(
            agency=commune,
            state="closed",
            opens_at=now() - 60 * DAY,
            closes_at=now() - 20 * DAY,
            answer_by_on=today() + days * DAY,
        )
        db.session.commit()
        assert words in officer.get(f"{HOME}/{closed.id}").text
