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
from surveys.actions.texts import release_text, withhold_text
from surveys.forms.texts import ReviewForm
from surveys.queries import texts as queries
from surveys.reports.texts import review_lines
from surveys.rules.texts import REASONS

texts_staff = Blueprint("texts_staff", __name__, url_prefix="/can-bo/loi-ghi")
PAGE_SIZE = 10


@texts_staff.get("")
@requires(Permission.TEXTS_REVIEW)
def review_list() -> ResponseReturnValue:
    return _page({}, {})


@texts_staff.post("/<review_id>")
@requires(Permission.TEXTS_REVIEW)
def decide(review_id: str) -> ResponseReturnValue:
    review, form = queries.get_review(review_id), ReviewForm()
    if not form.validate_on_submit():
        return _page({review_id: form.shown.data or ""}, {review_id: _first_error(form)}), 422
    viewer, is_released = current_viewer(), form.act.data == "release"
    try:
        if is_released:
            release_text(viewer, review, form.shown.data or "", form.seen_revision)
        else:
            reason, note = form.reason.data or "", form.note.data or ""
            withhold_text(viewer, review, reason, note, form.seen_revision)
    except RuleBroken as broken:
        db.session.rollback()
        note_broken_rule(broken)
        said = _(type(broken).sentence) % broken.values
        return _page({review_id: form.shown.data or ""}, {review_id: said}), broken.status
    db.session.commit()
    flash(_("Đã duyệt một lời ghi.") if is_released else _("Đã giữ lại một lời ghi."), "success")
    return redirect(url_for(".review_list"))


def _first_error(form: ReviewForm) -> str:
    return next((str(one[0]) for one in form.errors.values()), _("Xin bấm một trong hai nút."))


def _page(typed: dict[str, str], errors: dict[str, str]) -> str:
    body = body_of(current_viewer().agency_id)
    check_has_body(body)
    own = queries.agencies_of_body(body)
    total = queries.count_waiting(own)
    paging = page_of(request.args.get("trang"), total, PAGE_SIZE)
    return render_template(
        "surveys/staff/texts.html",
        lines=review_lines(own, paging.size, paging.offset, typed),
        errors=errors,
        total=total,
        reasons=REASONS,
        form=Form(),
        paging=paging,
        pager_links=paging.links(lambda page: url_for(".review_list", trang=page)),
    )
