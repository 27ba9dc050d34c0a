"""Freezing, comparing and confirming; drafts in lists; strangers see nothing."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from feedback.models import DraftState, DraftVersion, Provision
from tests.factories import make_agency, make_draft_version
from tests.feedback.draft_pages import (
    BASE,
    DOUBTFUL,
    AsStaff,
    bring,
    faults_of,
    hidden,
    officer_of,
    review,
    send,
    stored,
)
from tests.feedback.trees import (
    HYGIENE,
    NOISE,
    article,
    clause,
    document,
)


@pytest.fixture
def agency(db: Any) -> Any:
    return make_agency("UBND xã Hợp Tiến")


@pytest.fixture
def client(as_staff: AsStaff, agency: Any) -> FlaskClient:
    return officer_of(as_staff, agency)


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
