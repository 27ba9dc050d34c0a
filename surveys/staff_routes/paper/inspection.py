"""The inspector's sample: drawn by lot, each form keyed once more from the paper, what differs shown."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer
from base.clock import now
from base.forms import Form
from base.permissions import Permission, requires
from base.rules import RuleBroken
from surveys.actions.paper.samples import check_inspects, draw_sample, recheck_form
from surveys.models import FormState, PaperBatch
from surveys.paper_pages import new_page_token
from surveys.paper_views import KeyingView, keying_view, typed_fields
from surveys.queries.paper import batches as queries
from surveys.queries.paper.keyings import get_sample
from surveys.reports.paper.batch import batch_report
from surveys.rules.paper.custody import NotInSample
from surveys.rules.paper.keyed import read_typed
from surveys.rules.paper.serials import serial_text
from surveys.staff_routes.paper.blueprint import (
    app_settings,
    batch_at,
    done,
    paper_staff,
    row_at,
    told,
)


@paper_staff.post("/<int:batch_id>/mau")
@requires(Permission.SAMPLES_EDIT)
def draw(batch_id: int) -> ResponseReturnValue:
    if Form().validate_on_submit():
        sample = draw_sample(current_viewer(), batch_at(batch_id))
        done(_("Đã rút ngẫu nhiên %(count)s tờ để nhập lại.", count=len(sample.serials)))
    return redirect(url_for(".sample_page", batch_id=batch_id))


@paper_staff.get("/<int:batch_id>/mau")
@requires(Permission.SAMPLES_READ)
def sample_page(batch_id: int) -> ResponseReturnValue:
    return render_template("surveys/staff/paper_sample.html", report=batch_report(row_at(batch_id)))


@paper_staff.route("/<int:batch_id>/mau/<int:serial>", methods=["GET", "POST"])
@requires(Permission.SAMPLES_EDIT)
def recheck(batch_id: int, serial: int) -> ResponseReturnValue:
    """Blind: what was keyed before is not shown until the inspector has said what the paper says."""
    batch, viewer = batch_at(batch_id), current_viewer()
    check_inspects(viewer, batch)
    sample = get_sample(batch_id)
    if serial not in sample.serials:
        raise NotInSample
    content, outcome = queries.content_of(batch), request.form.get("outcome", "filled")
    if not Form().validate_on_submit():
        status = 422 if request.method == "POST" else 200
        return _page(batch, serial, keying_view(content)), status
    fields = typed_fields(content, request.form)
    try:
        keyed = None
        if outcome != FormState.MISSING:
            typed = read_typed(content, fields, outcome)
            if typed.mistakes:
                view = keying_view(content, fields, typed.mistakes, outcome)
                return _page(batch, serial, view), 422
            keyed = typed.keyed
        found = recheck_form(viewer, batch, sample, serial, keyed)
    except RuleBroken as broken:
        view = keying_view(content, fields, None, outcome, [told(broken)])
        return _page(batch_at(batch_id), serial, view), 409
    same = _("Tờ %(serial)s: giống kết quả đã ghi.", serial=serial_text(serial))
    other = _("Tờ %(serial)s: KHÁC kết quả đã ghi.", serial=serial_text(serial))
    done(same if found.is_same else other)
    return redirect(url_for(".sample_page", batch_id=batch_id))


def _page(batch: PaperBatch, serial: int, view: KeyingView) -> str:
    viewer, keys = current_viewer(), app_settings().secrets
    return render_template(
        "surveys/staff/paper_recheck.html",
        batch=batch,
        serial=serial,
        view=view,
        scans=queries.list_scans(batch.id, serial),
        page=new_page_token(batch.id, viewer.staff_id or 0, 3, now(), keys),
    )
