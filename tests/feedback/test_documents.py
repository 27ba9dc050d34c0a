"""Files of the disposition table: every row names its provision, formulas stay text, order and names."""

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask

from base.db import db
from base.documents.heading import date_line, issuer_of
from base.sealed import seal_values
from base.spreadsheets import read_sheet
from feedback.documents.making import make_file, source_of
from feedback.documents.sheets import HEADER
from feedback.documents.table import document_title, read_columns
from feedback.models import CommentAuthor, CommentRound
from tests.factories import make_comment
from tests.feedback.answering import (
    load_legal,
    make_answer,
    make_ended_round,
    make_group,
    provision_at,
)
from tests.feedback.busy_round import fill_round, make_commune

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def ended(app: Flask) -> CommentRound:
    load_legal()
    return make_ended_round()


def made(comment_round: CommentRound, file_format: str, app: Flask) -> bytes:
    return make_file(
        source_of(comment_round, None), file_format, app.extensions["settings"].secrets
    )


def csv_rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def docx_text(content: bytes) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return ElementTree.fromstring(archive.read("word/document.xml"))


def docx_rows(content: bytes) -> list[list[str]]:
    """Cells of the disposition table, paragraphs parted by |."""
    tables = list(docx_text(content).iter(f"{W}tbl"))
    return [
        ["|".join("".join(t.text or "" for t in p.iter(f"{W}t")) for p in cell.iter(f"{W}p"))
         for cell in row.iter(f"{W}tc")]
        for row in tables[1].iter(f"{W}tr")
    ]  # fmt: skip


def test_every_row_of_every_file_names_its_provision(ended: CommentRound, app: Flask) -> None:
    make_answer(make_comment(ended, provision=provision_at(ended, "dieu-2.khoan-1")), "taken_in")
    make_answer(make_comment(ended), "taken_in")
    expected = ["Toàn bộ dự thảo", "Khoản 1 Điều 2"]
    assert [row["Điều, khoản"] for row in csv_rows(made(ended, "csv", app))] == expected
    assert [row["provision"] for row in json.loads(made(ended, "json", app))["rows"]] == expected
    assert [row[1] for row in docx_rows(made(ended, "docx", app))[1:]] == expected
    sheet = read_sheet(made(ended, "xlsx", app), 100)
    assert [row.cells[1] for row in sheet.rows] == expected


def test_a_setting_without_a_column_for_the_provision_still_names_it(
    ended: CommentRound, app: Flask
) -> None:
    from agencies.models import LegalSetting

    make_answer(make_comment(ended, provision=provision_at(ended, "dieu-2.khoan-1")), "taken_in")
    setting = db.session.query(LegalSetting).filter_by(key="draft.summary_columns").one()
    setting.value = ["Nội dung góp ý", "Giải trình"]
    db.session.flush()
    assert docx_rows(made(ended, "docx", app))[1][0].startswith("Khoản 1 Điều 2|")


def test_formulas_in_comments_stay_text(ended: CommentRound, app: Flask) -> None:
    make_answer(make_comment(ended, '=HYPERLINK("http://x.example";"bấm")'), "noted", reason="+1")
    row = csv_rows(made(ended, "csv", app))[0]
    assert row["Nội dung góp ý"].startswith("'=")
    assert row["Nội dung tiếp thu, giải trình"] == "'+1"
    with zipfile.ZipFile(io.BytesIO(made(ended, "xlsx", app))) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_markup_and_control_characters_cannot_break_the_document(
    ended: CommentRound, app: Flask
) -> None:
    text = "<w:p>&amp; \x07 ]]> chữ Mông: nkauj hmoob; Jrai: ƀuôn, č\u202e"
    make_answer(make_comment(ended, text), "noted")
    assert "<w:p>&amp;  ]]> chữ Mông" in docx_rows(made(ended, "docx", app))[1][3]
    assert made(ended, "pdf", app).startswith(b"%PDF")


def test_a_follow_up_stands_right_behind_what_it_adds_to(ended: CommentRound, app: Flask) -> None:
    first = make_comment(ended, "Ý kiến gốc A")
    second = make_comment(ended, "Bổ sung A1", follows_id=first.id)
    third = make_comment(ended, "Bổ sung A2", follows_id=second.id)
    others = [make_comment(ended, f"Ý kiến khác {number}") for number in range(6)]
    for one in (first, second, third, *others):
        make_answer(one, "taken_in")
    texts = [row["Nội dung góp ý"] for row in csv_rows(made(ended, "csv", app))]
    start = texts.index("Ý kiến gốc A")
    assert texts[start : start + 3] == ["Ý kiến gốc A", "Bổ sung A1", "Bổ sung A2"]


def test_equal_comments_with_one_answer_are_one_row_of_the_document(
    ended: CommentRound, app: Flask
) -> None:
    same = [make_comment(ended, "Đồng ý với dự thảo.") for _one in range(3)]
    make_group(ended, *same)
    make_answer(same[0], "taken_in")
    make_answer(same[1], "taken_in")
    make_answer(same[2], "noted", reason="Riêng ý kiến này.")
    rows = docx_rows(made(ended, "docx", app))
    assert len(rows) == 3
    assert sorted("2 người cùng ý kiến" in row[2] for row in rows[1:]) == [False, True]
    assert len(csv_rows(made(ended, "csv", app))) == 3


def test_only_who_agreed_is_named(ended: CommentRound, app: Flask) -> None:
    keys = app.extensions["settings"].secrets
    for name, shows in (("Trần Văn Kín", False), ("Lê Thị Rõ", True)):
        comment = make_comment(ended)
        make_answer(comment, "taken_in")
        sealed = seal_values({"name": name}, f"comment_author {comment.id}", keys)
        db.session.add(
            CommentAuthor(comment_id=comment.id, round_id=ended.id, sealed=sealed, shows_name=shows)
        )
    db.session.flush()
    for file_format in ("csv", "json"):
        text = made(ended, file_format, app).decode("utf-8-sig")
        assert "Lê Thị Rõ" in text
        assert "Trần Văn Kín" not in text
    assert "Trần Văn Kín" not in str(docx_rows(made(ended, "docx", app)))


def test_words_that_are_not_shown_leave_a_stub_in_every_file(
    ended: CommentRound, app: Flask
) -> None:
    hidden = make_comment(ended, "Lời xúc phạm", visibility="hidden")
    make_answer(hidden, "out_of_scope")
    for file_format in ("csv", "json"):
        text = made(ended, file_format, app).decode("utf-8-sig")
        assert "Lời xúc phạm" not in text
        assert "Ý kiến bị ẩn" in text
    rows = str(docx_rows(made(ended, "docx", app)))
    assert "Lời xúc phạm" not in rows
    assert "Ý kiến bị ẩn" in rows


def test_only_legal_drafts_carry_the_laws_title() -> None:
    assert document_title("legal") == "Bản tổng hợp, tiếp thu, giải trình ý kiến góp ý"
    assert document_title("plan") == "Bản tổng hợp và giải trình ý kiến"


def test_columns_follow_the_setting_in_any_order() -> None:
    labels = (
        "Điều khoản",
        "Nội dung tiếp thu, giải trình",
        "Nội dung góp ý",
        "Chủ thể góp ý",
        "TT",
    )
    roles = [one.role for one in read_columns(labels)]
    assert roles == ["place", "answer", "said", "who", ""]
    assert sum(one.width for one in read_columns(labels)) == pytest.approx(1)


@pytest.mark.parametrize(
    ("name", "kind", "above", "own", "place"),
    [
        ("UBND xã Hợp Tiến", "commune_committee", (), "XÃ HỢP TIẾN", "Hợp Tiến"),
        ("UBND tỉnh Thanh Hóa", "province_committee", (), "TỈNH THANH HÓA", "Thanh Hóa"),
        ("Sở Nội vụ", "department", ("UBND TỈNH THANH HÓA",), "SỞ NỘI VỤ", "Thanh Hóa"),
    ],
)
def test_the_head_names_the_superior_body_only_above_those_that_have_one(
    name: str, kind: str, above: tuple[str, ...], own: str, place: str
) -> None:
    issuer = issuer_of(name, kind, "Tỉnh Thanh Hóa")
    assert (issuer.above, issuer.own[-1], issuer.place) == (above, own, place)


def test_days_below_ten_and_the_first_two_months_have_a_leading_zero() -> None:
    from datetime import date

    assert date_line("Hợp Tiến", date(2027, 2, 5)) == "Hợp Tiến, ngày 05 tháng 02 năm 2027"
    assert date_line("Hợp Tiến", date(2027, 3, 15)) == "Hợp Tiến, ngày 15 tháng 3 năm 2027"


def test_the_docx_is_set_as_the_decree_asks(app: Flask) -> None:
    comment_round = fill_round(make_commune(), app.extensions["settings"].secrets, "legal")
    content = made(comment_round, "docx", app)
    tree = docx_text(content)
    margins = [dict(one.attrib) for one in tree.iter(f"{W}pgMar")]
    for one in margins:
        sides = [
            round(int(one[f"{W}{side}"]) / 56.69) for side in ("top", "bottom", "left", "right")
        ]
        assert sides == [20, 20, 30, 20]
    first, last = tree.iter(f"{W}sectPr")
    assert first.find(f"{W}titlePg") is not None  # no page number on the first page
    assert last.find(f"{W}pgSz").get(f"{W}orient") == "landscape"  # type: ignore[union-attr]
    header = next(tree.iter(f"{W}tblHeader"), None)
    assert header is not None  # the head of the table is repeated on each page
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        styles = archive.read("word/styles.xml").decode()
    assert 'w:ascii="Times New Roman"' in styles
    assert "BẢN TỔNG HỢP, TIẾP THU, GIẢI TRÌNH Ý KIẾN GÓP Ý" in "".join(tree.itertext())


def test_an_empty_round_makes_every_file(ended: CommentRound, app: Flask) -> None:
    for file_format in ("docx", "xlsx", "pdf", "csv", "json"):
        assert made(ended, file_format, app)
    assert csv_rows(made(ended, "csv", app)) == []
    assert made(ended, "csv", app).decode("utf-8-sig").startswith(HEADER[0])


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not on this machine")
def test_libreoffice_opens_the_docx_and_makes_two_pages_of_it(app: Flask, tmp_path: Path) -> None:
    comment_round = fill_round(make_commune(), app.extensions["settings"].secrets, "legal")
    (tmp_path / "bang.docx").write_bytes(made(comment_round, "docx", app))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
               "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "bang.docx")]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    text = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "bang.pdf"), "-"], check=True, capture_output=True
    ).stdout.decode()
    pages = text.split("\f")
    assert len(pages) == 3  # the last is empty
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in pages[0]
    assert re.match(r"\s*2\n", pages[1])
    assert "Khoản 2 Điều 1" in pages[1]


def test_the_same_table_gives_the_same_bytes(ended: CommentRound, app: Flask) -> None:
    make_answer(make_comment(ended), "taken_in")
    assert made(ended, "docx", app) == made(ended, "docx", app)
