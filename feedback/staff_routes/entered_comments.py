"""Officers enter comments that came another way: one after the other, each marked and audited."""

from typing import Any

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer
from base.clock import now, today
from base.codes import grouped
from base.db import db
from base.nonces import NonceInvalid, PageIdentity
from base.permissions import Permission, requires
from base.settings import Settings
from feedback.actions.comments import OtherContent, Submission
from feedback.actions.entered_comments import enter_comment
from feedback.forms.entered_comments import EnteredForm
from feedback.models import CommentRound
from feedback.nonces import CommentNonce, new_nonce, read_nonce, sign_nonce
from feedback.queries.comment_rounds import get_round
from feedback.queries.comments import find_provision, get_place
from feedback.queries.provisions import list_provisions
from feedback.rules.comment_rounds import state_at
from feedback.rules.comments import Asked, Given, read_comment
from feedback.rules.entered_comments import check_may_enter, received_days
from feedback.rules.provision_names import WHOLE_DRAFT, provision_name
from feedback.rules.provision_text import proposable_wording

entered_comments = Blueprint("entered_comments", __name__, url_prefix="/can-bo/lay-y-kien")
_KEPT_FOR_NEXT = ("channel", "received_on", "provision")


@entered_comments.route("/<int:round_id>/nhap-y-kien", methods=["GET", "POST"])
@requires(Permission.FEEDBACK_EDIT)
def enter(round_id: int) -> ResponseReturnValue:
    comment_round = get_round(round_id, current_viewer().agency_scope(Permission.FEEDBACK_EDIT))
    times = (comment_round.opens_at, comment_round.closes_at)
    check_may_enter(state_at(comment_round.state, *times, now()))
    places = _places(comment_round)
    form = EnteredForm(places, received_days(*times, today()))
    if not form.validate_on_submit():
        form.received_on.data = form.received_on.data or (
            today() if request.method == "GET" else None
        )
        return _page(comment_round, form), 422 if request.method == "POST" else 200
    given = _given(comment_round, form)
    if not given.is_sound:
        return _with_mistakes(comment_round, form, given)
    return _store(comment_round, form, given)


def _places(comment_round: CommentRound) -> list[tuple[str, str]]:
    """(path, name) of everything one can comment on, in the order of the document."""
    found = [("", WHOLE_DRAFT)]
    trail: list[tuple[str, str, str]] = []
    for one in list_provisions(comment_round.version_id):
        trail = [*trail[: one.depth], (one.type, one.number, one.title)]
        name = provision_name(trail)
        words = one.title or ("" if one.number else one.text)  # «Đoạn» alone names nothing
        title = f". {words}" if words and words not in name else ""
        found.append((one.path, f"{'– ' * one.depth}{name}{title}"[:120]))
    return found


def _given(comment_round: CommentRound, form: EnteredForm) -> Given:
    provision = find_provision(comment_round.version_id, form.provision.data)
    wording = proposable_wording(get_place(provision).parts) if provision else ""
    return read_comment(Asked(wording or " "), form.typed())


def _with_mistakes(
    comment_round: CommentRound, form: EnteredForm, given: Given
) -> ResponseReturnValue:
    for name, mistake in given.mistakes.items():
        field: Any = getattr(form, name, form.text)
        field.errors = [*field.errors, _(mistake.sentence) % mistake.values]
    return _page(comment_round, form), 422


def _store(comment_round: CommentRound, form: EnteredForm, given: Given) -> ResponseReturnValue:
    """The number and key are shown once, to be printed as a slip for whoever wants to follow."""
    settings: Settings = current_app.extensions["settings"]
    viewer = current_viewer()
    submission = Submission(
        nonce=_nonce(comment_round, form, settings),
        given=given,
        source="demo" if comment_round.source == "demo" else "live",
        language="vi",
        channel=form.channel.data,
        received_on=form.received_on.data,
        entered_by_id=viewer.staff_id,
    )
    try:
        identity = enter_comment(viewer, comment_round, submission, settings, now())
    except OtherContent:
        db.session.rollback()
        form.nonce.data = ""
        form.form_errors.append(
            _("Ý kiến trước của trang này đã lưu. Nếu đây là ý kiến khác, xin bấm lưu lần nữa.")
        )
        return _page(comment_round, form), 409
    db.session.commit()
    return _page(comment_round, _next_form(form), identity)


def _nonce(comment_round: CommentRound, form: EnteredForm, settings: Settings) -> CommentNonce:
    """The page's own, so that a second press stores nothing; a new one where it does not fit."""
    provision = find_provision(comment_round.version_id, form.provision.data)
    provision_id = provision.id if provision else 0
    try:
        nonce = read_nonce(form.nonce.data or "", settings.secrets)
    except NonceInvalid:
        nonce = new_nonce(comment_round.id, comment_round.version_id, provision_id, now())
    place = (comment_round.id, comment_round.version_id, provision_id)
    return CommentNonce(*place, nonce.opened_step, nonce.random)


def _next_form(form: EnteredForm) -> EnteredForm:
    kept = {name: getattr(form, name).data for name in _KEPT_FOR_NEXT}
    return EnteredForm(form.provision.choices, form.days, formdata=None, data=kept)


def _page(
    comment_round: CommentRound, form: EnteredForm, identity: PageIdentity | None = None
) -> str:
    settings: Settings = current_app.extensions["settings"]
    if not form.nonce.data:
        fresh = new_nonce(comment_round.id, comment_round.version_id, 0, now())
        form.nonce.data = sign_nonce(fresh, settings.secrets)
    return render_template(
        "feedback/staff/enter_comment.html",
        comment_round=comment_round,
        form=form,
        number=grouped(identity.number) if identity else "",
        key=grouped(identity.key) if identity else "",
    )
