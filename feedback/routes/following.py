"""The author of a comment follows it with its number and key: what became of it, adding, taking it back.

Number and key are typed and posted each time; they never stand in an address, and no page of this kind is
kept by a browser. Which of the two was wrong is not told.
"""

from datetime import date, datetime
from typing import NoReturn

from flask import Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, format_datetime
from flask_babel import gettext as _

from base.abuse import AbuseCounters, counters_in, network_of
from base.clock import today
from base.codes import CodeMistyped, read_code
from base.db import db
from base.nonces import KEY_LENGTH, NUMBER_LENGTH, NonceInvalid
from base.permissions import Permission, requires
from base.posted import NONCE_FIELD, read_posted_form
from base.rules import RuleBroken
from base.typed import Fields, printable
from base.web import comes_from_elsewhere
from feedback.actions.comments import OtherContent, withdraw_comment
from feedback.actions.second_looks import ask_second_look
from feedback.adding import add_to_comment
from feedback.followed_pages import render_followed
from feedback.models import Comment
from feedback.queries.comments import find_comment_by_codes, get_round_of
from feedback.queries.moderation import list_agency_counts
from feedback.routes.comments import app_settings, comments
from feedback.rules.moderation_rules import RULES
from ledger.leaves import number_hash

MOST_WRONG = 40  # within ten minutes from one network: a whole village hall may share an address
_CODE_FIELDS = ("number", "key")


@comments.app_template_filter("short_day")
def short_day(day: date | None) -> str:
    return str(format_date(day, "dd/MM/y")) if day else ""


@comments.app_template_filter("short_moment")
def short_moment(instant: datetime) -> str:
    return str(format_datetime(instant, "HH:mm dd/MM/y"))


@comments.get("/gop-y/quy-tac")
@requires(Permission.PUBLIC)
def rules() -> ResponseReturnValue:
    return render_template("feedback/rules.html", rules=RULES, counts=list_agency_counts())


@comments.get("/gop-y/theo-doi")
@requires(Permission.PUBLIC)
def follow() -> ResponseReturnValue:
    return _type_codes({})


@comments.post("/gop-y/theo-doi")
@requires(Permission.PUBLIC)
def followed() -> ResponseReturnValue:
    """What became of the comment; stores nothing."""
    comment, fields = _comment_of_codes()
    return _kept_nowhere(render_followed(comment, fields))


@comments.post("/gop-y/theo-doi/them")
@requires(Permission.PUBLIC)
def add() -> ResponseReturnValue:
    comment, fields = _comment_of_codes()
    try:
        token = fields.get(NONCE_FIELD, [""])[0]
        added = add_to_comment(comment, get_round_of(comment), fields, token, app_settings())
    except NonceInvalid:
        return _kept_nowhere(render_followed(comment, fields, OtherContent()), 400)
    except (RuleBroken, OtherContent) as error:
        db.session.rollback()
        return _kept_nowhere(render_followed(comment, fields, error), 409)
    if not added.given.is_sound:
        return _kept_nowhere(render_followed(comment, fields, added.given), 400)
    db.session.commit()
    return _kept_nowhere(render_followed(comment, _codes_of(fields), added=added))


@comments.post("/gop-y/theo-doi/rut")
@requires(Permission.PUBLIC)
def withdraw() -> ResponseReturnValue:
    """Asks once more, then destroys the words."""
    comment, fields = _comment_of_codes()
    if fields.get("chac", [""])[0] != "y":
        return _kept_nowhere(render_followed(comment, fields, is_withdrawing=True))
    withdraw_comment(comment.id, today())
    db.session.commit()
    return _kept_nowhere(render_followed(comment, fields))


@comments.post("/gop-y/theo-doi/xem-lai")
@requires(Permission.PUBLIC)
def second_look() -> ResponseReturnValue:
    comment, fields = _comment_of_codes()
    try:
        ask_second_look(comment, fields.get("reason", [""])[0], today())
    except RuleBroken as broken:
        db.session.rollback()
        return _kept_nowhere(render_followed(comment, fields, broken), 409)
    db.session.commit()
    return _kept_nowhere(render_followed(comment, fields))


def _comment_of_codes() -> tuple[Comment, Fields]:
    """The comment of the posted number and key, and the form; or ends the request with a page."""
    if comes_from_elsewhere(request, app_settings()):
        abort(403)
    posted = read_posted_form(request)
    fields = {**posted.fields, NONCE_FIELD: [posted.token]}
    counters, subject = _counters(), f"follow|{network_of(request.remote_addr)}"
    day = today().isoformat()
    if counters.wrong_attempts(day, subject) >= MOST_WRONG:
        _refuse(fields, _("Có quá nhiều lần gõ mã sai. Xin chờ mười phút rồi thử lại."), 429)
    try:
        number = read_code(fields.get("number", [""])[0], NUMBER_LENGTH)
        key = read_code(fields.get("key", [""])[0], KEY_LENGTH)
    except CodeMistyped:
        _refuse(fields, _("Mã gõ chưa đúng. Xin so lại từng chữ với hai mã đã ghi."), 400)
    comment = find_comment_by_codes(number_hash(number), number_hash(key))
    if comment is None:
        counters.count_wrong(day, subject)
        _refuse(fields, _("Không có ý kiến nào mang hai mã này. Xin so lại cả hai mã."), 404)
    return comment, fields


def _codes_of(fields: Fields) -> Fields:
    return {name: fields.get(name, [""]) for name in _CODE_FIELDS}


def _refuse(fields: Fields, sentence: str, status: int) -> NoReturn:
    abort(_type_codes(fields, sentence, status))


def _counters() -> AbuseCounters:
    settings = app_settings()
    return counters_in(settings.tmpfs_dir, settings.instance_dir)


def _type_codes(fields: Fields, error: str = "", status: int = 200) -> Response:
    typed = {name: printable(fields.get(name, [""])[0])[:60] for name in _CODE_FIELDS}
    page = render_template(
        "feedback/follow.html",
        typed=typed,
        error=error,
        action=url_for(".followed", lang=request.args.get("lang")),
    )
    return _kept_nowhere(page, status)


def _kept_nowhere(page: str, status: int = 200) -> Response:
    return Response(page, status, {"Cache-Control": "no-store"})
