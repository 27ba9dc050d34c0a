"""Staff pages of reports: who sees and writes what, nothing typed is lost, all communes in one job."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from agencies.models import Agency, AuditEntry, Role
from base.db import db
from base.jobs import JobRun, JobState, JobStopped, Progress
from evaluation.document_jobs import make_all
from evaluation.models import DocumentText, YearDocument
from tests.evaluation.docx_files import styled, text_of
from tests.evaluation.report_year import make_department, make_installation, make_ward
from tests.factories import make_agency

AsStaff = Callable[..., FlaskClient]
HOME = "/can-bo/bao-cao"


@pytest.fixture
def ward(app: Flask) -> Agency:
    return make_ward("trained", "Tập huấn")


def send(client: FlaskClient, page: str, data: dict[str, str] | None = None, to: str = "") -> Any:
    """Posts with the token of the page."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(page).text)
    return client.post(
        to or page, data={"csrf_token": found.group(1) if found else "", **(data or {})}
    )


def form(**values: str) -> dict[str, str]:
    return {"revision": "0", "number": "", "dated_on": "", **values}


def test_an_officer_writes_and_the_words_stand_in_the_report(
    ward: Agency, as_staff: AsStaff
) -> None:
    client = as_staff(Role.AGENCY_OFFICER, agency=ward)
    typed = form(
        text_uu_diem="Tổ chức đối thoại hai lần.\r\nCó mô hình «Camera giám sát».",
        number="15",
        dated_on="2026-12-05",
    )
    assert send(client, f"{HOME}/2026/14797", typed).status_code == 302
    content = client.get(f"{HOME}/2026/14797/docx").data
    assert "Tổ chức đối thoại hai lần." in styled(content, "VanBan")
    assert "Có mô hình «Camera giám sát»." in styled(content, "VanBan")
    text = text_of(content)
    assert "Số: 15/BC-UBND" in text
    assert "Hạc Thành, ngày 05 tháng 12 năm 2026" in text
    assert "Kèm theo Báo cáo số 15/BC-UBND ngày 05/12/2026" in text
    page = client.get(f"{HOME}/2026/14797").text
    assert "Có mô hình «Camera giám sát»." in page
    assert client.get(f"{HOME}/2026H1/14797").text.count("Camera") == 0


def test_a_part_cleared_again_keeps_what_stood_there(ward: Agency, as_staff: AsStaff) -> None:
    client = as_staff(Role.AGENCY_OFFICER, agency=ward)
    send(client, f"{HOME}/2026/14797", form(text_han_che="Còn chậm."))
    send(client, f"{HOME}/2026/14797", form(text_han_che="", revision="2"))
    assert "Còn chậm." not in text_of(client.get(f"{HOME}/2026/14797/docx").data)
    texts = [one.text for one in db.session.query(DocumentText).order_by(DocumentText.id)]
    assert texts == ["Còn chậm.", ""]


def test_of_two_officers_the_second_is_shown_both_and_loses_nothing(
    ward: Agency, as_staff: AsStaff
) -> None:
    client = as_staff(Role.AGENCY_OFFICER, agency=ward)
    send(client, f"{HOME}/2026/14797", form(text_uu_diem="Bản một"))
    second = send(client, f"{HOME}/2026/14797", form(text_uu_diem="Bản hai"))
    assert second.status_code == 409
    assert "Bản một" in second.text
    assert "Bản hai" in second.text
    revision = db.session.query(YearDocument).one().revision
    again = form(text_uu_diem="Bản hai", revision=str(revision))
    assert f'value="{revision}"' in second.text
    assert send(client, f"{HOME}/2026/14797", again).status_code == 302


def test_too_long_a_part_is_refused_beside_its_field_and_kept(
    ward: Agency, as_staff: AsStaff
) -> None:
    client = as_staff(Role.AGENCY_OFFICER, agency=ward)
    answer = send(client, f"{HOME}/2026/14797", form(text_uu_diem="dài " * 6_000))
    assert answer.status_code == 422
    assert "Phần này dài quá 20.000 ký tự" in answer.text
    assert answer.text.count("dài dài dài") > 100
    assert db.session.query(DocumentText).count() == 0


def test_the_department_reads_an_agencys_report_but_does_not_write_it(
    ward: Agency, as_staff: AsStaff
) -> None:
    client = as_staff(Role.DEPARTMENT)
    assert client.get(f"{HOME}/2026/14797/docx").status_code == 200
    assert "Lưu báo cáo" not in client.get(f"{HOME}/2026/14797").text
    refused = send(client, f"{HOME}/2026/14797", form(text_uu_diem="Viết hộ"))
    assert refused.status_code == 409
    assert db.session.query(DocumentText).count() == 0
    assert db.session.query(AuditEntry).filter_by(outcome="refused").count() == 1


def test_another_agencys_report_and_the_provinces_do_not_exist_for_an_officer(
    ward: Agency, as_staff: AsStaff
) -> None:
    other = make_agency("UBND xã Hợp Tiến", code="14800")
    db.session.commit()
    client = as_staff(Role.AGENCY_OFFICER, agency=other)
    for subject in ("14797", "tinh", "tong-hop", "khong-co"):
        for address in (f"2026/{subject}", f"2026/{subject}/docx", f"the-thuc/{subject}"):
            assert client.get(f"{HOME}/{address}").status_code == 404, address
        assert send(client, f"{HOME}/2026/14800", to=f"{HOME}/2026/{subject}").status_code == 404
    assert "14797" not in client.get(HOME).text
    assert client.get(f"{HOME}/2026Q3/14800").status_code == 404


def test_the_signature_block_is_what_the_office_says(ward: Agency, as_staff: AsStaff) -> None:
    client = as_staff(Role.AGENCY_OFFICER, agency=ward)
    values = {
        "revision": "0",
        "symbol": "BC-UBND",
        "place": "Hạc Thành",
        "signer_role": "KT. Chủ tịch\r\nPhó Chủ tịch",
        "signer_name": "Nguyễn Thị Hạnh",
        "copies": "Sở Nội vụ;\r\nĐảng ủy phường;",
        "archive": "VT, VHXH.",
    }
    assert send(client, f"{HOME}/the-thuc/14797", values).status_code == 302
    content = client.get(f"{HOME}/2026/14797/docx").data
    assert styled(content, "ChucVu")[:2] == ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]
    assert styled(content, "HoTen") == ["Nguyễn Thị Hạnh"]
    recipients = ["- Như trên;", "- Sở Nội vụ;", "- Đảng ủy phường;", "- Lưu: VT, VHXH."]
    assert styled(content, "NoiNhanDong") == recipients


def test_five_lines_of_a_signature_are_too_many(ward: Agency, as_staff: AsStaff) -> None:
    client = as_staff(Role.AGENCY_OFFICER, agency=ward)
    values = {"revision": "0", "signer_role": "A\nB\nC\nD\nE"}
    answer = send(client, f"{HOME}/the-thuc/14797", values)
    assert answer.status_code == 422
    assert "Nhiều nhất 4 dòng" in answer.text


def test_the_consolidated_report_gathers_what_communes_wrote_under_each_part(
    ward: Agency, as_staff: AsStaff
) -> None:
    make_agency("UBND xã Hợp Tiến", code="14800")
    db.session.commit()
    officer = as_staff(Role.AGENCY_OFFICER, agency=ward)
    typed = form(text_han_che="Hai thôn chưa có quy ước.\nThiếu cán bộ.")
    send(officer, f"{HOME}/2026/14797", typed)
    content = as_staff(Role.DEPARTMENT).get(f"{HOME}/2026/tong-hop/docx").data
    body = styled(content, "VanBan")
    place = body.index("- UBND phường Hạc Thành: Hai thôn chưa có quy ước.")
    assert body[place + 1] == "Thiếu cán bộ."
    assert "(1 xã, phường chưa nhập.)" in styled(content, "VanBanNghieng")
    assert "(Chưa có xã, phường nào nhập nội dung phần này.)" in styled(content, "VanBanNghieng")


def test_all_communes_come_in_one_zip(ward: Agency, as_staff: AsStaff, app: Flask) -> None:
    make_agency("UBND xã Hợp Tiến", code="14800")
    db.session.commit()
    client = as_staff(Role.DEPARTMENT)
    answer = send(client, HOME, to=f"{HOME}/2026/tat-ca")
    assert answer.status_code == 302
    run = db.session.query(JobRun).one()
    assert (run.state, run.done_count, run.total_count) == (JobState.DONE, 2, 2)
    with client.get(f"/can-bo/viec/{run.id}/ket-qua") as answer:
        content = answer.data
    with zipfile.ZipFile(io.BytesIO(content)) as files:
        assert sorted(files.namelist()) == [
            "docx/bao-cao-2026-14797-ubnd-phuong-hac-thanh.docx",
            "docx/bao-cao-2026-14800-ubnd-xa-hop-tien.docx",
            "pdf/bao-cao-2026-14797-ubnd-phuong-hac-thanh.pdf",
            "pdf/bao-cao-2026-14800-ubnd-xa-hop-tien.pdf",
        ]
        hop_tien = files.read("docx/bao-cao-2026-14800-ubnd-xa-hop-tien.docx")
        assert "XÃ HỢP TIẾN" in text_of(hop_tien)
    folder = app.extensions["settings"].instance_dir / "results" / "bao-cao"
    assert {one.suffix for one in folder.iterdir()} == {".zip"}


class StoppedAtOnce(Progress):
    """As when somebody presses stop while the first report is being made."""

    def step(self, done: int, message: str = "") -> None:
        raise JobStopped


def test_a_job_that_is_stopped_leaves_no_file(ward: Agency, app: Flask) -> None:
    folder = app.extensions["settings"].instance_dir / "results" / "bao-cao"
    before = sorted(folder.glob("*"))
    with pytest.raises(JobStopped):
        make_all(StoppedAtOnce(0), "2026")
    assert sorted(folder.glob("*")) == before


def test_a_job_for_a_province_without_communes_says_so(as_staff: AsStaff, app: Flask) -> None:
    make_installation()
    make_department()
    db.session.commit()
    send(as_staff(Role.DEPARTMENT), HOME, to=f"{HOME}/2026/tat-ca")
    run = db.session.query(JobRun).one()
    assert run.state == JobState.FAILED
    assert "chưa có UBND xã, phường nào" in run.message


@pytest.mark.parametrize("file_format", ["docx", "pdf", "xlsx"])
@pytest.mark.parametrize("subject", ["14797", "tinh", "tong-hop"])
def test_every_file_of_every_report_is_what_its_name_says(
    ward: Agency, as_staff: AsStaff, subject: str, file_format: str
) -> None:
    answer = as_staff(Role.DEPARTMENT).get(f"{HOME}/2026H1/{subject}/{file_format}")
    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF" if file_format == "pdf" else b"PK")
    assert f".{file_format}" in answer.headers["Content-Disposition"]


def test_figures_above_the_fields_are_those_of_the_document(
    ward: Agency, as_staff: AsStaff
) -> None:
    page: Any = as_staff(Role.AGENCY_OFFICER, agency=ward).get(f"{HOME}/2026/14797").text
    assert "đã tự báo cáo 1 chỉ tiêu" in page
    assert "là 86,4\u00a0%" in page
    assert "kính gửi" not in page


def test_a_centre_that_counts_for_its_commune_has_no_report_of_its_own(
    ward: Agency, as_staff: AsStaff
) -> None:
    make_agency("Trung tâm", code="14797-TT", parent_id=ward.id, counts_for_parent=True)
    db.session.commit()
    client = as_staff(Role.DEPARTMENT)
    assert "14797-TT" not in client.get(HOME).text
    assert client.get(f"{HOME}/2026/14797-TT/docx").status_code == 404
