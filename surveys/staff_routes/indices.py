"""Figures of rounds before they are public: computed, looked at, signed, published. Owner's staff only."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer
from base.clock import today
from base.db import db
from base.jobs import send_job
from base.permissions import Permission, requires
from base.rules import NotFound
from surveys.actions.snapshots import (
    cancel_release,
    order_release,
    request_snapshot,
    sign_snapshot,
)
from surveys.forms.snapshots import ComputeForm, PublishForm, SignForm
from surveys.index_pages import beside, listing, signing
from surveys.index_pages.figures import scale_for, share_text
from surveys.models import IndexSnapshot, SurveyRound
from surveys.queries.indices import (
    Release,
    left_out_cells,
    list_overall_cells,
    list_province_cells,
)
from surveys.queries.method import release_hour
from surveys.queries.rounds import get_round
from surveys.queries.snapshots import find_period, get_period, get_snapshot, list_owned_rounds
from surveys.reports.signing import changes_between, scopes_of

indices_staff = Blueprint("indices_staff", __name__, url_prefix="/can-bo/chi-so")


def _owned(snapshot_id: int) -> tuple[IndexSnapshot, SurveyRound]:
    """A snapshot of a round that the viewer's body owns; to others it does not exist."""
    snapshot = get_snapshot(snapshot_id)
    survey_round = get_round(snapshot.round_id)
    if survey_round.owner_agency_id != current_viewer().agency_id:
        raise NotFound
    return snapshot, survey_round


@indices_staff.get("")
@requires(Permission.INDICES_SIGN)
def snapshot_list() -> ResponseReturnValue:
    rounds = list_owned_rounds(current_viewer().agency_id)
    return render_template(
        "surveys/staff/snapshots.html",
        rounds=[(one, signing.scope_rows(scopes_of(one))) for one in rounds],
        form=ComputeForm(),
    )


@indices_staff.route("/tinh/<int:round_id>", methods=["GET", "POST"])
@requires(Permission.INDICES_SIGN)
def compute(round_id: int) -> ResponseReturnValue:
    """Asks for the figures of a round, or of the period in `ky`; a correction asks for its reason."""
    viewer = current_viewer()
    survey_round = get_round(round_id)
    if survey_round.owner_agency_id != viewer.agency_id:
        raise NotFound
    wanted = request.args.get("ky", "")
    period = get_period(round_id, int(wanted)) if wanted.isdecimal() else None
    form = ComputeForm()
    name = f"{survey_round.name} · {period.name}" if period else survey_round.name
    if form.validate_on_submit():
        title = _("Tính chỉ số: %(name)s", name=name)
        reason = form.reason.data or ""
        run = request_snapshot(viewer, survey_round, period.id if period else None, reason, title)
        db.session.commit()
        send_job(run.id)
        return redirect(url_for("jobs_staff.job_page", run_id=run.id))
    former = any(
        one.published
        for one in scopes_of(survey_round)
        if (one.period.id if one.period else None) == (period.id if period else None)
    )
    return render_template(
        "surveys/staff/snapshot_compute.html", form=form, name=name, is_correction=former
    )


@indices_staff.get("/<int:snapshot_id>")
@requires(Permission.INDICES_SIGN)
def snapshot_page(snapshot_id: int) -> ResponseReturnValue:
    """What would be, or is, published: the same tables, the evidence, what changed since the last one."""
    snapshot, survey_round = _owned(snapshot_id)
    release = Release(snapshot, survey_round, find_period(snapshot.period_id))
    pairs = list_overall_cells(snapshot.id)
    province = list_province_cells([snapshot.id])
    whole = next((one for one in province if one.measure == "overall"), None)
    scale = scale_for(cell for cell, _agency in pairs)
    return render_template(
        "surveys/staff/snapshot.html",
        release=release,
        title=listing.release_title(release),
        status=signing.state_text(snapshot),
        cards=listing.cards(whole, None, "", pairs, release),
        channels=beside.channel_rows(
            snapshot, whole, [one for one in province if one.measure == "channel"]
        ),
        weighting=signing.weighting_rows(pairs),
        left_out=signing.left_out_rows(pairs, left_out_cells(snapshot.id)),
        groups=listing.group_rows(pairs, listing.Wanted()),
        reference=scale.place(whole.share) if whole and whole.share and whole.low else None,
        province_share=share_text(whole),
        ticks=scale.ticks,
        evidence=listing.evidence_items(release),
        changes=signing.change_rows(changes_between(snapshot, pairs)),
        review=signing.review_groups(pairs),
        sign_form=SignForm(data={"seen_hash": snapshot.content_hash}),
        publish_form=PublishForm(),
        release_hour=release_hour(today()),
        release_text=signing.hour_text(snapshot.release_at) if snapshot.release_at else "",
    )


@indices_staff.post("/<int:snapshot_id>/ky")
@requires(Permission.INDICES_SIGN)
def sign(snapshot_id: int) -> ResponseReturnValue:
    snapshot, survey_round = _owned(snapshot_id)
    form = SignForm()
    if not form.validate_on_submit():
        flash(_("Xin đánh dấu là đã xem, rồi ký."), "error")
        return redirect(url_for(".snapshot_page", snapshot_id=snapshot_id))
    sign_snapshot(current_viewer(), survey_round, snapshot, form.seen_hash.data or "")
    db.session.commit()
    flash(_("Đã ký. Kết quả chưa công khai cho đến khi hẹn công bố và đến giờ cố định."), "success")
    return redirect(url_for(".snapshot_page", snapshot_id=snapshot_id))


@indices_staff.post("/<int:snapshot_id>/cong-bo")
@requires(Permission.INDICES_SIGN)
def publish(snapshot_id: int) -> ResponseReturnValue:
    """Orders the release; the clock makes the figures public at the next fixed hour."""
    snapshot, survey_round = _owned(snapshot_id)
    if PublishForm().validate_on_submit():
        at = order_release(current_viewer(), survey_round, snapshot, release_hour(today()))
        db.session.commit()
        flash(
            _("Đã hẹn: kết quả tự công khai lúc %(when)s.", when=signing.hour_text(at)), "success"
        )
    return redirect(url_for(".snapshot_page", snapshot_id=snapshot_id))


@indices_staff.post("/<int:snapshot_id>/huy-hen")
@requires(Permission.INDICES_SIGN)
def cancel(snapshot_id: int) -> ResponseReturnValue:
    snapshot, survey_round = _owned(snapshot_id)
    if PublishForm().validate_on_submit():
        cancel_release(current_viewer(), survey_round, snapshot)
        db.session.commit()
        flash(_("Đã hủy hẹn. Kết quả vẫn là bản đã ký, chưa công khai."), "success")
    return redirect(url_for(".snapshot_page", snapshot_id=snapshot_id))
