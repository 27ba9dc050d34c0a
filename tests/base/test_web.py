"""Language and headers of every page."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError


def test_a_chosen_language_lasts_on_the_sites_own_pages(client: FlaskClient) -> None:
    client.get("/?lang=en")
    assert 'lang="en"' in client.get("/phuong-phap").get_data(as_text=True)


def test_an_unknown_language_changes_nothing(client: FlaskClient) -> None:
    response = client.get("/?lang=xx")
    assert "Set-Cookie" not in response.headers
    assert 'lang="vi"' in response.get_data(as_text=True)


def test_checking_a_response_sets_no_cookie(client: FlaskClient) -> None:
    assert "Set-Cookie" not in client.get("/kiem-tra-phieu?lang=en").headers


def test_every_page_says_what_may_be_loaded(client: FlaskClient) -> None:
    headers = client.get("/").headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_nothing_of_staff_pages_stays_in_the_browser_of_a_shared_pc(as_staff: Any) -> None:
    client = as_staff("department")
    for page in ("/can-bo/", "/can-bo/nhat-ky", "/can-bo/tai-khoan-toi/", "/loi-moi/khong-co"):
        assert client.get(page).headers["Cache-Control"] == "no-store", page


def test_an_error_of_the_database_never_repeats_what_somebody_wrote(db: Any) -> None:
    words = "cán bộ tên Lan ở quầy ba"
    with pytest.raises(DBAPIError) as caught:
        db.session.execute(text("SELECT * FROM khong_co WHERE text = :words"), {"words": words})
    assert words not in str(caught.value)


def test_a_number_that_no_row_can_have_is_a_page_that_does_not_exist(
    client: FlaskClient, as_staff: Any
) -> None:
    assert client.get("/khao-sat/99999999999999999999").status_code == 404
    assert client.get("/du-lieu/99999999999999999999.csv").status_code == 404
    assert as_staff("department").get("/can-bo/viec/99999999999999999999").status_code == 404
