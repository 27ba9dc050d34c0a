"""The pages of drafts: nothing typed is lost, two officers see each other, strangers see nothing."""

import io
import re
from collections.abc import Callable
from time import perf_counter
from typing import Any

import html5lib
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from agencies.models import Role
from agencies.roles import Viewer
from feedback.actions.drafts import Source, create_draft
from feedback.models import DraftSource, DraftState, DraftVersion, Provision
from feedback.provisions import Node, from_json
from feedback.rules.tree_edits import move_down
from tests.factories import make_agency, make_draft_version
from tests.feedback.trees import (
    CATTLE,
    HYGIENE,
    NOISE,
    T,
    article,
    clause,
    document,
    paragraph,
    point,
    village_rules,
)
from tests.house import test_pages as pages

BASE = "/can-bo/du-thao"
AsStaff = Callable[..., FlaskClient]
PASTED = f"Điều 1. Vệ sinh môi trường\n1. {HYGIENE}\n2. {CATTLE}\nĐiều 2. Trật tự\n1. {NOISE}\n"


@pytest.fixture
def agency(db: Any) -> Any:
    return make_agency("UBND xã Hợp Tiến")


@pytest.fixture
def client(as_staff: AsStaff, agency: Any) -> FlaskClient:
    return as_staff("agency_officer", agency=agency, full_name="Nguyễn Thị Lan")


def bring(db: Any, client: FlaskClient, root: Node | None = None) -> DraftVersion:
    staff = client.staff  # type: ignore[attr-defined]
    viewer = Viewer(staff.id, staff.agency_id, ((Role.AGENCY_OFFICER, staff.agency_id),))
    source = Source("quy-uoc.docx", "docx", b"PK tep goc", root or village_rules())
    version = create_draft(viewer, staff.agency_id, "Quy ước thôn Tân Hưng", source)
    db.session.commit()
    return version


def faults_of(page: str) -> list[str]:
    """What the house holds against the page; raises at the first thing the HTML standard calls an error."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return pages.faults_of(parser.parse(page), "vi")


def hidden(page: str) -> dict[str, str]:
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    boxes = [box for box in tree.findall(".//main//form//input") if box.get("type") == "hidden"]
    return {box.get("name"): box.get("value", "") for box in boxes}


def send(client: FlaskClient, address: str, **typed: Any) -> Any:
    return client.post(address, data=hidden(client.get(address).text) | typed)


def stored(db: Any, version: DraftVersion) -> Node:
    db.session.expire_all()
    return from_json(db.session.get(DraftVersion, version.id).tree)


def review(version: DraftVersion, rest: str = "") -> str:
    return f"{BASE}/ban/{version.id}/soat{rest}"


def test_a_pasted_text_becomes_a_tree_to_review(db: Any, client: FlaskClient) -> None:
    answer = send(client, f"{BASE}/moi", title="Quy ước", agency_id="1", pasted=PASTED)
    assert answer.status_code == 302, re.findall(r"field-error.*", answer.text)
    version = db.session.scalars(select(DraftVersion)).one()
    assert answer.headers["Location"].endswith(review(version))
    numbers = [node.number for node in from_json(version.tree).walk() if node.type == T.DIEU]
    assert [number.rstrip(".") for number in numbers] == ["Điều 1", "Điều 2"]
    assert db.session.get(DraftSource, version.id).content.decode() == PASTED.strip()


def test_a_text_file_is_read_and_kept(db: Any, client: FlaskClient) -> None:
    file = (io.BytesIO(PASTED.encode()), "du-thao.txt")
    answer = send(client, f"{BASE}/moi", title="Quy ước", agency_id="1", file=file)
    assert answer.status_code == 302
    version = db.session.scalars(select(DraftVersion)).one()
    assert (version.source_name, version.source_media) == ("du-thao.txt", "txt")


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "rong.txt", "Tệp không có chữ nào"),
        (b"MZ\x00\x01" * 50, "chuong-trinh.exe", "Chỉ nhận tệp"),
        (b"%PDF-1.7 \xff\xfe", "hong.docx", "Đuôi tệp là .docx"),
    ],
)
def test_a_refused_file_keeps_the_title_and_says_what_to_do(
    db: Any, client: FlaskClient, content: bytes, name: str, sentence: str
) -> None:
    file = (io.BytesIO(content), name)
    answer = send(client, f"{BASE}/moi", title="Quy ước «Tân Hưng»", agency_id="1", file=file)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Quy ước «Tân Hưng»" in answer.text
    assert db.session.scalars(select(DraftVersion)).all() == []


def test_without_a_title_the_pasted_text_stays(client: FlaskClient) -> None:
    answer = send(client, f"{BASE}/moi", title="", agency_id="1", pasted=PASTED)
    assert answer.status_code == 422
    assert NOISE in answer.text
    assert "Xin ghi tên dự thảo." in answer.text


def test_neither_file_nor_text_is_told(client: FlaskClient) -> None:
    answer = send(client, f"{BASE}/moi", title="Quy ước", agency_id="1")
    assert answer.status_code == 422
    assert "Xin chọn tệp dự thảo" in answer.text


def large(client: FlaskClient, address: str, megabytes: int, **fields: str) -> Any:
    """Sends a file of zeros as a browser does."""
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    head = '--x\r\nContent-Disposition: form-data; name="file"; filename="lon.docx"\r\n\r\n'
    body = "".join([*parts, head]).encode() + bytes(megabytes * 1024 * 1024) + b"\r\n--x--\r\n"
    return client.post(address, data=body, content_type="multipart/form-data; boundary=x")


@pytest.mark.parametrize(("megabytes", "status"), [(30, 422), (41, 422), (43, 413)])
def test_what_is_larger_than_forty_megabytes_is_refused_and_a_large_file_is_read(
    db: Any, client: FlaskClient, megabytes: int, status: int
) -> None:
    fields = hidden(client.get(f"{BASE}/moi").text) | {"title": "Quy ước", "agency_id": "1"}
    answer = large(client, f"{BASE}/moi", megabytes, **fields)
    assert answer.status_code == status
    assert ("Tệp lớn hơn 40 MB" in answer.text) == (megabytes == 41)


def test_other_pages_take_no_thirty_megabytes(client: FlaskClient, db: Any) -> None:
    version = bring(db, client)
    fields = hidden(client.get(review(version)).text)
    assert large(client, review(version), 30, **fields).status_code == 413


def test_an_officer_cannot_bring_a_draft_for_another_agency(db: Any, client: FlaskClient) -> None:
    other = make_agency("UBND xã Cẩm Thủy")
    db.session.commit()
    answer = send(client, f"{BASE}/moi", title="x", agency_id=str(other.id), pasted=PASTED)
    assert answer.status_code == 422
    assert db.session.scalars(select(DraftVersion)).all() == []


def test_the_source_file_is_handed_out_as_an_attachment_of_no_active_type(
    db: Any, client: FlaskClient
) -> None:
    version = bring(db, client)
    answer = client.get(f"{BASE}/ban/{version.id}/tep")
    assert answer.data == b"PK tep goc"
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


DOUBTFUL = document(
    Node(T.DIEU, "Điều 1.", "Vệ sinh", "", (clause(1, HYGIENE),), doubts=("number-skipped",)),
    article(2, "Trật tự", clause(1, NOISE, point("a", CATTLE))),
    Node(T.TABLE, text="Thôn\tSố hộ\nTân Hưng\t120"),
)


def test_the_review_shows_doubts_in_words_and_says_that_no_word_is_missing(
    db: Any, client: FlaskClient
) -> None:
    page = client.get(review(bring(db, client, DOUBTFUL))).text
    assert faults_of(page) == []
    assert "1 chỗ chương trình chưa chắc" in page
    assert "Số không liền với số đứng trước" in page
    assert "chữ của tệp gốc, đúng thứ tự" in page
    assert "<td>Tân Hưng</td>" in page


def test_an_act_is_stored_at_once_and_leads_back_to_where_the_node_stands_now(
    db: Any, client: FlaskClient
) -> None:
    version = bring(db, client)
    answer = send(client, review(version), act="down:0.0")
    assert answer.headers["Location"].endswith("?phan=1&muc=0.1#n-0-1")
    assert stored(db, version).children[0].children[1].number == "Điều 1."


@pytest.mark.parametrize(
    "act", ["", "drop:0", "down", "down:x", "down:9.9", "put:0:1", "put:0:0.1:inside", "undo"]
)
def test_nonsense_from_a_button_changes_nothing_and_is_no_fault(
    db: Any, client: FlaskClient, act: str
) -> None:
    version = bring(db, client)
    assert send(client, review(version), act=act).status_code == 302
    assert stored(db, version) == village_rules()


def test_undo_brings_back_what_stood_before(db: Any, client: FlaskClient) -> None:
    version = bring(db, client)
    send(client, review(version), act="merge:0.0.1")
    assert stored(db, version) != village_rules()
    assert "Hoàn tác</button>" not in client.get(review(version)).text
    send(client, review(version), act="undo")
    assert stored(db, version) == village_rules()


def test_the_second_officer_is_told_who_was_first_and_nothing_is_overwritten(
    db: Any, client: FlaskClient, as_staff: AsStaff, agency: Any
) -> None:
    version = bring(db, client)
    page = hidden(client.get(review(version)).text)
    second = as_staff("agency_officer", agency=agency, full_name="Trần Văn Hùng")
    opened = hidden(second.get(review(version)).text)
    client.post(review(version), data=page | {"act": "down:0.0"})
    answer = second.post(
        review(version), data=opened | {"act": "merge:0.0.1"}, follow_redirects=True
    )
    print(re.findall(r"notice-.*?</div>", answer.text, re.S))
    assert "Nguyễn Thị Lan vừa sửa bản này" in answer.text
    assert stored(db, version).words() == move_down(village_rules(), (0, 0)).root.words()


def node_fields(**changed: str) -> dict[str, str]:
    return {"kind": "khoan", "number": "1.", "title": "", "text": NOISE} | changed


def test_moving_words_from_the_text_to_the_title_needs_no_confirmation(
    db: Any, client: FlaskClient
) -> None:
    version = bring(db, client, document(paragraph("Điều 1. Vệ sinh Mỗi hộ quét dọn.")))
    fields = {"kind": "dieu", "number": "Điều 1.", "title": "Vệ sinh", "text": "Mỗi hộ quét dọn."}
    answer = send(client, review(version, "/sua?muc=0"), **fields)
    assert answer.status_code == 302
    assert stored(db, version) == document(article(1, "Vệ sinh", text="Mỗi hộ quét dọn."))


def test_changed_words_are_shown_word_by_word_and_stored_only_as_a_correction(
    db: Any, client: FlaskClient
) -> None:
    version = bring(db, client)
    fields = node_fields(text=NOISE.replace("gây ồn", "làm ồn"))
    address = review(version, "/sua?muc=0.1.0")
    answer = send(client, address, **fields)
    assert answer.status_code == 422
    assert re.search(r"<del>.*gây.*</del>", answer.text)
    assert stored(db, version) == village_rules()
    assert send(client, address, **fields, is_correction="y").status_code == 302
    page = client.get(review(version)).text
    assert "Chữ khác tệp gốc ở 1 chỗ" in page


def test_of_two_officers_in_one_node_the_second_sees_both_and_decides(
    db: Any, client: FlaskClient, as_staff: AsStaff, agency: Any
) -> None:
    version = bring(db, client)
    address = review(version, "/sua?muc=0.1.0")
    second = as_staff("agency_officer", agency=agency)
    opened = hidden(second.get(address).text)
    first_text = NOISE.replace("22 giờ", "21 giờ")
    send(client, address, **node_fields(text=first_text), is_correction="y")
    mine = node_fields(text=NOISE.replace("6 giờ", "5 giờ")) | {"is_correction": "y"}
    answer = second.post(address, data=opened | mine)
    assert answer.status_code == 409
    assert first_text in answer.text
    assert "5 giờ" in answer.text
    again = second.post(address, data=hidden(answer.text) | mine)
    assert again.status_code == 302
    assert "5 giờ" in " ".join(stored(db, version).words())


def test_of_two_officers_in_different_nodes_both_changes_are_kept(
    db: Any, client: FlaskClient, as_staff: AsStaff, agency: Any
) -> None:
    version = bring(db, client)
    second = as_staff("agency_officer", agency=agency)
    address = review(version, "/sua?muc=0.1.0")
    opened = hidden(second.get(address).text)
    send(client, review(version), act="down:0.0")
    changed = node_fields(text=NOISE.replace("22", "21")) | {"is_correction": "y"}
    assert second.post(address, data=opened | changed).status_code == 302
    first, moved, _ = stored(db, version).children[0].children
    assert (first.number, moved.number) == ("Điều 2.", "Điều 1.")
    assert "21" in first.children[0].text


def test_a_node_is_split_before_an_offered_sentence(db: Any, client: FlaskClient) -> None:
    version = bring(db, client, document(article(1, "x", clause(1, f"{HYGIENE} 2. {NOISE}"))))
    cut = len(HYGIENE) + 1
    answer = send(client, review(version, "/tach?muc=0.0"), cuts=[str(cut)], marked="")
    assert answer.status_code == 302
    assert stored(db, version) == document(article(1, "x", clause(1, HYGIENE), clause(2, NOISE)))


def test_a_split_that_changes_words_is_refused_and_what_was_typed_stays(
    db: Any, client: FlaskClient
) -> None:
    version = bring(db, client)
    typed = "Loa đài || thôi mở."
    answer = send(client, review(version, "/tach?muc=0.1.0"), marked=typed)
    assert answer.status_code == 422
    assert typed in answer.text
    assert stored(db, version) == village_rules()


def test_freezing_asks_for_what_was_not_looked_at_and_then_writes_the_provisions(
    db: Any, client: FlaskClient
) -> None:
    version = bring(db, client, DOUBTFUL)
    address = f"{BASE}/ban/{version.id}/chot"
    answer = send(client, address)
    assert answer.status_code == 409
    assert "Còn 1 chỗ chương trình chưa chắc" in answer.text
    assert send(client, address, doubts_seen="y").status_code == 302
    db.session.expire_all()
    assert db.session.get(DraftVersion, version.id).state == DraftState.FROZEN
    assert len(db.session.scalars(select(Provision)).all()) == 6
    assert faults_of(client.get(f"{BASE}/ban/{version.id}").text) == []


def test_a_frozen_version_offers_no_edit_and_takes_none(db: Any, client: FlaskClient) -> None:
    version = bring(db, client)
    token = hidden(client.get(review(version)).text)
    send(client, f"{BASE}/ban/{version.id}/chot")
    assert client.get(review(version)).status_code == 302
    before = stored(db, version)
    for rest in ("soat/sua?muc=0", "soat/tach?muc=0", "chot", "bo"):
        assert client.get(f"{BASE}/ban/{version.id}/{rest}").status_code == 409
    assert client.post(review(version), data=token | {"act": "down:0.0"}).status_code == 302
    assert stored(db, version) == before


def test_the_next_version_is_compared_confirmed_and_then_ready(
    db: Any, client: FlaskClient
) -> None:
    first = bring(db, client, document(article(1, "Vệ sinh môi trường", clause(1, HYGIENE))))
    send(client, f"{BASE}/ban/{first.id}/chot")
    pasted = f"Điều 1. Vệ sinh môi trường\n1. {HYGIENE.replace('bảy', 'hai')}\n2. {NOISE}\n"
    assert send(client, f"{BASE}/{first.draft_id}/ban-moi", pasted=pasted).status_code == 302
    second = db.session.scalars(select(DraftVersion).where(DraftVersion.number == 2)).one()
    preview = client.get(f"{BASE}/ban/{second.id}/so-sanh").text
    assert faults_of(preview) == []
    assert "Xem trước khi chốt" in preview
    assert "Đúng, xác nhận" not in preview
    frozen = send(client, f"{BASE}/ban/{second.id}/chot", doubts_seen="y")
    assert frozen.headers["Location"].endswith(f"{BASE}/ban/{second.id}/so-sanh")
    page = client.get(frozen.headers["Location"]).text
    assert faults_of(page) == []
    assert "Còn 3 mục chưa xác nhận" in page
    send(client, f"{BASE}/ban/{second.id}/so-sanh", all_of="kept")
    links = re.findall(r'name="link" value="(\d+)"', page)
    send(client, f"{BASE}/ban/{second.id}/so-sanh", link=sorted(set(links)))
    done = client.get(f"{BASE}/ban/{second.id}/so-sanh").text
    assert "Mọi thay đổi đã được xác nhận" in done


def test_the_officer_chooses_another_origin(db: Any, client: FlaskClient) -> None:
    first = bring(db, client)
    send(client, f"{BASE}/ban/{first.id}/chot")
    second = make_draft_version(first.draft, is_frozen=False, number=2, tree=first.tree)
    db.session.commit()
    send(client, f"{BASE}/ban/{second.id}/chot")
    rows = db.session.scalars(select(Provision).order_by(Provision.id)).all()
    new = next(r for r in rows if r.version_id == second.id and r.path == "dieu-1.khoan-1")
    old = next(r for r in rows if r.version_id == first.id and r.path == "dieu-1.khoan-2")
    address = f"{BASE}/ban/{second.id}/so-sanh/{new.id}"
    assert faults_of(client.get(address).text) == []
    answer = send(client, address, other=str(old.id))
    assert answer.status_code == 302
    page = client.get(f"{BASE}/ban/{second.id}/so-sanh?loai=moved").text
    assert "khoản 2 Điều 1" in page


def test_a_version_under_review_is_discarded_only_after_being_asked(
    db: Any, client: FlaskClient
) -> None:
    version = bring(db, client)
    address, draft_id = f"{BASE}/ban/{version.id}/bo", version.draft_id
    assert faults_of(client.get(address).text) == []
    assert db.session.get(DraftVersion, version.id) is not None
    assert send(client, address).headers["Location"].endswith(f"{BASE}/{draft_id}")
    assert db.session.scalars(select(DraftVersion)).all() == []
    assert faults_of(client.get(f"{BASE}/{draft_id}").text) == []


def test_another_agencys_officer_finds_nothing_and_the_department_changes_nothing(
    db: Any, client: FlaskClient, as_staff: AsStaff
) -> None:
    version = bring(db, client)
    stranger = as_staff("agency_officer", agency=make_agency("UBND xã Cẩm Thủy"))
    assert "Quy ước thôn Tân Hưng" not in stranger.get(BASE).text
    for rest in ("", "/soat", "/tep", "/so-sanh"):
        assert stranger.get(f"{BASE}/ban/{version.id}{rest}").status_code == 404
    department = as_staff("department")
    page = department.get(review(version)).text
    assert HYGIENE in page
    assert 'name="act"' not in page
    assert department.post(review(version), data=hidden(page)).status_code == 403


def test_three_hundred_articles_are_reviewed_page_by_page_within_three_tenths_of_a_second(
    db: Any, client: FlaskClient
) -> None:
    def one(number: int) -> Node:
        clauses = [clause(n, f"{HYGIENE} {number}", point("a", NOISE)) for n in (1, 2, 3)]
        return article(number, f"Việc thứ {number}", *clauses)

    root = document(*(one(number) for number in range(1, 301)))
    version = bring(db, client, root)
    client.get(review(version))
    times = []
    for part in (1, 5, 10):
        started = perf_counter()
        page = client.get(review(version, f"?phan={part}")).text
        times.append(perf_counter() - started)
        assert page.count('class="node-acts"') <= 200
    assert min(times) < 0.3
    assert len(page) < 400_000
    times = []
    for place in (200, 201, 202):
        fields = hidden(client.get(review(version, "?phan=7")).text)
        started = perf_counter()
        client.post(review(version), data=fields | {"act": f"down:{place}"})
        times.append(perf_counter() - started)
    assert min(times) < 0.3


def test_every_page_of_an_unused_draft_is_sound_html(db: Any, client: FlaskClient) -> None:
    version = bring(db, client, DOUBTFUL)
    for address in (
        BASE,
        f"{BASE}/moi",
        f"{BASE}/{version.draft_id}",
        f"{BASE}/{version.draft_id}/ten",
        f"{BASE}/ban/{version.id}/chot",
        review(version, "/sua?muc=1.0"),
        review(version, "/tach?muc=1.0"),
    ):
        assert faults_of(client.get(address).text) == [], address


def test_a_draft_is_renamed(db: Any, client: FlaskClient) -> None:
    version = bring(db, client)
    address = f"{BASE}/{version.draft_id}/ten"
    assert send(client, address, title="").status_code == 422
    send(client, address, title="Quy ước thôn Tân Hưng (lần 2)")
    assert "(lần 2)" in client.get(BASE).text
