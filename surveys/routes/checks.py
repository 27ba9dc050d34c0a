"""A resident checks that a response was taken and stands in the ledger; the number tells nothing else."""

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from base.abuse import counters_in, network_of
from base.assets import proof_policy, proof_script
from base.clock import now, today
from base.codes import CodeMistyped, grouped, read_code
from base.nonces import NUMBER_LENGTH
from base.permissions import Permission, requires
from base.qr import draw_qr
from base.web import current_language
from ledger.leaves import number_hash
from ledger.reports import Inclusion, find_inclusion
from ledger.rules import next_slot
from ledger.signing import signer_of
from surveys.queries.offers import is_number_known
from surveys.quick_pages import page_headers
from surveys.ready_pages import app_settings
from surveys.routes.anew import (
    answers,  # with the pages of codes and keys, whose blueprint it shares
)

MOST_UNKNOWN = (
    40  # within ten minutes from one network: a whole commune office may share an address
)


@answers.get("/kiem-tra-phieu")
@requires(Permission.PUBLIC)
def check() -> ResponseReturnValue:
    typed = request.args.get("ma", "").strip()
    if not typed:
        return _page()
    try:
        return redirect(url_for(".check_number", number=read_code(typed, NUMBER_LENGTH)))
    except CodeMistyped:
        return _mistyped(typed)


@answers.get("/kiem-tra-phieu/<number>")
@requires(Permission.PUBLIC)
def check_number(number: str) -> ResponseReturnValue:
    try:
        code = read_code(number, NUMBER_LENGTH)
    except CodeMistyped:
        return _mistyped(number)
    if _has_guessed_much():
        return _page(typed=code, error=_too_many(), status=429)
    hashed = number_hash(code)
    inclusion = find_inclusion(hashed)
    if inclusion:
        return _page(typed=grouped(code), result="sealed", inclusion=inclusion, number=code)
    if is_number_known(hashed):
        return _page(typed=grouped(code), result="waiting")
    _count_guess()
    return _page(typed=grouped(code), result="unknown", status=404)


def _mistyped(typed: str) -> Response:
    error = _("Mã này gõ chưa đúng. Xin so lại từng chữ với mã phiếu đã ghi.")
    return _page(typed=typed, error=error, status=404)


def _too_many() -> str:
    return _("Có quá nhiều lần thử mã không có. Xin chờ mười phút rồi thử lại.")


def _subject() -> str:
    return f"check|{network_of(request.remote_addr)}"


def _has_guessed_much() -> bool:
    settings = app_settings()
    counters = counters_in(settings.tmpfs_dir, settings.instance_dir)
    return counters.wrong_attempts(today().isoformat(), _subject()) >= MOST_UNKNOWN


def _count_guess() -> None:
    settings = app_settings()
    counters = counters_in(settings.tmpfs_dir, settings.instance_dir)
    counters.count_wrong(today().isoformat(), _subject())


def _qr_of(number: str) -> Markup:
    """Leads back to the check of this number, for a picture or a print to keep."""
    path = url_for(".check_number", number=read_code(number, NUMBER_LENGTH))
    return Markup(draw_qr(app_settings().public_url + path).svg)  # noqa: S704 - our own drawing


def _page(
    typed: str = "",
    error: str = "",
    result: str = "",
    status: int = 200,
    inclusion: Inclusion | None = None,
    number: str = "",
) -> Response:
    page = render_template(
        "surveys/check.html",
        heading=_("Kiểm tra phiếu"),
        lead=_("Gõ mã phiếu đã nhận sau khi gửi, để biết phiếu đã được ghi nhận hay chưa."),
        label=_("Mã phiếu"),
        hint=_("Mười ba chữ và số, ví dụ K7M4-9QWE-2XHTC. Gõ chữ hoa hay chữ thường đều được."),
        submit=_("Kiểm tra"),
        action=url_for(".check"),
        typed=typed,
        error=error,
        result=result,
        shown=typed,
        inclusion=inclusion,
        number=number,
        log_key=str(signer_of(app_settings()).key) if inclusion else "",
        next_at=next_slot(now()),
        qr=_qr_of(typed) if result in ("sealed", "waiting") else "",
        proof_script=proof_script,
    )
    answer = Response(page, status, page_headers(app_settings(), current_language()))
    answer.headers["Content-Security-Policy"] = proof_policy()
    return answer
