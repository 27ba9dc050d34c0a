"""One-time codes on staff pages: batches, ordering them, printing slips, withdrawing."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer, note_broken_rule
from agencies.queries.agencies import get_agency_by_id
from base.clock import now, today
from base.db import db
from base.forms import Form
from base.jobs import send_job
from base.paging import page_of
from base.permissions import Permission, requires
from base.rules import RuleBroken
from surveys.actions.code_orders import Order, order_batches
from surveys.actions.code_slips import erase_files_of, finish_printing, order_slips
from surveys.actions.codes import withdraw_batch
from surveys.forms.codes import (
    DELIVERY_WORDS,
    STATE_TONES,
    STATE_WORDS,
    OrderForm,
    WithdrawalForm,
)
from surveys.models import CodeBatch
from surveys.queries import code_stock as stock
from surveys.queries.codes import count_sealed, get_batch
from surveys.queries.rounds import get_round
from surveys.reports.agency_choices import agency_groups, picked_agencies
from surveys.reports.codes import batch_rows, low_stocks
from surveys.rules.codes import OwnCodes

codes_staff = Blueprint("codes_staff", __name__, url_prefix="/can-bo/ma-danh-gia")


@codes_staff.context_processor
def words() -> dict[str, object]:
    return {
        "delivery_words": DELIVERY_WORDS,
        "state_words": STATE_WORDS,
        "state_tones": STATE_TONES,
    }


@codes_staff.get("")
@requires(Permission.CODES_READ)
def batch_list() -> ResponseReturnValue:
    words, state = request.args.get("q", ""), request.args.get("state", "")
    own, day = current_viewer().agency_id, today()
    paging = page_of(request.args.get("page"), stock.count_batches(words, state, own, day))
    pairs = stock.list_batches(words, state, own, day, paging.size, paging.offset)
    kept: dict[str, Any] = {"q": words, "state": state}
    return render_template(
        "surveys/staff/code_batches.html",
        rows=batch_rows(pairs, day),
        low=low_stocks(day, own),
        paging=paging,
        links=paging.links(lambda number: url_for(".batch_list", page=number, **kept)),
        words=words,
        state=state,
    )


@codes_staff.route("/moi", methods=["GET", "POST"])
@requires(Permission.CODES_EDIT)
def new_batches() -> ResponseReturnValue:
    """Makes the codes in the background; what stands against them is told at once."""
    viewer = current_viewer()
    form = OrderForm(rounds=stock.list_own_rounds(viewer.agency_id))
    if not form.is_submitted():
        form.first_day.data = form.last_day.data = today() + timedelta(days=1)
        return _order_page(form, set())
    chosen = picked_agencies(
        agency_groups(today(), ()),
        request.form.getlist("agency"),
        request.form.getlist("whole_kind"),
    )
    if not (form.validate_on_submit() and chosen):
        return _order_page(form, chosen), 422
    try:
        run = order_batches(viewer, _order(form, chosen), _("Tạo mã đánh giá"))
    except RuleBroken as broken:
        note_broken_rule(broken)
        db.session.rollback()
        return _order_page(form, chosen, _(broken.sentence) % broken.values), 409
    db.session.commit()
    send_job(run.id)
    return redirect(url_for("jobs_staff.job_page", run_id=run.id))


def _order(form: OrderForm, chosen: set[int]) -> Order:
    return Order(
        round_id=int(form.round.data),
        agency_ids=chosen,
        first_day=form.first_day.data,
        last_day=form.last_day.data,
        delivery=form.delivery.data,
        count=form.count.data,
    )


def _order_page(form: OrderForm, chosen: set[int], broken: str = "") -> str:
    missing = _("Xin chọn ít nhất một cơ quan.") if form.is_submitted() and not chosen else ""
    return render_template(
        "surveys/staff/code_order.html",
        form=form,
        groups=agency_groups(today(), chosen),
        error=missing,
        broken=broken,
    )


@codes_staff.get("/<int:batch_id>")
@requires(Permission.CODES_READ)
def batch_page(batch_id: int) -> ResponseReturnValue:
    batch = _seen_batch(batch_id)
    (row,) = batch_rows([(batch, get_agency_by_id(batch.agency_id))], today())
    survey_round = get_round(batch.round_id)
    viewer = current_viewer()
    return render_template(
        "surveys/staff/code_batch.html",
        row=row,
        batch=batch,
        survey_round=survey_round,
        sealed_count=count_sealed(batch.id),
        may_act=viewer.may(Permission.CODES_EDIT)
        and viewer.agency_id == survey_round.owner_agency_id
        and batch.state != "withdrawn"
        and not row.is_expired,
        form=Form(),
    )


def _seen_batch(batch_id: int) -> CodeBatch:
    """Batches of one's own body are none of one's business."""
    batch = get_batch(batch_id)
    if batch.agency_id == current_viewer().agency_id:
        raise OwnCodes
    return batch


@codes_staff.post("/<int:batch_id>/in")
@requires(Permission.CODES_EDIT)
def print_slips(batch_id: int) -> ResponseReturnValue:
    batch = _seen_batch(batch_id)
    if not Form().validate_on_submit():
        return redirect(url_for(".batch_page", batch_id=batch_id))
    run = order_slips(current_viewer(), batch, _("In phiếu mã đánh giá dán kín"))
    db.session.commit()
    send_job(run.id)
    return redirect(url_for("jobs_staff.job_page", run_id=run.id))


@codes_staff.route("/<int:batch_id>/da-in-xong", methods=["GET", "POST"])
@requires(Permission.CODES_EDIT)
def printed(batch_id: int) -> ResponseReturnValue:
    batch = _seen_batch(batch_id)
    if not Form().validate_on_submit():
        return render_template(
            "surveys/staff/code_printed.html", batch=batch, sealed_count=count_sealed(batch.id)
        )
    finish_printing(current_viewer(), batch)
    db.session.commit()
    flash(_("Đã xóa mã và tệp phiếu khỏi máy chủ. Từ nay không ai in lại được lô này."), "success")
    return redirect(url_for(".batch_page", batch_id=batch_id))


@codes_staff.route("/<int:batch_id>/thu-hoi", methods=["GET", "POST"])
@requires(Permission.CODES_EDIT)
def withdraw(batch_id: int) -> ResponseReturnValue:
    batch, form = _seen_batch(batch_id), WithdrawalForm()
    if not form.validate_on_submit():
        page = render_template(
            "surveys/staff/code_withdraw.html",
            batch=batch,
            agency=get_agency_by_id(batch.agency_id),
            form=form,
        )
        return page, 422 if request.method == "POST" else 200
    withdraw_batch(current_viewer(), batch, form.reason.data, now())
    erase_files_of(batch)
    db.session.commit()
    flash(_("Đã thu hồi. Mã chưa dùng của lô này không dùng được nữa."), "success")
    return redirect(url_for(".batch_page", batch_id=batch_id))
