"""A list of staff: all or nothing, every wrong place named."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from agencies.models import Grant, GrantState, Invitation, Role, Staff
from agencies.staff_transfer import read_staff, template_file
from base.spreadsheets import SheetFaulty
from tests.agencies.signing_in import token_of
from tests.factories import make_agency

HEADER = "Thư điện tử;Họ và tên;Mã cơ quan;Vai trò\n"
PAGE = "/can-bo/tai-khoan/nhap"


def post(client: FlaskClient, text: str) -> Any:
    token = token_of(client.get(PAGE).get_data(as_text=True))
    file = (io.BytesIO(text.encode()), "can-bo.csv")
    return client.post(PAGE, data={"csrf_token": token, "file": file})


@pytest.fixture
def admin(as_staff: Callable[..., FlaskClient]) -> FlaskClient:
    return as_staff(Role.ACCOUNT_ADMIN, agency=make_agency("Sở Nội vụ", code="38-SNV"))


def test_each_person_gets_an_account_a_role_and_a_link(admin: FlaskClient, db: Any) -> None:
    make_agency(code="14797")
    db.session.commit()
    page = post(
        admin,
        HEADER
        + "Hoa@thanhhoa.example;Lê Thị Hoa;14797;Cán bộ của cơ quan\n"
        + "nam@thanhhoa.example;Trần Văn Nam;;Sở Nội vụ\n",
    )
    assert page.status_code == 200
    assert page.get_data(as_text=True).count("/loi-moi/") == 2
    hoa = db.session.query(Staff).filter_by(email="hoa@thanhhoa.example").one()
    nam = db.session.query(Staff).filter_by(email="nam@thanhhoa.example").one()
    assert [(g.role, g.state) for g in hoa.grants] == [(Role.AGENCY_OFFICER, GrantState.GRANTED)]
    assert [(g.role, g.state) for g in nam.grants] == [(Role.DEPARTMENT, GrantState.PROPOSED)]
    assert db.session.query(Invitation).count() == 2


def test_one_wrong_cell_keeps_everybody_out(admin: FlaskClient, db: Any) -> None:
    before = db.session.query(Staff).count()
    page = post(
        admin,
        HEADER
        + "hoa@thanhhoa.example;Lê Thị Hoa;;\n"
        + "khong-phai-thu;;99999;Vua\n"
        + "hoa@thanhhoa.example;Lê Thị Hoa;;Cán bộ của cơ quan\n",
    )
    text = page.get_data(as_text=True)
    assert page.status_code == 422
    for words in ("ten@thanhhoa", "Xin ghi họ và tên", "mang mã 99999", "Không có vai trò này"):
        assert words in text
    assert "trùng với dòng trên" in text
    assert db.session.query(Staff).count() == before
    assert db.session.query(Grant).filter_by(role=Role.DEPARTMENT).count() == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Thư;Họ và tên\n", "Không có cột nào tên như vậy"),
        ("Thư điện tử\n", "Thiếu cột này"),
        (HEADER, "chưa có người nào"),
    ],
)
def test_a_wrong_file_says_what_to_do(db: Any, app: Any, text: str, words: str) -> None:
    with app.test_request_context(), pytest.raises(SheetFaulty) as faulty:
        read_staff(text.encode(), (), {})
    assert any(words in fault.sentence for fault in faulty.value.faults)


def test_the_template_can_be_read_back(db: Any, app: Any) -> None:
    with app.test_request_context():
        lines = read_staff(template_file(), (), {"14797": 1})
    assert [line.role for line in lines] == [Role.AGENCY_OFFICER]
