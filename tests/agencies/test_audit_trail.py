"""The audit trail only grows, and reads as sentences."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from agencies.actions.audit import record_act
from agencies.models import Role
from tests.factories import make_agency, make_staff

PAGE = "/can-bo/nhat-ky"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET act = 'x'",
        "DELETE FROM audit_entry",
        pytest.param("TRUNCATE audit_entry", id="truncate"),
    ],
)
def test_no_statement_changes_what_was_noted(db: Any, statement: str) -> None:
    record_act("round.open", staff_id=None)
    db.session.commit()
    with pytest.raises(DBAPIError):
        db.session.execute(text(statement))
    db.session.rollback()
    assert db.session.scalar(text("SELECT act FROM audit_entry")) == "round.open"


@pytest.fixture
def reading(as_staff: Callable[..., FlaskClient], db: Any) -> FlaskClient:
    agency = make_agency("UBND xã Cẩm Thủy", code="14797")
    hoa, nam = make_staff(full_name="Đỗ Thị Nguyệt"), make_staff(full_name="Trần Văn Nam")
    record_act("account.deactivate", staff_id=hoa.id, subject=nam, before={"active": True})
    record_act("place.create", staff_id=nam.id, agency_id=agency.id)
    record_act("access.refused", staff_id=nam.id, outcome="refused")
    return as_staff(Role.INSPECTOR)


def test_an_act_reads_as_a_sentence(reading: FlaskClient) -> None:
    page = reading.get(PAGE).get_data(as_text=True)
    assert "ngừng tài khoản: Trần Văn Nam" in page
    assert "thêm nơi đặt mã QR – UBND xã Cẩm Thủy" in page


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("q=nguyet", 1),
        ("q=NGUYỆT+đỗ", 1),
        ("q=Nam", 2),
        ("act=place.create", 1),
        ("agency=14797", 1),
        ("outcome=refused", 1),
        ("since=2020-01-01&until=2020-12-31", 0),
        ("since=hôm+qua", 3),
    ],
)
def test_filters_narrow_the_trail(reading: FlaskClient, query: str, count: int) -> None:
    page = reading.get(f"{PAGE}?{query}").get_data(as_text=True)
    assert page.count('<th scope="row">') == count
