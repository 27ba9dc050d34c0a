"""Bringing a draft: what is refused keeps what was typed and says what to do."""

import io
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from feedback.models import DraftSource, DraftVersion
from feedback.provisions import from_json
from tests.factories import make_agency
from tests.feedback.draft_pages import (
    BASE,
    PASTED,
    AsStaff,
    bring,
    faults_of,
    hidden,
    officer_of,
    review,
    send,
)
from tests.feedback.trees import (
    NOISE,
    T,
)
from tests.feedback.word_files import paragraph, run, word_file


@pytest.fixture
def agency(db: Any) -> Any:
    return make_agency("UBND xã Hợp Tiến")


@pytest.fixture
def client(as_staff: AsStaff, agency: Any) -> FlaskClient:
    return officer_of(as_staff, agency)


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
    assert ("Lỗi: </span>Tệp lớn hơn 40 MB" in answer.text) == (megabytes == 41)


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


TRACKED = word_file(
    paragraph("Điều 1. Vệ sinh môi trường"),
    paragraph(
        run("1. Mỗi hộ quét dọn đường làng "),
        f'<w:del w:id="1" w:author="a">{run("hằng tháng").replace("w:t", "w:delText")}</w:del>',
        f'<w:ins w:id="2" w:author="a">{run("hằng tuần")}</w:ins>',
    ),
)


@pytest.mark.parametrize(
    ("changes", "words", "others"), [("final", "tuần", "tháng"), ("original", "tháng", "tuần")]
)
def test_tracked_changes_are_asked_about_and_the_file_need_not_be_chosen_again(
    db: Any, client: FlaskClient, changes: str, words: str, others: str
) -> None:
    file = (io.BytesIO(TRACKED), "co-dau-sua.docx")
    asked = send(client, f"{BASE}/moi", title="Quy ước", agency_id="1", file=file)
    assert asked.status_code == 409
    assert faults_of(asked.text) == []
    assert "1 chỗ thêm, 1 chỗ xóa" in asked.text
    fields = hidden(asked.text) | {"title": "Quy ước", "agency_id": "1", "changes": changes}
    assert client.post(f"{BASE}/moi", data=fields).status_code == 302
    version = db.session.scalars(select(DraftVersion)).one()
    read = from_json(version.tree).words()
    assert words in read
    assert others not in read
    assert version.source_name == "co-dau-sua.docx"
    assert db.session.get(DraftSource, version.id).content == TRACKED


def test_a_kept_file_belongs_to_the_officer_who_sent_it(
    db: Any, client: FlaskClient, as_staff: AsStaff, agency: Any
) -> None:
    file = (io.BytesIO(TRACKED), "co-dau-sua.docx")
    asked = send(client, f"{BASE}/moi", title="Quy ước", agency_id="1", file=file)
    token = {name: hidden(asked.text)[name] for name in ("token", "file_name")}
    other = as_staff("agency_officer", agency=agency)
    answer = send(other, f"{BASE}/moi", title="x", agency_id="1", changes="final", **token)
    assert answer.status_code == 422
    assert "Xin chọn lại tệp" in answer.text
