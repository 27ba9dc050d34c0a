"""Posters: what is printed can be read by a phone, typed by a person, selected as text."""

import io
from typing import Any

import pytest
import zxingcpp
from flask import Flask
from PIL import Image, ImageFilter
from pypdf import PdfReader

from agencies.models import AgencyKind, Role
from agencies.roles import Viewer
from base.codes import with_check
from base.jobs import JobRun, JobState, ask_to_stop, result_file, send_job
from base.qr import draw_qr
from surveys.actions.posters import Wish, draw_one, order_posters
from surveys.models import PlaceState
from surveys.posters import LAYOUTS, Poster, PosterOrder, draw_posters
from surveys.rules.places import NoPlaceToPrint
from tests.factories import make_agency, make_place, make_round, make_staff

CODE = with_check("K7M4QX")
ADDRESS = f"https://ydan.thanhhoa.gov.vn/k/{CODE}"
CENTRE = "Trung tâm Phục vụ hành chính công phường Hạc Thành"
LONGEST = "Trung tâm Phục vụ hành chính công xã Nguyễn Thị Minh Khai " * 2


def order(paper: str, second_language: str = "en", **values: Any) -> PosterOrder:
    defaults: dict[str, Any] = {
        "asker": "Sở Nội vụ",
        "province": "Thanh Hóa",
        "public_url": "https://ydan.thanhhoa.gov.vn",
    }
    return PosterOrder(paper, second_language, **{**defaults, **values})


def poster(agency: str = CENTRE, place: str = "Quầy số 3 – Tư pháp, hộ tịch") -> Poster:
    return Poster(agency, place, CODE)


def picture(paper: str, ppi: float, drawn: Poster | None = None) -> Image.Image:
    png = draw_posters(order(paper), [drawn or poster()], output_format="png", ppi=ppi)
    return Image.open(io.BytesIO(png)).convert("L")


def text_of(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.parametrize(("paper", "count"), [("a4", 1), ("a5", 1), ("stickers", 8)])
def test_the_code_on_every_size_leads_to_the_place(app: Flask, paper: str, count: int) -> None:
    found = zxingcpp.read_barcodes(picture(paper, 150))
    assert [one.text for one in found] == [ADDRESS] * count


@pytest.mark.parametrize(
    ("paper", "ppi", "blur"), [("a4", 30, 1.2), ("a5", 45, 1.2), ("a4", 72, 4)]
)
def test_an_old_phone_far_away_still_reads_it(
    app: Flask, paper: str, ppi: float, blur: float
) -> None:
    seen = picture(paper, ppi).filter(ImageFilter.GaussianBlur(blur))
    assert [one.text for one in zxingcpp.read_barcodes(seen)] == [ADDRESS]


def test_the_code_survives_a_torn_corner_because_it_is_of_level_q(app: Flask) -> None:
    (found,) = zxingcpp.read_barcodes(picture("a4", 150))
    assert found.ec_level == "Q"


def test_the_code_on_a4_is_wider_than_nine_centimetres_with_a_quiet_zone(app: Flask) -> None:
    page = picture("a4", 254)
    (found,) = zxingcpp.read_barcodes(page)
    corners = found.position
    width_mm = (corners.top_right.x - corners.top_left.x) / 10
    assert 90 <= width_mm == pytest.approx(LAYOUTS["a4"].qr_mm, abs=1)
    module = width_mm / draw_qr(ADDRESS).modules
    left, middle = corners.top_left.x, (corners.top_left.y + corners.bottom_left.y) // 2
    quiet = page.crop((int(left - 35 * module), middle, left - 10, middle + 1))
    assert quiet.getextrema() == (255, 255)


@pytest.mark.parametrize("paper", ["a4", "a5", "stickers"])
def test_the_text_can_be_selected_and_says_what_it_is(app: Flask, paper: str) -> None:
    text = text_of(draw_posters(order(paper), [poster()]))
    for words in (
        CENTRE,
        "Quầy số 3 – Tư pháp, hộ tịch",
        "Ông/bà được phục vụ thế nào?",
        "How were you served?",
        "ydan.thanhhoa.gov.vn/k",
        "K7M4-QXQ",
        "Không hỏi họ tên",
        "một phút",
        "Đơn vị hỏi: Sở Nội vụ – Thanh Hóa",
    ):
        assert words in text, words


@pytest.mark.parametrize("paper", ["a4", "a5", "stickers"])
@pytest.mark.parametrize("second_language", ["en", ""])
def test_the_longest_names_still_fit_on_one_page(
    app: Flask, paper: str, second_language: str
) -> None:
    drawn = draw_posters(order(paper, second_language), [poster(LONGEST, "Quầy " * 24)])
    assert len(PdfReader(io.BytesIO(drawn)).pages) == 1


def test_names_carry_no_markup_into_the_drawing(app: Flask) -> None:
    nasty = '#read("/etc/passwd") *in đậm* $x$ [#import "@preview/x:1.0"] \\ "'
    text = text_of(draw_posters(order("a4"), [poster(nasty, "<b>Quầy</b>")]))
    assert '#read("/etc/passwd") *in đậm*' in text
    assert "root:" not in text


def test_posters_of_a_trial_installation_say_so(app: Flask) -> None:
    for paper in LAYOUTS:
        content = draw_posters(order(paper, is_demo=True), [poster()])
        assert "BẢN CHẠY THỬ" in text_of(content)
        assert "BẢN CHẠY THỬ" not in text_of(draw_posters(order(paper), [poster()]))


def test_the_file_is_tagged_for_screen_readers(app: Flask) -> None:
    catalogue = PdfReader(io.BytesIO(draw_posters(order("a4"), [poster()]))).root_object
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "vi"


def viewer(role: Role, agency: Any = None) -> Viewer:
    scope = agency.id if agency else None
    return Viewer(make_staff(role, agency=agency).id, scope, ((role, scope),))


def test_a_whole_round_is_one_file_with_a_page_for_every_place(db: Any) -> None:
    office = make_agency("Văn phòng UBND tỉnh", kind=AgencyKind.PROVINCE_OFFICE)
    places = [make_place(make_agency(f"UBND xã số {number}")) for number in range(30)]
    survey_round = make_round(places, owner=office)
    make_place(make_agency("UBND xã ngoài đợt"))
    wish = Wish("a5", "en", round_id=survey_round.id)
    run = order_posters(viewer(Role.DEPARTMENT), wish, survey_round.name)
    db.session.commit()
    send_job(run.id)
    db.session.expire_all()
    run = db.session.get_one(JobRun, run.id)
    assert (run.state, run.done_count, run.total_count) == (JobState.DONE, 30, 30)
    path = result_file(run)
    assert path is not None
    reader = PdfReader(path)
    assert len(reader.pages) == 30
    assert "Đơn vị hỏi: Văn phòng UBND tỉnh" in reader.pages[0].extract_text()
    assert not list(path.parent.glob("*.part"))


def test_an_officer_prints_only_places_of_the_own_agency(db: Any) -> None:
    own, other = make_agency(), make_agency("UBND xã Thọ Xuân")
    place, strange = make_place(own), make_place(other)
    make_place(own, state=PlaceState.WITHDRAWN)
    survey_round = make_round([place, strange])
    officer = viewer(Role.AGENCY_OFFICER, own)
    run = order_posters(officer, Wish("a4", "", round_id=survey_round.id), "đợt")
    assert run.arguments["place_ids"] == [place.id]
    for wish in (Wish("a4", "", agency_id=other.id), Wish("a4", "", place_id=strange.id)):
        with pytest.raises(NoPlaceToPrint):
            order_posters(officer, wish, "")
    with pytest.raises(NoPlaceToPrint):
        draw_one(frozenset({own.id}), Wish("a4", "", place_id=strange.id))


def test_printing_stops_when_asked_and_leaves_no_file(db: Any) -> None:
    place = make_place()
    run = order_posters(viewer(Role.DEPARTMENT), Wish("a4", "en", place_id=place.id), "quầy")
    ask_to_stop(run.id)
    db.session.commit()
    send_job(run.id)
    db.session.expire_all()
    assert db.session.get_one(JobRun, run.id).state == JobState.STOPPED
