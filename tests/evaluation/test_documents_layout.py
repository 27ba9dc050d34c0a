"""The DOCX of a report against NĐ 30/2020 (Phụ lục I), read out of its XML."""

import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader

from agencies.models import LegalSetting
from base.db import db
from base.documents.faces import knows_letters
from evaluation.documents.making import make_file, open_desk
from evaluation.reports.document_figures import gather
from evaluation.rules.report_periods import read_period
from tests.evaluation.docx_files import A, R, W, paragraphs, part, style_sizes, styled, words
from tests.evaluation.report_year import AT, make_ward

TWIPS_A_MM = 1440 / 25.4


def made(file_format: str = "docx") -> bytes:
    desk = open_desk(gather(read_period("2026"), AT))
    return make_file(desk, "14797", file_format)


@pytest.fixture
def ward(app: Flask) -> None:
    make_ward("officials_trained", "Tập huấn cho 100 % người phụ trách")


def millimetres(element: object, name: str) -> float:
    return round(int(element.get(f"{W}{name}")) / TWIPS_A_MM, 1)  # type: ignore[attr-defined]


@pytest.mark.usefixtures("ward")
def test_the_page_is_a4_with_the_margins_of_the_decree_and_annexes_lie() -> None:
    sections = list(part(made()).iter(f"{W}sectPr"))
    sizes = [one.find(f"{W}pgSz") for one in sections]
    assert [(millimetres(one, "w"), millimetres(one, "h")) for one in sizes] == [
        (210, 297),
        (297, 210),
    ]
    assert [one.get(f"{W}orient") for one in sizes if one is not None] == [None, "landscape"]
    for one in sections:
        margins = one.find(f"{W}pgMar")
        sides = [millimetres(margins, side) for side in ("top", "bottom", "left", "right")]
        assert sides == [20, 20, 30, 20]


@pytest.mark.usefixtures("ward")
def test_every_element_has_the_size_of_the_decree_in_times_new_roman() -> None:
    content = made()
    sizes = style_sizes(content)
    upright, bold, italic = (False, False), (True, False), (False, True)
    for style, (least, most), marks in (
        ("QuocHieu", (12, 13), bold),
        ("TieuNgu", (13, 14), bold),
        ("CoQuanTren", (12, 13), upright),
        ("CoQuan", (12, 13), bold),
        ("SoKyHieu", (13, 13), upright),
        ("NgayThang", (13, 14), italic),
        ("TenLoai", (13, 14), bold),
        ("TrichYeu", (13, 14), bold),
        ("VanBan", (13, 14), upright),
        ("Muc1", (13, 14), bold),
        ("ChucVu", (13, 14), bold),
        ("HoTen", (13, 14), bold),
        ("KinhGui", (13, 14), upright),
        ("NoiNhan", (12, 12), (True, True)),
        ("NoiNhanDong", (11, 11), upright),
        ("PhuLuc", (14, 14), bold),
        ("TenPhuLuc", (13, 14), bold),
        ("OBang", (10, 12), upright),
        ("SoTrang", (13, 14), upright),
    ):
        points, is_bold, is_italic = sizes[style]
        assert least <= points <= most, style
        assert (is_bold, is_italic) == marks, style
    fonts = part(content, "word/styles.xml").find(f".//{W}rFonts")
    assert fonts is not None
    assert {fonts.get(f"{W}{one}") for one in ("ascii", "hAnsi", "cs")} == {"Times New Roman"}


@pytest.mark.usefixtures("ward")
def test_the_head_is_a_table_of_two_columns_without_lines() -> None:
    table = next(part(made()).iter(f"{W}tbl"))
    assert table.find(f"{W}tblPr/{W}tblBorders") is None
    left, right = table.iter(f"{W}tc")
    assert [words(one) for one in left.iter(f"{W}p")] == [
        "ỦY BAN NHÂN DÂN",
        "PHƯỜNG HẠC THÀNH",
        "",
        "Số:         /BC-UBND",
    ]
    assert [words(one) for one in right.iter(f"{W}p")] == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "",
        "Hạc Thành, ngày … tháng … năm …",
    ]
    for column in (left, right):
        assert [one.get(f"{W}val") for one in column.iter(f"{W}top")] == ["single"]


@pytest.mark.usefixtures("ward")
def test_the_page_number_stands_in_the_middle_of_the_top_and_not_on_the_first_page() -> None:
    content = made()
    header = part(content, "word/header1.xml")
    assert [one.text for one in header.iter(f"{W}instrText")] == [" PAGE "]
    first, annex = part(content).iter(f"{W}sectPr")
    for one in (first, annex):
        assert one.find(f"{W}titlePg") is not None
        reference = one.find(f"{W}headerReference")
        assert reference is not None
        assert (reference.get(f"{W}type"), reference.get(f"{R}id")) == ("default", "rId2")
    restart = annex.find(f"{W}pgNumType")
    assert restart is not None
    assert restart.get(f"{W}start") == "1"


@pytest.mark.usefixtures("ward")
def test_the_text_ends_with_its_sign_then_recipients_left_and_signer_right() -> None:
    content = made()
    assert styled(content, "VanBan")[-1].endswith("./.")
    foot = [one for one in part(content).iter(f"{W}tbl") if "Nơi nhận:" in words(one)]
    left, right = foot[0].iter(f"{W}tc")
    assert [words(one) for one in left.iter(f"{W}p")] == [
        "Nơi nhận:",
        "- Như trên;",
        "- Sở Nội vụ;",
        "- Lưu: VT.",
    ]
    assert words(right) == "TM. ỦY BAN NHÂN DÂNCHỦ TỊCH"


@pytest.mark.usefixtures("ward")
def test_the_last_paragraph_goes_to_the_next_page_with_the_signature() -> None:
    body = list(part(made()).iter(f"{W}p"))
    kept = [one.find(f"{W}pPr/{W}keepNext") is not None for one in body]
    closing = next(n for n, one in enumerate(body) if words(one).endswith("./."))
    assert kept[closing : closing + 2] == [True, True]  # itself and the gap before the signature
    assert not kept[closing - 1]


@pytest.mark.usefixtures("ward")
def test_a_setting_that_staff_changed_changes_the_document() -> None:
    row = db.session.query(LegalSetting).filter_by(key="doc.margins_mm").one()
    row.value = {**row.value, "left": 35, "right": 15}
    body = db.session.query(LegalSetting).filter_by(key="doc.body_pt").one()
    body.value = 13
    db.session.flush()
    content = made()
    margins = part(content).find(f".//{W}pgMar")
    assert (millimetres(margins, "left"), millimetres(margins, "right")) == (35, 15)
    assert style_sizes(content)["VanBan"][0] == 13


@pytest.mark.usefixtures("ward")
def test_the_chart_is_a_picture_with_words_for_who_cannot_see_it() -> None:
    content = made()
    document = part(content)
    blips = [one.get(f"{R}embed") for one in document.iter(f"{A}blip")]
    assert blips == ["rIdPicture1"]
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.read("word/media/1.png").startswith(b"\x89PNG")
    properties = next(one for one in document.iter() if one.tag.endswith("}docPr"))
    assert "Chung: 86,4 % (82,1–90,0)" in str(properties.get("descr")).replace("\u00a0", " ")


@pytest.mark.usefixtures("ward")
def test_the_pdf_says_the_same_as_the_docx_in_one_face() -> None:
    reader = PdfReader(BytesIO(made("pdf")))
    text = " ".join("\n".join(page.extract_text() for page in reader.pages).split())
    for line in (one for one in paragraphs(made()) if len(one) > 30):
        assert " ".join(line.split())[:60] in text
    widths = [round(float(page.mediabox.width)) for page in reader.pages]
    assert widths[0] < widths[-1]


def test_a_face_without_vietnamese_letters_is_passed_over(tmp_path: Path) -> None:
    broken = tmp_path / "hong.ttf"
    broken.write_bytes(b"\x00\x01\x00\x00\x00\x01")
    assert not knows_letters(broken, "ộ")
    for known in Path("/usr/share/fonts").rglob("NotoSans-Regular.ttf"):
        assert knows_letters(known, "ộẾữa")
        assert not knows_letters(known, "漢")


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not on this machine")
@pytest.mark.slow
@pytest.mark.usefixtures("ward")
def test_libreoffice_opens_the_report_and_turns_it_into_pages(tmp_path: Path) -> None:
    (tmp_path / "bao-cao.docx").write_bytes(made())
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
               "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "bao-cao.docx")]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    pages = PdfReader(tmp_path / "bao-cao.pdf").pages
    texts = [page.extract_text() for page in pages]
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in texts[0]
    assert texts[1].split()[0] == "2"
    assert "Phụ lục I" in texts[-1]
