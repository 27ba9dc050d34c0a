"""The templates without the application: what a macro needs besides its arguments."""

from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from werkzeug.datastructures import MultiDict

from base.assets import resident_css
from base.paths import PROJECT_DIR
from portal.samples import sample_values


def _url_for(endpoint: str, **values: str) -> str:
    return f"/static/{values['filename']}" if endpoint == "static" else f"/{endpoint}"


def make_environment(signed_in: bool = False) -> Environment:
    """Strict and autoescaping, with texts as they stand (Vietnamese)."""
    environment = Environment(
        loader=FileSystemLoader(PROJECT_DIR / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    globals_: dict[str, Any] = {
        "url_for": _url_for,
        "current_language": lambda: "vi",
        "LANGUAGES": {"vi": "Tiếng Việt", "en": "English"},
        "installation": lambda: SimpleNamespace(
            province_name="Tỉnh Thanh Hóa", province_name_en="Thanh Hóa Province", is_demo=True
        ),
        "public_nav": lambda: [("Chỉ số hài lòng", "indices.index_list"), ("Cách tính", "p.m")],
        "staff_nav": lambda: [("Khảo sát", [("Thu phiếu", "collection.board")])],
        "current_user": SimpleNamespace(
            is_authenticated=signed_in, full_name="Lê Thị Hoa", email="hoa@thanhhoa.gov.vn"
        ),
        "csrf_token": lambda: "token",
        "get_flashed_messages": lambda with_categories: [("success", "Đã lưu bộ câu hỏi.")],
        "request": SimpleNamespace(
            path="/chi-so",
            args=MultiDict({"q": "a b"}),
            blueprint="indices",
            endpoint="indices.index_list",
        ),
        "resident_css": resident_css,
        "resident_url": "/thanh-phan/phieu",
    }
    environment.globals.update(globals_)
    return environment


@pytest.fixture(scope="session")
def environment() -> Environment:
    return make_environment()


@pytest.fixture
def values() -> dict[str, Any]:
    return sample_values()
