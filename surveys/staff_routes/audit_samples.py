"""Samples of dossiers for telephone checks: drawn by a public lot, noted by the inspector."""

import io
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer, note_broken_rule
from agencies.names import name_of
from agencies.queries.agencies import get_agency_by_id
from agencies.queries.bodies import body_of
from agencies.rules.cases import check_has_body, check_not_own_body
from base.clock import now
from base.db import db
from base.forms import Form
from base.permissions import Permission, requires
from base.rules import RuleBroken
from base.spreadsheets import write_xlsx
from surveys import sample_pages as view
from surveys.actions.audit_samples import draw_sample, note_outcomes
from surveys.forms.audit_samples import DrawForm
from surveys.models import AuditSample
from surveys.queries.audit_samples import (
    count_outcomes,
    get_sample,
    list_calls,
    list_coded_agencies,
    list_samples,
)
from surveys.rules.audit_samples import Noted

samples_staff = Blueprint("samples_staff", __name__, url_prefix="/can-bo/mau-goi-dien")


@samples_staff.get("")
@requires(Permission.SAMPLES_READ)
def sample_list() -> ResponseReturnValue:
    return _list_page(_draw_form(formdata=None))


@samples_staff.post("/moi")
@requires(Permission.SAMPLES_EDIT)
def draw() -> ResponseReturnValue:
    form = _draw_form()
    if not form.validate_on_submit():
        return _list_page(form), 422
    agency_id = int(form.agency.data)
    try:
        sample = draw_sample(
            agency_id, form.chosen_month, form.count.data, now(), by=current_viewer()
        )
    except RuleBroken as broken:
        db.session.rollback()
        note_broken_rule(broken)
        form.form_errors.append(_(type(broken).sentence) % broken.values)
        return _list_page(form), 409
    db.session.commit()
    flash(_("Đã bốc mẫu."), "success")
    return redirect(url_for(".sample_page", sample_id=sample.id))


@samples_staff.get("/<int:sample_id>")
@requires(Permission.SAMPLES_READ)
def sample_page(sample_id: int) -> ResponseReturnValue:
    return _page(_sample(sample_id))


@samples_staff.post("/<int:sample_id>")
@requires(Permission.SAMPLES_EDIT)
def note(sample_id: int) -> ResponseReturnValue:
    sample = _sample(sample_id)
    if not Form().validate_on_submit():
        flash(_("Trang đã mở quá lâu. Xin thử lại."), "error")
        return _page(sample), 422
    changed = note_outcomes(current_viewer(), sample, _noted(sample), now())
    db.session.commit()
    flash(_("Đã lưu kết quả của %(count)s cuộc gọi.", count=changed), "success")
    return redirect(url_for(".sample_page", sample_id=sample_id))


@samples_staff.get("/<int:sample_id>/danh-sach.<any(xlsx,pdf):suffix>")
@requires(Permission.SAMPLES_READ)
def sample_file(sample_id: int, suffix: str) -> ResponseReturnValue:
    """The list to take to the telephone: days and places, no number of a dossier, no name."""
    sample = _sample(sample_id)
    agency, rows = get_agency_by_id(sample.agency_id), view.call_rows(list_calls(sample_id))
    if suffix == "xlsx":
        cells = [[one["position"], one["date"], one["ordinal"], one["words"]] for one in rows]
        content = write_xlsx(_("Mẫu gọi điện"), view.file_header(), cells, (8, 14, 22, 34))
    else:
        content = view.sheet(sample, name_of(agency), rows)
    return send_file(
        io.BytesIO(content),
        as_attachment=True,
        download_name=f"mau-goi-dien-{agency.code}-{sample.month}-{sample.id}.{suffix}",
    )


def _noted(sample: AuditSample) -> dict[int, Noted]:
    """What differs from what the page showed, so that an old page does not undo what others noted."""
    found = {}
    for call in list_calls(sample.id):
        chosen = request.form.get(f"call-{call.position}")
        seen, _mark, revision = request.form.get(f"seen-{call.position}", "").partition("/")
        if chosen is not None and chosen != seen:
            found[call.position] = Noted(chosen, int(revision) if revision.isdecimal() else None)
    return found


def _sample(sample_id: int) -> AuditSample:
    """Not for the body it is about."""
    sample = get_sample(sample_id)
    check_not_own_body(body_of(sample.agency_id), body_of(current_viewer().agency_id))
    return sample


def _draw_form(**values: Any) -> DrawForm:
    own = body_of(current_viewer().agency_id)
    agencies = [(one.id, name_of(one)) for one in list_coded_agencies() if body_of(one.id) != own]
    return DrawForm(agencies, **values)


def _list_page(form: DrawForm) -> str:
    own = body_of(current_viewer().agency_id)
    check_has_body(own)
    found = [one for one in list_samples() if body_of(one[1].id) != own]
    counts = count_outcomes([one.id for one, _agency in found])
    return render_template(
        "surveys/staff/samples.html", rows=view.sample_rows(found, counts), form=form
    )


def _page(sample: AuditSample) -> str:
    calls = list_calls(sample.id)
    counts = count_outcomes([sample.id])[sample.id]
    return render_template(
        "surveys/staff/sample.html",
        sample=sample,
        agency=name_of(get_agency_by_id(sample.agency_id)),
        facts=view.facts(sample, len(calls)),
        verdict=view.verdict(sample, counts),
        calls=view.call_rows(calls),
        outcomes=view.outcome_options(),
        form=Form(),
    )
