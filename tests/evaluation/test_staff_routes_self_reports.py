"""Pages of self-reports: who sees which, what is typed is kept, files are what they say."""

import hashlib
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from agencies.models import Agency, AgencyKind, AuditEntry
from base.jobs import JobRun
from evaluation.models import EvidenceFile, SelfReport
from evaluation.queries.self_reports import find_report, lines_of, list_acts
from tests.evaluation.years import make_year
from tests.factories import make_agency, make_round, make_staff

SignIn = Callable[..., FlaskClient]
HOME = "/can-bo/tu-danh-gia"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture
def commune(app: Any) -> Any:
    return make_agency("UBND xã Hoằng Hóa")


@pytest.fixture
def year(db: Any, commune: Any) -> Any:
    found = make_year()
    db.session.commit()
    return found


@pytest.fixture
def officer(year: Any, commune: Any, as_staff: SignIn) -> FlaskClient:
    return as_staff("agency_officer", agency=commune)


@pytest.fixture
def department(year: Any, as_staff: SignIn) -> FlaskClient:
    home = make_agency("Sở Nội vụ", kind=AgencyKind.DEPARTMENT)
    return as_staff("department", agency=home)


def board(commune: Any) -> str:
    return f"{HOME}/2026/{commune.code}"


def hidden(page: str, name: str) -> str:
    return page.split(f'name="{name}"')[1].split('value="')[1].split('"')[0]


def fields_of(page: str) -> dict[str, str]:
    """The token and the marks of every line of a filling-in page."""
    names = {part.split('"')[0] for part in page.split('name="')[1:]}
    marks = {one: hidden(page, one) for one in names if one.endswith("-seen")}
    return {"csrf_token": hidden(page, "csrf_token"), **marks}


def fill(client: FlaskClient, commune: Any, group: str, **typed: Any) -> Any:
    path = f"{board(commune)}/dien/{group}"
    values = fields_of(client.get(path).text)
    return client.post(path, data={**values, **typed})


def fill_all(client: FlaskClient, commune: Any) -> None:
    trained = {"th-officials-trained-done_count": "12", "th-officials-trained-all_count": "12"}
    assert fill(client, commune, "dated", **trained, **{"th-own-plan-done_on": "2026-03-20"})
    year_lines = {"hy-dialogue-done_count": "2", "hy-regulation-is_done": "yes"}
    assert fill(client, commune, "year", **year_lines).status_code == 302


def press(client: FlaskClient, path: str, at: str, **fields: Any) -> Any:
    page = client.get(at).text
    revision = {"revision": hidden(page, "revision")} if 'name="revision"' in page else {}
    values = {"csrf_token": hidden(page, "csrf_token"), **revision, **fields}
    return client.post(path, data=values)


def stored(db: Any, commune: Any, key: str) -> Any:
    db.session.expire_all()
    report = db.session.query(SelfReport).filter_by(agency_id=commune.id).one()
    return lines_of(report.id).get(key)


def test_an_officer_fills_in_and_sends(db: Any, officer: FlaskClient, commune: Any) -> None:
    fill_all(officer, commune)
    answer = press(officer, f"{board(commune)}/gui", board(commune))
    assert answer.status_code == 302
    assert "Đã gửi, chờ kiểm tra" in officer.get(board(commune)).text
    assert stored(db, commune, "hy-dialogue").done_count == 2


def test_numbers_are_read_as_people_write_them(db: Any, officer: FlaskClient, commune: Any) -> None:
    typed = {"th-officials-trained-done_count": "1.234", "th-officials-trained-all_count": "1 300"}
    fill(officer, commune, "dated", **typed)
    line = stored(db, commune, "th-officials-trained")
    assert (line.done_count, line.all_count) == (1234, 1300)


@pytest.mark.parametrize(
    ("done", "total", "sentence"),
    [
        ("13", "12", "không thể lớn hơn"),
        ("12", "", "Xin điền cả hai ô"),
        ("mười", "12", "Xin ghi một số nguyên"),
        ("-1", "12", "Xin ghi một số nguyên"),
        ("1,5", "12", "Xin ghi một số nguyên"),
    ],
)
def test_what_cannot_be_is_named_and_what_was_typed_stays(
    db: Any, officer: FlaskClient, commune: Any, done: str, total: str, sentence: str
) -> None:
    counts = {"th-officials-trained-done_count": done, "th-officials-trained-all_count": total}
    answer = fill(officer, commune, "dated", **counts, **{"th-own-plan-words": "Đang trình ký"})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{done}"' in answer.text
    assert "Đang trình ký" in answer.text
    assert db.session.query(SelfReport).count() == 0


def test_the_second_officer_on_one_line_sees_both_versions_and_may_save_over(
    db: Any, officer: FlaskClient, commune: Any, as_staff: SignIn
) -> None:
    other = as_staff("agency_officer", agency=commune)
    path = f"{board(commune)}/dien/year"
    seen = fields_of(other.get(path).text)
    fill(officer, commune, "year", **{"hy-dialogue-done_count": "1"})
    answer = other.post(path, data={**seen, "hy-dialogue-done_count": "3"})
    assert answer.status_code == 409
    assert "Người khác vừa sửa cùng dòng" in answer.text
    assert stored(db, commune, "hy-dialogue").done_count == 1
    again = other.post(path, data={**fields_of(answer.text), "hy-dialogue-done_count": "3"})
    assert again.status_code == 302
    assert stored(db, commune, "hy-dialogue").done_count == 3


def test_sending_with_blank_lines_names_the_first_and_sends_nothing(
    officer: FlaskClient, commune: Any
) -> None:
    fill(officer, commune, "year", **{"hy-dialogue-done_count": "1"})
    answer = press(officer, f"{board(commune)}/gui", board(commune))
    assert answer.status_code == 409
    assert "Còn 3 chỉ tiêu chưa điền" in answer.text
    assert "Đang điền" in answer.text


def test_what_the_system_knows_is_shown_as_such_and_cannot_be_typed_over(
    db: Any, officer: FlaskClient, commune: Any
) -> None:
    page = officer.get(board(commune)).text
    assert "Hệ thống tự điền" in page
    make_round(agencies=[commune], state="open")
    db.session.commit()
    page = officer.get(f"{board(commune)}/dien/known").text
    assert "hệ thống tự điền" in page
    assert 'name="th-survey-held-is_done"' not in page
    fill(officer, commune, "known", **{"th-survey-held-is_done": "no"})
    assert stored(db, commune, "th-survey-held") is None


def test_another_agencys_report_does_not_exist_for_an_officer(
    db: Any, officer: FlaskClient, commune: Any
) -> None:
    other = make_agency("UBND phường Hạc Thành")
    db.session.commit()
    assert officer.get(board(other)).status_code == 404
    assert officer.get(f"{board(other)}/dien/year").status_code == 404


def test_the_department_returns_with_a_reason_and_then_accepts(
    db: Any, officer: FlaskClient, department: FlaskClient, commune: Any, year: Any
) -> None:
    fill_all(officer, commune)
    press(officer, f"{board(commune)}/gui", board(commune))
    reason = "Thiếu biên bản hội nghị đối thoại tháng 6."
    press(department, f"{board(commune)}/tra-lai", board(commune), reason=reason)
    assert reason in officer.get(board(commune)).text
    press(officer, f"{board(commune)}/gui", board(commune))
    press(department, f"{board(commune)}/chap-nhan", board(commune))
    report = find_report(year.id, commune.id)
    assert report is not None
    db.session.refresh(report)
    assert report.state == "accepted"
    assert [one.act for one in list_acts(report.id)] == ["accept", "submit", "return", "submit"]


def test_returning_without_a_reason_keeps_the_report_as_it_is(
    officer: FlaskClient, department: FlaskClient, commune: Any
) -> None:
    fill_all(officer, commune)
    press(officer, f"{board(commune)}/gui", board(commune))
    answer = press(department, f"{board(commune)}/tra-lai", board(commune), reason="thiếu")
    assert answer.status_code == 409
    assert "Xin ghi lý do trả lại" in answer.text
    assert "thiếu</textarea>" in answer.text.replace("\n", "")


def test_sở_nội_vụ_cannot_accept_its_own_report_but_its_stand_in_can(
    db: Any, year: Any, as_staff: SignIn
) -> None:
    home = make_agency("Sở Nội vụ", kind=AgencyKind.DEPARTMENT)
    office = make_agency("Văn phòng UBND tỉnh", kind=AgencyKind.PROVINCE_OFFICE)
    db.session.add(SelfReport(year_id=year.id, agency_id=home.id, state="submitted"))
    own, stand_in = as_staff("department", agency=home), as_staff("department", agency=office)
    refused = press(own, f"{board(home)}/chap-nhan", board(home))
    assert refused.status_code == 409
    assert "rule.refused" in [one.act for one in db.session.query(AuditEntry)]
    assert press(stand_in, f"{board(home)}/chap-nhan", board(home)).status_code == 302


def upload(client: FlaskClient, commune: Any, name: str, content: bytes) -> Any:
    at = f"{board(commune)}/chi-tieu/hy-dialogue"
    token = hidden(client.get(at).text, "csrf_token")
    data = {"csrf_token": token, "file": (io.BytesIO(content), name)}
    return client.post(f"{at}/tep", data=data, content_type="multipart/form-data")


def test_evidence_is_hashed_and_only_ever_saved(
    db: Any, officer: FlaskClient, commune: Any
) -> None:
    assert upload(officer, commune, "Biên bản đối thoại.pdf", PDF).status_code == 302
    row = db.session.query(EvidenceFile).one()
    assert (row.name, row.media, row.size) == (
        "Biên bản đối thoại.pdf",
        "application/pdf",
        len(PDF),
    )
    answer = officer.get(f"{board(commune)}/tep/{row.id}")
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("bien-ban.pdf", b"<html><script>alert(1)</script></html>", "không đúng với đuôi tệp .pdf"),
        ("bien-ban.html", b"<html></html>", "Chỉ nhận tệp PDF"),
        ("bien-ban.pdf", b"", "Tệp trống"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(
    db: Any, officer: FlaskClient, commune: Any, name: str, content: bytes, sentence: str
) -> None:
    answer = upload(officer, commune, name, content)
    assert answer.status_code == 409
    assert sentence in answer.text
    assert db.session.query(EvidenceFile).count() == 0


def test_a_huge_upload_gets_a_clear_sentence_before_it_is_read(
    db: Any, officer: FlaskClient, commune: Any
) -> None:
    answer = officer.post(
        f"{board(commune)}/chi-tieu/hy-dialogue/tep",
        input_stream=io.BytesIO(b"--x"),
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(200 * 1024 * 1024)},
    )
    assert answer.status_code == 413
    assert "lớn hơn 20 MB" in answer.text
    assert "những gì ông/bà đã điền vẫn còn" in answer.text
    assert db.session.query(EvidenceFile).count() == 0


def test_a_file_taken_away_leaves_name_and_hash(
    db: Any, officer: FlaskClient, commune: Any
) -> None:
    upload(officer, commune, "bien-ban.pdf", PDF)
    row = db.session.query(EvidenceFile).one()
    at = f"{board(commune)}/chi-tieu/hy-dialogue"
    press(officer, f"{board(commune)}/tep/{row.id}/bo", at)
    db.session.expire_all()
    assert row.content is None
    page = officer.get(at).text
    assert "Đã bỏ: bien-ban.pdf" in page
    assert row.sha256 in page
    assert officer.get(f"{board(commune)}/tep/{row.id}").status_code == 404


def test_a_sent_report_takes_and_loses_no_evidence(
    db: Any, officer: FlaskClient, commune: Any
) -> None:
    upload(officer, commune, "bien-ban.pdf", PDF)
    row = db.session.query(EvidenceFile).one()
    fill_all(officer, commune)
    press(officer, f"{board(commune)}/gui", board(commune))
    path = f"{board(commune)}/tep/{row.id}/bo"
    at = "/can-bo/tai-khoan-toi/"
    assert press(officer, path, at).status_code == 409
    db.session.refresh(row)
    assert row.removed_at is None


def test_progress_counts_who_is_late_and_who_has_not_started(
    db: Any, officer: FlaskClient, department: FlaskClient, commune: Any
) -> None:
    make_agency("UBND phường Hạc Thành")
    db.session.commit()
    fill(officer, commune, "year", **{"hy-dialogue-done_count": "1"})
    page = department.get(f"{HOME}/2026?xem=not_started").text
    assert "UBND phường Hạc Thành" in page
    assert "UBND xã Hoằng Hóa" not in page
    late = department.get(f"{HOME}/2026?xem=late").text
    assert "UBND xã Hoằng Hóa" in late, "its training was due on 30 June"


def test_an_officer_of_one_agency_is_led_to_its_board(officer: FlaskClient, commune: Any) -> None:
    answer = officer.get(f"{HOME}/2026")
    assert answer.status_code == 302
    assert answer.location == board(commune)


def test_reminders_go_to_officers_of_agencies_that_have_not_sent(
    app: Any, db: Any, officer: FlaskClient, department: FlaskClient, commune: Any
) -> None:
    done = make_agency("UBND phường Hạc Thành")
    make_staff("agency_officer", agency=done)
    db.session.add(SelfReport(year_id=1, agency_id=done.id, state="submitted"))
    db.session.commit()
    app.extensions["outbox"] = []
    answer = press(department, f"{HOME}/2026/nhac", f"{HOME}/2026")
    assert answer.status_code == 302
    run = db.session.query(JobRun).one()
    assert run.kind == "evaluation.remind"

    letters = app.extensions["outbox"]
    assert [one["To"] for one in letters] == [officer.staff.email]  # type: ignore[attr-defined]
    words = letters[0].get_body(("plain",)).get_content()
    assert "0/4 chỉ tiêu" in words
    assert f"{HOME}/2026/{commune.code}" in words


def test_the_sample_is_drawn_by_the_ledger_and_noted(db: Any, year: Any, as_staff: SignIn) -> None:
    for number in range(12):
        agency = make_agency(f"UBND xã số {number:02}")
        db.session.add(SelfReport(year_id=year.id, agency_id=agency.id, state="submitted"))
    home = make_agency("Thanh tra tỉnh", kind=AgencyKind.INSPECTORATE)
    inspector = as_staff("inspector", agency=home)
    first, second = (inspector.get(f"{HOME}/2026/mau").text for _again in range(2))
    codes = [one.code for one in db.session.query(Agency).filter(Agency.name.contains("xã số"))]
    seed = "0" * 64  # without a checkpoint
    drawn = sorted(codes, key=lambda one: hashlib.sha256(f"{seed} 2026 {one}".encode()).digest())
    assert [one for one in sorted(codes) if f'/2026/{one}"' in first] == sorted(drawn[:5])
    assert first == second
    code = first.split(f"{HOME}/2026/")[2].split('"')[0]
    path = f"{HOME}/2026/{code}"
    press(inspector, f"{path}/mau", path, words="Đã xem ba minh chứng, khớp.")
    assert "Đã xem ba minh chứng, khớp." in inspector.get(path).text


def test_a_line_with_no_day_is_late_after_the_day_of_reporting(
    db: Any, as_staff: SignIn, commune: Any
) -> None:
    make_year(report_by=date(2026, 11, 1))
    officer = as_staff("agency_officer", agency=commune)
    page = officer.get(board(commune)).text
    assert page.count("Quá hạn") == 4
