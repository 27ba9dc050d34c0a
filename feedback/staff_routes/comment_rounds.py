"""Comment rounds for staff: the list, one round, and the form that plans or changes it."""

from datetime import date, datetime
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer, note_broken_rule
from base.clock import local, now, today
from base.db import db
from base.paging import page_of
from base.periods import end_of, last_day, start_of
from base.permissions import Permission, requires
from base.rules import ChangedMeanwhile, NotFound, RuleBroken
from base.words import N_
from feedback.actions.comment_rounds import RoundPlan, change_round, check_own, plan_round
from feedback.forms.attachments import AttachmentForm
from feedback.forms.comment_rounds import RoundForm, StartForm
from feedback.models import CommentRound, RoundKind
from feedback.queries import comment_rounds as queries
from feedback.queries.round_parts import find_version
from feedback.reports.comment_rounds import round_lines, round_report, version_choices
from feedback.reports.round_forms import differences, first_values, stored_values, time_hint
from feedback.reports.round_words import state_of
from feedback.rules.internal_rounds import may_read_internal, own_agencies
from feedback.rules.round_plans import check_prepared
from feedback.words import STATE_WORDS

# In the order in which the work is done.
ROUND_PLACES = (
    (N_("Áp phích A4 có mã QR (PDF)"), "comment_rounds_staff.poster"),
    (N_("Áp phích A5 có mã QR (PDF)"), "comment_rounds_staff.small_poster"),
    (N_("Nhập ý kiến nhận trên giấy, tại cuộc họp, qua điện thoại"), "entered_comments.enter"),
    (N_("Ẩn, hiện ý kiến theo quy tắc"), "moderation_staff.round_comments"),
    (N_("Trả lời ý kiến, giao việc trả lời"), "board_staff.board"),
    (N_("Bản tổng hợp, tiếp thu, giải trình"), "results_staff.result"),
    (N_("Họp thôn, tổ dân phố và phiếu lấy ý kiến hộ gia đình"), "comment_rounds_staff.households"),
    (N_("Biên bản đăng tải"), "comment_rounds_staff.publication"),
)

comment_rounds_staff = Blueprint("comment_rounds_staff", __name__, url_prefix="/can-bo/gop-y")


def scope() -> frozenset[int] | None:
    return current_viewer().agency_scope(Permission.FEEDBACK_READ)


def own_scope() -> frozenset[int]:
    """Agencies whose rounds the viewer may change; nobody has that for the whole province."""
    return current_viewer().agency_scope(Permission.FEEDBACK_EDIT) or frozenset()


def round_to_look_at(round_id: int) -> CommentRound:
    """An internal round of another agency is no more there than one that does not exist."""
    comment_round = queries.get_round(round_id, scope())
    if not may_read_internal(current_viewer(), comment_round):
        raise NotFound
    return comment_round


def round_to_change(round_id: int) -> CommentRound:
    comment_round = round_to_look_at(round_id)
    check_own(current_viewer(), comment_round.agency_id)
    return comment_round


@comment_rounds_staff.get("")
@requires(Permission.FEEDBACK_READ)
def round_list() -> ResponseReturnValue:
    state = request.args.get("state", "")
    state = state if state in set(STATE_WORDS) else ""
    internal_of = own_agencies(current_viewer())
    paging = page_of(
        request.args.get("page"), queries.count_rounds(scope(), internal_of, state, now())
    )
    return render_template(
        "feedback/staff/rounds.html",
        lines=round_lines(scope(), internal_of, state, paging.size, paging.offset),
        state=state,
        state_words=STATE_WORDS,
        paging=paging,
        links=paging.links(lambda number: url_for(".round_list", state=state, page=number)),
    )


@comment_rounds_staff.get("/<int:round_id>")
@requires(Permission.FEEDBACK_READ)
def round_page(round_id: int) -> ResponseReturnValue:
    return show_round(round_to_look_at(round_id), AttachmentForm(formdata=None))


def show_round(comment_round: CommentRound, files: AttachmentForm) -> str:
    return render_template(
        "feedback/staff/round.html",
        report=round_report(comment_round, current_viewer()),
        places=round_places(comment_round),
        files=files,
        last_day=last_day,
    )


def round_places(comment_round: CommentRound) -> list[tuple[str, str]]:
    """(label, address) of the other pages of a round that this viewer may open."""
    places = [
        (_(label), url_for(endpoint, round_id=comment_round.id))
        for label, endpoint in ROUND_PLACES
        if endpoint in current_app.view_functions
        and _belongs(endpoint, comment_round)
        and _may_open(endpoint, comment_round)
    ]
    if comment_round.is_internal:
        read = url_for("internal_rounds.round_page", round_id=comment_round.id)
        return [(_("Trang đọc và góp ý của cán bộ"), read), *places]
    return [(_("Trang công khai của đợt này"), f"/gop-y/{comment_round.id}"), *places]


def _may_open(endpoint: str, comment_round: CommentRound) -> bool:
    view: Any = current_app.view_functions[endpoint]
    return current_viewer().may(view.permission, comment_round.agency_id)


def _belongs(endpoint: str, comment_round: CommentRound) -> bool:
    """Household meetings go with a hương ước, posters with a public page."""
    if endpoint.endswith(".households"):
        return comment_round.kind == RoundKind.VILLAGE
    return not (endpoint.endswith("poster") and comment_round.is_internal)


@comment_rounds_staff.route("/moi", methods=["GET", "POST"])
@requires(Permission.FEEDBACK_EDIT)
def new_round() -> ResponseReturnValue:
    """Step one by GET: which version, what kind. Step two: the form, filled in accordingly."""
    versions = version_choices(own_scope())
    if request.method == "GET":
        start = StartForm(request.args, versions=versions)
        if not (request.args.get("kind") and start.validate()):
            return render_template("feedback/staff/round_start.html", form=start)
        version = find_version(int(start.version.data))
        form = RoundForm(versions=versions, data=first_values(version, start.kind.data, today()))
        return _form_page(form)
    form = RoundForm(versions=versions)
    if not form.validate_on_submit():
        return _form_page(form), 422
    try:
        comment_round = plan_round(current_viewer(), _plan(form))
    except RuleBroken as broken:
        return _broken(form, broken)
    db.session.commit()
    flash(_("Đã lập đợt lấy ý kiến; đợt tự mở đúng ngày đã chọn."), "success")
    return redirect(url_for(".round_page", round_id=comment_round.id))


@comment_rounds_staff.route("/<int:round_id>/sua", methods=["GET", "POST"])
@requires(Permission.FEEDBACK_EDIT)
def edit(round_id: int) -> ResponseReturnValue:
    comment_round = round_to_change(round_id)
    earliest = min(today(), local(comment_round.opens_at).date())
    form = RoundForm(
        versions=version_choices([comment_round.agency_id]),
        earliest=earliest,
        data=stored_values(comment_round),
    )
    if request.method == "GET":
        check_prepared(state_of(comment_round, now()))
        return _form_page(form, comment_round)
    if not form.validate_on_submit():
        return _form_page(form, comment_round), 422
    try:
        plan = _plan(form, comment_round.opens_at)
        change_round(current_viewer(), comment_round, plan, form.seen_revision)
    except ChangedMeanwhile:
        return _both_versions(round_id, form)
    except RuleBroken as broken:
        return _broken(form, broken, round_id)
    db.session.commit()
    flash(_("Đã lưu đợt lấy ý kiến."), "success")
    return redirect(url_for(".round_page", round_id=round_id))


def _opening(opens_on: date, stored: datetime | None) -> datetime:
    """Midnight of the day; today means now, for nobody could read the draft before."""
    if stored is not None and local(stored).date() == opens_on:
        return stored
    return max(start_of(opens_on), now()) if opens_on == today() else start_of(opens_on)


def _plan(form: RoundForm, stored_opens_at: datetime | None = None) -> RoundPlan:
    return RoundPlan(
        version_id=int(form.version.data),
        kind=form.kind.data,
        title=form.title.data,
        opens_at=_opening(form.opens_on.data, stored_opens_at),
        closes_at=end_of(form.closes_on.data),
        summary=form.summary.data or "",
        asked_by=form.asked_by.data or "",
        audience=form.audience.data or "",
        is_front_review=bool(form.is_front_review.data),
        legal_basis=form.legal_basis.data or "",
        questions=form.question_texts,
        contact=form.contact.data,
        agency_address=form.agency_address.data or "",
        province_address=form.province_address.data or "",
        short_reason=form.short_reason.data or "",
    )


def _broken(
    form: RoundForm, broken: RuleBroken, round_id: int | None = None
) -> ResponseReturnValue:
    """What was typed stays; the sentence says what to do."""
    db.session.rollback()
    note_broken_rule(broken)
    form.form_errors.append(_(type(broken).sentence) % broken.values)
    return _form_page(form, queries.get_round(round_id, scope()) if round_id else None), 409


def _both_versions(round_id: int, form: RoundForm) -> ResponseReturnValue:
    """The second of two officers sees both and may save again over the newer one."""
    db.session.rollback()
    comment_round = queries.get_round(round_id, scope())
    db.session.refresh(comment_round)
    both = differences(form, comment_round)
    form.revision.data = str(comment_round.revision)
    return _form_page(form, comment_round, both), 409


def _form_page(
    form: RoundForm,
    comment_round: CommentRound | None = None,
    both: list[tuple[str, str, str]] | None = None,
) -> str:
    return render_template(
        "feedback/staff/round_form.html",
        form=form,
        comment_round=comment_round,
        both=both,
        hint=time_hint(form.version.data, form.kind.data, form.opens_on.data),
    )
