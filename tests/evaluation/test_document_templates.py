"""An office's own .docx: placeholders over split runs are found, what is wrong is named before it is used."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.shared import Pt
from flask import Flask
from flask.testing import FlaskClient

from agencies.models import Agency, Role
from agencies.reports.document_form import form_in_force
from base.db import db
from base.jobs import perform
from base.rules import RuleBroken
from evaluation.documents.making import fill_own, make_file, open_desk
from evaluation.documents.placeholders import known_placeholders
from evaluation.documents.starter import starter_template
from evaluation.documents.template_reading import read_template
from evaluation.models import DocumentTemplate
from evaluation.reports.document_figures import gather
from evaluation.rules.document_templates import (
    NoPlaceholder,
    PlaceholderNotAlone,
    PlaceholderUnclosed,
    PlaceholderUnknown,
    TemplateEmpty,
    TemplateFetches,
    TemplateHasMacros,
    TemplateNotWord,
    TemplateTooLarge,
)
from evaluation.rules.report_periods import read_period
from tests.evaluation.docx_files import A, W, paragraphs, part, rows_of, text_of
from tests.evaluation.report_year import AT, make_installation, make_ward
from tests.factories import make_agency

AsStaff = Callable[..., FlaskClient]
PAGE = "/can-bo/bao-cao/mau/14797"


@pytest.fixture
def ward(app: Flask) -> Agency:
    return make_ward("trained", "Tập huấn")


def word_file(*lines: str) -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    return saved(document)


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_part(content: bytes, name: str, data: bytes) -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(name, data)
    return out.getvalue()


def filled(content: bytes) -> bytes:
    desk = open_desk(gather(read_period("2026"), AT))
    return fill_own(desk, desk.document("14797"), "14797", content)


def send(client: FlaskClient, content: bytes, name: str = "mau.docx") -> Any:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(PAGE).text)
    assert found
    data = {"csrf_token": found.group(1), "file": (io.BytesIO(content), name)}
    return client.post(PAGE, data=data)


def test_a_placeholder_split_over_runs_is_found_and_keeps_the_face_it_began_in(
    ward: Agency,
) -> None:
    document = Document()
    paragraph = document.add_paragraph("Của ")
    for piece, is_bold in (
        ("{{ten", True),
        ("_co", False),
        ("_quan}", False),
        ("} gửi {{ky_bao_cao}}.", False),
    ):
        paragraph.add_run(piece).bold = is_bold
    content = saved(document)
    assert read_template(content).used == {"ten_co_quan", "ky_bao_cao"}
    result = filled(content)
    assert paragraphs(result)[0] == "Của UBND phường Hạc Thành gửi năm 2026."
    bold = [one for one in Document(io.BytesIO(result)).paragraphs[0].runs if one.bold]
    assert [one.text for one in bold] == ["UBND phường Hạc Thành"]


def test_the_template_to_begin_with_gives_the_words_of_the_built_in_report(ward: Agency) -> None:
    starter = starter_template(form_in_force(AT.date()))
    read_template(starter)
    ours = text_of(make_file(open_desk(gather(read_period("2026"), AT)), "14797", "docx"))
    theirs = text_of(filled(starter))
    assert "{{" not in theirs
    for line in ours.splitlines():
        if len(line) > 25 and not line.startswith(("Bảng", "Biểu đồ", "(Kèm theo", "Kính gửi")):
            assert line in theirs, line


def test_several_lines_become_paragraphs_in_the_style_of_the_one_that_held_them(
    ward: Agency,
) -> None:
    document = Document()
    run = document.add_paragraph(style="List Bullet").add_run("{{noi_nhan}}")
    run.font.size = Pt(11)
    result = Document(io.BytesIO(filled(saved(document))))
    found = [(one.text, one.style.name, one.runs[0].font.size.pt) for one in result.paragraphs]
    assert found == [
        ("- Như trên;", "List Bullet", 11),
        ("- Sở Nội vụ;", "List Bullet", 11),
        ("- Lưu: VT.", "List Bullet", 11),
    ]


def test_tables_and_charts_take_the_place_of_their_paragraphs(ward: Agency) -> None:
    result = filled(word_file("Trước", "{{bang.chi_tieu}}", "{{bieu_do.muc_do_hai_long}}", "Sau"))
    assert rows_of(result, 0)[1][1] == "Tập huấn"
    assert len(list(part(result).iter(f"{A}blip"))) == 1
    assert Document(io.BytesIO(result)).tables[0].rows[0].cells[0].text == "TT"


def test_what_the_report_has_not_got_is_said(ward: Agency) -> None:
    assert "Không có số liệu." in paragraphs(filled(word_file("{{bang.cham_diem}}", "{{co_quan}}")))


def test_placeholders_in_headers_and_cells_are_filled(ward: Agency) -> None:
    document = Document()
    document.sections[0].header.paragraphs[0].text = "{{so_ky_hieu}}"
    document.add_table(1, 1).cell(0, 0).text = "{{CO_QUAN}}"
    content = saved(document)
    assert read_template(content).used == {"so_ky_hieu", "co_quan"}
    result = Document(io.BytesIO(filled(content)))
    assert result.sections[0].header.paragraphs[0].text == "/BC-UBND"
    assert result.tables[0].cell(0, 0).text == "ỦY BAN NHÂN DÂN\nPHƯỜNG HẠC THÀNH"


def test_an_unknown_placeholder_is_named_with_the_list_of_those_there_are() -> None:
    with pytest.raises(PlaceholderUnknown) as refused:
        read_template(word_file("{{co_quan}} và {{chu_tich_nuoc}}"))
    assert "{{chu_tich_nuoc}}" in str(refused.value)
    for name in known_placeholders():
        assert "{{" + name + "}}" in str(refused.value)


def deceiving() -> bytes:
    document = Document()
    document.add_paragraph("{{co_quan}}")
    kind = RELATIONSHIP_TYPE.IMAGE
    document.part.relate_to("http://may-chu.example/mau.dotm", kind, is_external=True)
    return saved(document)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (lambda: b"", TemplateEmpty),
        (lambda: b"\xd0\xcf\x11\xe0" * 40, TemplateNotWord),
        (lambda: b"<html>{{co_quan}}</html>", TemplateNotWord),
        (lambda: b"PK\x03\x04" + b"\0" * 100, TemplateNotWord),
        (lambda: b"x" * (5 * 1024 * 1024 + 1), TemplateTooLarge),
        (
            lambda: with_part(word_file("{{co_quan}}"), "word/vbaProject.bin", b"x"),
            TemplateHasMacros,
        ),
        (
            lambda: with_part(word_file("{{co_quan}}"), "word/to.xml", b"0" * 70_000_000),
            TemplateTooLarge,
        ),
        (lambda: word_file("Không có gì"), NoPlaceholder),
        (lambda: word_file("{{co_quan} và"), PlaceholderUnclosed),
        (lambda: word_file("Bảng {{bang.chi_tieu}}"), PlaceholderNotAlone),
        (deceiving, TemplateFetches),
    ],
)
def test_a_file_that_is_unfit_is_refused_with_what_to_do(
    content: Callable[[], bytes], refusal: type[RuleBroken]
) -> None:
    with pytest.raises(refusal) as refused:
        read_template(content())
    assert "Xin" in str(refused.value)


def test_a_word_file_with_broken_xml_is_refused_and_not_opened_here() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types")
        archive.writestr("word/document.xml", "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>")
    with pytest.raises(TemplateNotWord):
        read_template(out.getvalue())


def test_an_office_takes_its_template_into_use_and_away_again(
    ward: Agency, as_staff: AsStaff
) -> None:
    client = as_staff(Role.AGENCY_OFFICER, agency=ward)
    assert (
        send(client, word_file("Mẫu riêng của {{ten_co_quan}}"), "C:\\mau rieng.docx").status_code
        == 302
    )
    assert "mau rieng.docx" in client.get(PAGE).text
    report = "/can-bo/bao-cao/2026/14797"
    assert client.get(f"{report}/docx").location == report
    assert f'action="{report}/lap-word"' in client.get(PAGE).text
    page = client.get(report).text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token
    started = client.post(f"{report}/lap-word", data={"csrf_token": token.group(1)})
    perform(int(started.location.rsplit("/", 1)[1]))  # where the queue has not done it already
    answer = client.get(f"{started.location}/ket-qua")
    made = answer.data
    answer.close()
    assert paragraphs(made) == ["Mẫu riêng của UBND phường Hạc Thành"]
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(PAGE).text)
    assert found
    client.post(f"{PAGE}/bo", data={"csrf_token": found.group(1)})
    assert "BÁO CÁO" in text_of(client.get("/can-bo/bao-cao/2026/14797/docx").data)
    assert db.session.query(DocumentTemplate).count() == 1


def test_a_refused_template_changes_nothing_and_says_why(ward: Agency, as_staff: AsStaff) -> None:
    client = as_staff(Role.AGENCY_OFFICER, agency=ward)
    answer = send(client, word_file("{{ten_co_quan}} {{so_tien}}"))
    assert answer.status_code == 422
    assert "Chỗ điền {{so_tien}} không có" in answer.text
    assert db.session.query(DocumentTemplate).count() == 0


def test_nobody_else_puts_a_template_into_an_office(ward: Agency, as_staff: AsStaff) -> None:
    client = as_staff(Role.DEPARTMENT)
    assert "Kiểm tra và dùng mẫu này" not in client.get(PAGE).text
    other = as_staff(Role.AGENCY_OFFICER, agency=make_agency(code="14800"))
    assert other.get(PAGE).status_code == 404
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/can-bo/bao-cao").text)
    assert found
    content = io.BytesIO(word_file("{{co_quan}}"))
    data = {"csrf_token": found.group(1), "file": (content, "mau.docx")}
    assert client.post(PAGE, data=data).status_code == 409
    assert db.session.query(DocumentTemplate).count() == 0


def test_the_starter_is_a_word_file_with_our_styles(app: Flask) -> None:
    make_installation()
    content = starter_template(form_in_force(AT.date()))
    assert "{{noi_dung.uu_diem}}" in text_of(content)
    assert part(content).find(f".//{W}sectPr") is not None
