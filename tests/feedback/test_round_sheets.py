"""Poster and proof of publication: read by a phone, typed by a person, true to the record."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image, ImageFilter
from pypdf import PdfReader

from agencies.actions.legal import load_legal_data
from base.clock import now
from feedback.actions.round_clock import follow_clock
from feedback.actions.running_rounds import extend_round
from feedback.models import RoundAttachment
from feedback.sheets.round_poster import RoundPoster, draw_round_poster
from tests.factories import make_agency, make_comment_round
from tests.feedback.test_actions_comment_rounds import viewer_of

SignIn = Callable[..., FlaskClient]
ADDRESS = "https://ydan.thanhhoa.gov.vn/gop-y/128"
DAY = timedelta(days=1)
LONGEST = (
    "Nghị quyết của Hội đồng nhân dân tỉnh quy định chính sách hỗ trợ phát triển sản xuất nông "
    "nghiệp, ngành nghề nông thôn gắn với xây dựng nông thôn mới, giảm nghèo bền vững và chuyển đổi "
    "số trên địa bàn các xã vùng cao, biên giới, bãi ngang ven biển giai đoạn 2026 – 2030 và những "
    "năm tiếp theo"
)


def poster(**values: Any) -> RoundPoster:
    defaults: dict[str, Any] = {
        "title": "Dự thảo Quy ước thôn Tân Hưng",
        "asker": "Ông Trịnh Văn Nam, trưởng thôn Tân Hưng",
        "audience": "Toàn thể hộ gia đình thôn Tân Hưng",
        "until": "30/12/2026",
        "contact": "Văn phòng HĐND và UBND xã Hợp Tiến, 0237 3123 456",
        "address": ADDRESS,
        "is_village": True,
    }
    return RoundPoster(**{**defaults, **values})


def text_of(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.parametrize("paper", ["a4", "a5"])
def test_the_code_leads_to_the_round_and_is_of_level_q(app: Flask, paper: str) -> None:
    png = draw_round_poster(poster(), paper, output_format="png", ppi=150)
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)).convert("L"))
    assert (found.text, found.ec_level) == (ADDRESS, "Q")


def test_an_old_phone_far_away_still_reads_it(app: Flask) -> None:
    png = draw_round_poster(poster(), "a4", output_format="png", ppi=36)
    seen = Image.open(io.BytesIO(png)).convert("L").filter(ImageFilter.GaussianBlur(1.1))
    assert [one.text for one in zxingcpp.read_barcodes(seen)] == [ADDRESS]


@pytest.mark.parametrize("paper", ["a4", "a5"])
def test_everything_a_person_needs_stands_on_it(app: Flask, paper: str) -> None:
    text = text_of(draw_round_poster(poster(), paper))
    for words in (
        "Mời ông/bà góp ý",
        "Dự thảo Quy ước thôn Tân Hưng",
        "Ông Trịnh Văn Nam, trưởng thôn Tân Hưng",
        "Nhận ý kiến đến hết ngày 30/12/2026",
        "đường dẫn ngắn",
        "ydan.thanhhoa.gov.vn/gop-y/128",
        "không phải là biểu quyết",
        "0237 3123 456",
    ):
        assert words in text, words


@pytest.mark.parametrize("paper", ["a4", "a5"])
def test_the_longest_title_still_fits_on_one_page_with_its_code(app: Flask, paper: str) -> None:
    long = poster(title=LONGEST, audience="Nhân dân " * 30, contact="Phòng " * 30)
    assert len(PdfReader(io.BytesIO(draw_round_poster(long, paper))).pages) == 1
    png = draw_round_poster(long, paper, output_format="png", ppi=150)
    assert len(zxingcpp.read_barcodes(Image.open(io.BytesIO(png)).convert("L"))) == 1


def test_titles_carry_no_markup_into_the_drawing(app: Flask) -> None:
    nasty = '#read("/etc/passwd") *in đậm* $x$ [#import "@preview/x:1.0"] \\ "'
    text = text_of(draw_round_poster(poster(title=nasty), "a4"))
    assert '#read("/etc/passwd") *in đậm*' in text
    assert "root:" not in text


@pytest.fixture
def commune(app: Any) -> Any:
    load_legal_data()
    return make_agency("UBND xã Hợp Tiến")


def test_the_proof_holds_times_hashes_addresses_and_reasons(
    db: Any, commune: Any, as_staff: SignIn
) -> None:
    officer = as_staff("agency_officer", agency=commune)
    comment_round = make_comment_round(
        agency=commune,
        state="prepared",
        opens_at=now() - 10 * DAY,
        closes_at=now() + 20 * DAY,
        province_address="https://thanhhoa.gov.vn/du-thao/9",
        agency_address="https://hoptien.thanhhoa.gov.vn/du-thao/9",
    )
    follow_clock()
    longer = comment_round.closes_at + 5 * DAY
    extend_round(viewer_of(commune), comment_round, longer, "Mưa lũ, nhiều thôn bị chia cắt")
    db.session.commit()
    page = officer.get(f"/can-bo/gop-y/{comment_round.id}/bien-ban").text
    sheet = officer.get(f"/can-bo/gop-y/{comment_round.id}/bien-ban.pdf")
    assert sheet.mimetype == "application/pdf"
    text = text_of(sheet.data)
    squeezed = text.replace(" ", "")
    assert comment_round.version.text_hash in squeezed
    assert comment_round.version.text_hash in page
    for words in (
        "https://thanhhoa.gov.vn/du-thao/9",
        "https://hoptien.thanhhoa.gov.vn/du-thao/9",
        f"/gop-y/{comment_round.id}",
        "Mưa lũ, nhiều thôn bị chia cắt",
    ):
        assert words in page, words
        assert words.replace(" ", "") in squeezed, words
    assert "ghi vào sổ lúc" in page  # the job was ten days late, and the record says so


def test_everybody_may_fetch_the_proof_once_the_round_has_opened(
    db: Any, commune: Any, client: FlaskClient
) -> None:
    open_round = make_comment_round(agency=commune)
    early = make_comment_round(
        agency=commune, state="prepared", opens_at=now() + DAY, closes_at=now() + 40 * DAY
    )
    internal = make_comment_round(agency=commune, kind="agency", is_internal=True)
    db.session.commit()
    answer = client.get(f"/gop-y/{open_round.id}/bien-ban.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert "Set-Cookie" not in answer.headers
    for hidden in (early, internal):
        assert client.get(f"/gop-y/{hidden.id}/bien-ban.pdf").status_code == 404


def test_an_internal_round_has_no_poster(db: Any, commune: Any, as_staff: SignIn) -> None:
    officer = as_staff("agency_officer", agency=commune)
    internal = make_comment_round(agency=commune, kind="agency", is_internal=True)
    public = make_comment_round(agency=commune)
    db.session.commit()
    base = "/can-bo/gop-y"
    assert officer.get(f"{base}/{public.id}/ap-phich-a4.pdf").mimetype == "application/pdf"
    assert officer.get(f"{base}/{internal.id}/ap-phich-a4.pdf").status_code == 404


def test_staff_of_the_agency_read_its_internal_round_and_nobody_else(
    db: Any, commune: Any, as_staff: SignIn
) -> None:
    internal = make_comment_round(
        agency=commune, kind="agency", is_internal=True, title="Quy chế làm việc của UBND xã"
    )
    file = RoundAttachment(round_id=internal.id, name="to-trinh.pdf", media="application/pdf")
    file.size, file.content_hash, file.content = 9, "0" * 64, b"%PDF-1.7\n"
    db.session.add(file)
    db.session.commit()
    colleague, stranger = as_staff(agency=commune), as_staff("department")
    home = "/can-bo/gop-y-noi-bo"
    assert "Quy chế làm việc của UBND xã" in colleague.get(home).text
    assert "Mỗi hộ giữ vệ sinh đường làng" in colleague.get(f"{home}/{internal.id}").text
    kept = f"{home}/{internal.id}/tep/{file.id}"
    assert colleague.get(kept).headers["Content-Disposition"].startswith("attachment")
    assert stranger.get(kept).status_code == 404
    assert "Quy chế làm việc" not in stranger.get(home).text
    assert stranger.get(f"{home}/{internal.id}").status_code == 404
