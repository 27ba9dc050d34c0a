"""What holds for every route."""

from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from base.permissions import Permission

LIST = Path(__file__).parent / "routes.txt"
OURS = lambda rule: rule.endpoint != "static" and not rule.endpoint.startswith("security.")  # noqa: E731


def route_lines(app: Flask) -> list[str]:
    lines = []
    for rule in app.url_map.iter_rules():
        if OURS(rule):
            view = app.view_functions[rule.endpoint]
            methods = ",".join(sorted(rule.methods - {"HEAD", "OPTIONS"}))  # type: ignore[operator]
            lines.append(f"{rule.rule} {methods} {getattr(view, 'permission', 'NONE')}")
    return sorted(lines)


def test_every_route_carries_a_permission(session_app: Flask) -> None:
    assert [line for line in route_lines(session_app) if line.endswith(" NONE")] == []


def test_the_list_of_routes_and_permissions_is_the_reviewed_one(session_app: Flask) -> None:
    """Run `make routes` to write the list anew; the diff shows any change as one line."""
    assert route_lines(session_app) == LIST.read_text(encoding="utf-8").splitlines()


def _staff_rules(app: Flask) -> list[Any]:
    return [
        rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/can-bo") and OURS(rule)
    ]


def test_staff_pages_send_strangers_to_the_sign_in_page(client: FlaskClient, app: Flask) -> None:
    for rule in _staff_rules(app):
        if "GET" in rule.methods and not rule.arguments:
            response = client.get(rule.rule)
            assert response.status_code == 302, rule.rule
            assert "/dang-nhap" in response.headers["Location"], rule.rule


def test_every_staff_route_demands_more_than_the_public(app: Flask) -> None:
    for rule in _staff_rules(app):
        assert app.view_functions[rule.endpoint].permission != Permission.PUBLIC, rule.rule  # type: ignore[attr-defined]
