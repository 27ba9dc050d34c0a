"""Residents write about a draft: the form, the look before sending, thanks.

No cookie, no session, no CSRF token: the page's signed nonce and the Origin rule stand guard (design §7).
Only `submit` stores, once however often it is sent, and says so after the commit.
"""

from dataclasses import replace

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer
from agencies.roles import NOBODY, Viewer
from base.abuse import counters_in, network_of
from base.clock import now, today
from base.db import DATABASE_UNAVAILABLE, db, reading
from base.logs import get_logger
from base.nonces import NonceInvalid, PageIdentity
from base.permissions import Permission, requires
from base.posted import PostedForm, read_posted_form
from base.rules import NotFound, RuleBroken
from base.settings import Settings
from base.web import comes_from_elsewhere, current_language
from feedback.actions.comments import OtherContent, submit_comment
from feedback.comment_pages import (
    render_form,
    render_not_taken,
    render_preview,
    render_thanks,
    said_before,
)
from feedback.models import CommentRound
from feedback.nonces import sign_nonce
from feedback.queries.comment_rounds import get_provision, get_round
from feedback.queries.comments import find_provision, get_version
from feedback.rules.comment_rounds import check_accepts
from feedback.rules.holding import is_held
from feedback.rules.internal_rounds import may_read_internal
from feedback.rules.proof_of_work import is_solved
from feedback.writing import WritePage, Written, fresh_nonce, page_about, read_written

comments = Blueprint("comments", __name__)
_WINDOW_SECONDS = 600
_WORK = ".pow"


def app_settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


def _viewer() -> Viewer:
    """NOBODY unless a staff session is brought along: residents' pages look into no session."""
    if current_app.config["SESSION_COOKIE_NAME"] not in request.cookies:
        return NOBODY
    return current_viewer()


def _round(round_id: int) -> tuple[CommentRound, bool]:
    """(round, whether nothing sent by this visitor is kept).

    Rounds on an agency's internal rules are for its own signed-in staff; elsewhere staff only try out.
    """
    viewer = _viewer()
    comment_round = get_round(round_id, None)
    if not comment_round.is_internal:
        return comment_round, viewer.staff_id is not None
    if not may_read_internal(viewer, comment_round):
        raise NotFound
    return comment_round, False


@comments.get("/gop-y/<int:round_id>/viet")
@requires(Permission.PUBLIC)
def write(round_id: int) -> ResponseReturnValue:
    comment_round, is_trial = _round(round_id)
    path = request.args.get("dieu", "")
    provision = get_provision(comment_round.version_id, path) if path else None
    page = page_about(comment_round, get_version(comment_round.version_id), provision, is_trial)
    instant = now()
    try:
        check_accepts(page.opens_at, page.closes_at, instant, instant)
    except RuleBroken as broken:
        return render_not_taken(page, broken)
    question = request.args.get("cau", "")
    fields = {"cau": [question]} if question in page.questions else {}
    token = sign_nonce(fresh_nonce(page), app_settings().secrets)
    return render_form(page, token, fields)


@comments.post("/gop-y/<int:round_id>/viet")
@requires(Permission.PUBLIC)
def preview(round_id: int) -> ResponseReturnValue:
    """Stores nothing: shows what will be public, warns, and lets the person change or send it."""
    with reading():
        written = _read(round_id)
        if not isinstance(written, Written):
            return written
        posted, page = written.posted, written.page
        if request.args.get("sua"):
            return render_form(page, posted.token, posted.fields)
        if not written.given.is_sound:
            return render_form(page, posted.token, posted.fields, written.given), 400
        return render_preview(page, posted.token, written.given, said_before(written))


@comments.get("/gop-y/<int:round_id>/gui")
@requires(Permission.PUBLIC)
def after_sending(round_id: int) -> ResponseReturnValue:
    """Who reloads the address of a sent comment gets an empty form."""
    return redirect(url_for(".write", round_id=round_id, lang=request.args.get("lang")))


@comments.post("/gop-y/<int:round_id>/gui")
@requires(Permission.PUBLIC)
def submit(round_id: int) -> ResponseReturnValue:
    with reading():
        written = _read(round_id)
        db.session.rollback()
    if not isinstance(written, Written):
        return written
    if not written.given.is_sound:
        return render_form(
            written.page, written.posted.token, written.posted.fields, written.given
        ), 400
    if written.page.is_trial:
        return render_thanks(written.page, None, is_held=False)
    return _store(written)


def _read(round_id: int) -> Written | ResponseReturnValue:
    """The form that came in, or the page that says why it cannot be taken."""
    if comes_from_elsewhere(request, app_settings()):
        return _from_elsewhere(round_id)
    posted = read_posted_form(request)
    comment_round, is_trial = _round(round_id)
    try:
        return read_written(comment_round, posted, app_settings(), is_trial)
    except NonceInvalid:
        return _stale(comment_round, posted, is_trial)
    except RuleBroken as broken:
        page = page_about(comment_round, get_version(comment_round.version_id), None, is_trial)
        return render_not_taken(page, broken, posted.fields), 409


def _stale(comment_round: CommentRound, posted: PostedForm, is_trial: bool) -> ResponseReturnValue:
    """The nonce is missing or not ours: everything comes back with a fresh one."""
    version = get_version(comment_round.version_id)
    provision = find_provision(version.id, posted.fields.get("dieu", [""])[0])
    page = page_about(comment_round, version, provision, is_trial)
    instant = now()
    try:
        check_accepts(page.opens_at, page.closes_at, instant, instant)
    except RuleBroken as broken:
        return render_not_taken(page, broken, posted.fields), 409
    token = sign_nonce(fresh_nonce(page), app_settings().secrets)
    return render_form(page, token, posted.fields, notice="stale"), 400


def _store(written: Written) -> ResponseReturnValue:
    """Says thanks only after the commit."""
    held = _is_held(written)
    try:
        submission = written.submission(current_language(), is_held=held)
        identity = submit_comment(submission, app_settings(), written.instant)
        db.session.commit()
    except OtherContent:
        db.session.rollback()
        again = replace(written, nonce=written.nonce.again())
        token = sign_nonce(again.nonce, app_settings().secrets)
        return render_preview(written.page, token, written.given, notice="again"), 409
    except DATABASE_UNAVAILABLE as error:
        db.session.rollback()
        get_logger("comments").error("comment_not_stored", reason=type(error).__name__)
        page, posted = written.page, written.posted
        return render_preview(page, posted.token, written.given, notice="busy"), 503
    return _thanks(written.page, identity, held)


def _thanks(page: WritePage, identity: PageIdentity, held: bool) -> Response:
    """The key is shown once: nothing may keep this page but the person."""
    return Response(
        render_thanks(page, identity, is_held=held), headers={"Cache-Control": "no-store"}
    )


def _is_held(written: Written) -> bool:
    """Whether a person looks first; a network is counted in memory only, and never refused."""
    settings = app_settings()
    counters = counters_in(settings.tmpfs_dir, settings.instance_dir)
    subject = f"comment|{network_of(request.remote_addr)}"
    work = written.posted.fields.get(_WORK, [""])[0]
    return is_held(
        is_trapped=written.given.is_trapped,
        is_solved=is_solved(written.posted.token, work),
        recent_count=counters.count_wrong(today().isoformat(), subject, _WINDOW_SECONDS),
    )


def _from_elsewhere(round_id: int) -> ResponseReturnValue:
    page = render_template(
        "feedback/not_taken.html",
        kicker="Ý Dân",
        heading=_("Ý kiến gửi từ trang khác nên không nhận"),
        sentence=_("Xin mở trang lấy ý kiến rồi viết ngay trên trang đó."),
        links=[(_("Viết ý kiến"), url_for(".write", round_id=round_id))],
        words=[],
        is_demo=False,
    )
    return page, 403
