"""Language and headers of every page."""

from flask.testing import FlaskClient


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
