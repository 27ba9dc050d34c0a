"""Error pages: a sentence that says what to do, and for our own faults an id that can be quoted."""

import json
import secrets

from flask import Flask, g, render_template, request
from flask_babel import gettext as _
from sqlalchemy.exc import DataError, OperationalError, SQLAlchemyError
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.http import HTTP_STATUS_CODES

from agencies.access import current_viewer, note_broken_rule
from base.api import is_api_request
from base.db import db, mark_reading
from base.logs import get_logger
from base.rules import NotFound, RuleBroken
from base.words import N_

Page = tuple[str, int, dict[str, str]]

_SENTENCES = {
    400: N_("Yêu cầu gửi tới không đọc được. Xin quay lại, tải lại trang rồi thử lần nữa."),
    403: N_("Ông/bà không có quyền xem trang này. Nếu cần, xin hỏi người quản trị tài khoản."),
    404: N_("Không có trang này. Xin kiểm tra lại địa chỉ hoặc về trang đầu."),
    405: N_("Trang này không nhận yêu cầu kiểu đó. Xin quay lại trang trước."),
    409: N_("Không thực hiện được việc này."),
    413: N_("Nội dung gửi lên quá lớn. Xin rút ngắn hoặc chọn tệp nhỏ hơn rồi gửi lại."),
    429: N_("Có quá nhiều lần thử. Xin chờ mười phút rồi thử lại."),
    500: N_(
        "Hệ thống gặp lỗi, không phải do ông/bà. Xin thử lại sau; nếu còn lỗi, báo mã dưới đây."
    ),
    503: N_("Hệ thống đang bận nên chưa lưu được. Xin chờ một phút rồi bấm gửi lại."),
}


def error_page(status: int, sentence: str = "", error_id: str = "") -> Page:
    """The page touches no database and no session, but for what a signed-in person caused on a staff page."""
    text = sentence or _(_SENTENCES.get(status, _SENTENCES[500]))
    if is_api_request():
        return _problem(status, text, error_id)
    if status < 500 and (framed := _staff_page(status, text)):
        return framed, status, {}
    page = render_template("error.html", status=status, sentence=text, error_id=error_id)
    return page, status, {}


def _staff_page(status: int, sentence: str) -> str:
    """The sentence in the frame of staff pages; empty when nobody is signed in or the database fails."""
    if not request.path.startswith("/can-bo"):
        return ""
    try:
        mark_reading(True)
        db.session.rollback()  # what the refused request had begun to write
        if current_viewer().staff_id is None:
            return ""
        return render_template("staff_error.html", status=status, sentence=sentence)
    except SQLAlchemyError:
        return ""


def _problem(status: int, sentence: str, error_id: str) -> Page:
    """RFC 9457, for programs; the sentence is the one a person would read."""
    problem = {
        "type": "about:blank",
        "title": HTTP_STATUS_CODES.get(status, ""),
        "status": status,
        "detail": sentence,
        **({"error_id": error_id} if error_id else {}),
    }
    headers = {"Content-Type": "application/problem+json"}
    return json.dumps(problem, ensure_ascii=False), status, headers


def _http_error(error: HTTPException) -> Page | HTTPException:
    code = error.code or 500
    if code < 400:
        return error
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        page, status, headers = error_page(code)
        return page, status, {**headers, "Allow": ", ".join(sorted(error.valid_methods))}
    return error_page(code)


def _rule_broken(error: RuleBroken) -> Page:
    note_broken_rule(error)
    text = _(type(error).sentence)
    return error_page(error.status, text % error.values if error.values else text)


def _fault(error: Exception, status: int = 500) -> Page:
    error_id = secrets.token_hex(4)
    get_logger("errors").exception(
        "request_failed", error_id=error_id, endpoint=request.endpoint, status=status
    )
    g.pop("viewer", None)
    return error_page(status, error_id=error_id)


def _database_fault(error: OperationalError) -> Page:
    return _fault(error, 503)


def init_errors(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(RuleBroken, _rule_broken)
    app.register_error_handler(NotFound, lambda _error: error_page(404))
    app.register_error_handler(OperationalError, _database_fault)
    app.register_error_handler(DataError, lambda error: _fault(error, 400))
    app.register_error_handler(Exception, _fault)
