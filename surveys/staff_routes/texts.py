"""What residents wrote, read by the province before anybody else may; never by the body it is about."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer, note_broken_rule
from agencies.queries.bodies import body_of
from agencies.rules.cases import check_has_body
from base.db import db
from base.forms import Form
from base.paging import page_of
from base.permissions import Permission, requires
from base.rules import RuleBroken
from surveys.actions import texts as actions
from surveys.forms.texts import ReviewForm
from surveys.models import ReviewState, TextReview
from surveys.queries import texts as queries
from surveys.reports.texts import review_lines
from surveys.rules.texts import REASONS

texts_staff = Blueprint("texts_staff", __name__, url_prefix="/can-bo/loi-ghi")
PAGE_SIZE = 10
VIEWS = {  # word in the address → which reviews it lists
    "": ReviewState.WAITING,
    "de-nghi": ReviewState.PROPOSED,
    "giu-lai": ReviewState.WITHHELD,
}


@texts_staff.get("")
@requires(Permission.TEXTS_REVIEW)
def review_list() -> ResponseReturnValue:
    return _page(request.args.get("xem", ""), {}, {})


@texts_staff.post("/<review_id>")
@requires(Permission.TEXTS_REVIEW)
def decide(review_id: str) -> ResponseReturnValue:
    review, form = queries.get_review(review_id), ReviewForm()
    view = next((word for word, state in VIEWS.items() if state == review.state), "")
    if not form.validate_on_submit():
        return _page(view, _typed(review, form), {review_id: _first_error(form)}), 422
    try:
        _act(review, form)
    except RuleBroken as broken:
        db.session.rollback()
        note_broken_rule(broken)
        said = _(type(broken).sentence) % broken.values
        return _page(view, _typed(review, form), {review_id: said}), broken.status
    db.session.commit()
    flash(_said(review), "success")
    return redirect(url_for(".review_list", xem=view or None))


def _act(review: TextReview, form: ReviewForm) -> None:
    viewer, seen = current_viewer(), form.seen_revision
    match form.act.data:
        case "release":
            actions.release_text(viewer, review, form.shown.data or "", seen)
        case "withhold":
            reason, note = form.reason.data or "", form.note.data or ""
            actions.withhold_text(viewer, review, reason, note, seen)
        case "confirm":
            actions.confirm_text(viewer, review, seen)
        case "return":
            actions.return_text(viewer, review, seen)
        case "show_again":
            actions.show_again(viewer, review, form.why.data or "", seen)


def _said(review: TextReview) -> str:
    """What has become of the words."""
    return {
        ReviewState.WAITING: _("Lời ghi đã trở lại danh sách chờ xem."),
        ReviewState.PROPOSED: _("Đã đề nghị. Người của cơ quan khác sẽ quyết định."),
        ReviewState.RELEASED: _("Đã duyệt một lời ghi."),
        ReviewState.WITHHELD: _("Đã giữ lại một lời ghi; việc này ghi vào sổ công khai."),
    }[ReviewState(review.state)]


def _typed(review: TextReview, form: ReviewForm) -> dict[str, str]:
    return {review.id: form.shown.data} if form.shown.data is not None else {}


def _first_error(form: ReviewForm) -> str:
    return next((str(one[0]) for one in form.errors.values()), _("Xin bấm một trong các nút."))


def _page(view: str, typed: dict[str, str], errors: dict[str, str]) -> str:
    body = body_of(current_viewer().agency_id)
    check_has_body(body)
    own = queries.agencies_of_body(body)
    view = view if view in VIEWS else ""
    counts = queries.count_by_state(own)
    total = counts.get(VIEWS[view], 0)
    paging = page_of(request.args.get("trang"), total, PAGE_SIZE)
    return render_template(
        "surveys/staff/texts.html",
        view=view,
        tabs=_tabs(view, counts),
        lines=review_lines(own, VIEWS[view], paging.size, paging.offset, typed),
        errors=errors,
        reasons=REASONS,
        form=Form(),
        paging=paging,
        pager_links=paging.links(
            lambda page: url_for(".review_list", xem=view or None, trang=page)
        ),
    )


def _tabs(view: str, counts: dict[str, int]) -> list[dict[str, object]]:
    words = {"": _("Chờ xem"), "de-nghi": _("Chờ người thứ hai"), "giu-lai": _("Đã giữ lại")}
    return [
        {
            "label": words[word],
            "count": str(counts.get(state, 0)),
            "url": url_for(".review_list", xem=word or None),
            "current": word == view,
        }
        for word, state in VIEWS.items()
    ]
