"""A batch from printing to closing: list, new, page, count, clerks, comparison, closing, correction."""

import io
from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice

from agencies.access import current_viewer
from agencies.models import Agency, Role
from agencies.names import name_of
from agencies.queries.installation import find_installation
from base.db import db
from base.paging import page_of
from base.permissions import Permission, requires
from base.rules import NotFound, RuleBroken
from surveys.actions.paper import batches as actions
from surveys.actions.paper.closing import close_batch
from surveys.actions.paper.comparing import compare_passes
from surveys.forms.paper import (
    AssignForm,
    CloseForm,
    CompareForm,
    CorrectionForm,
    DeclareForm,
    NewBatchForm,
)
from surveys.models import PaperBatch, SurveyRound
from surveys.paper_forms import FORMS_AT_ONCE, FormOrder, draw_forms
from surveys.queries.paper import batches as queries
from surveys.reports.paper.batch import batch_report, paper_share
from surveys.reports.paper.signs import clerk_signs
from surveys.rules.rounds import check_acts_for_owner
from surveys.staff_routes.paper.blueprint import (
    app_settings,
    batch_at,
    done,
    paper_staff,
    row_at,
    scope,
    told,
)


@paper_staff.get("")
@requires(Permission.PAPER_READ)
def batch_list() -> ResponseReturnValue:
    paging = page_of(request.args.get("page"), queries.count_batches(scope()))
    rows = queries.list_batches(scope(), limit=paging.size, offset=paging.offset)
    rounds = {row.round.id: row.round for row in rows}
    return render_template(
        "surveys/staff/paper_batches.html",
        rows=rows,
        shares=[(one, paper_share(one)) for one in rounds.values()],
        paging=paging,
        links=paging.links(lambda number: url_for(".batch_list", page=number)),
    )


@paper_staff.route("/moi", methods=["GET", "POST"])
@requires(Permission.PAPER_EDIT)
def new_batch() -> ResponseReturnValue:
    form, rounds = NewBatchForm(), queries.list_rounds_for_paper(current_viewer().agency_id)
    by_id = {one.id: one for one in rounds}
    form.target.choices = [
        SelectChoice(f"{round_id}-{agency.id}", f"{name_of(agency)} – {by_id[round_id].name}")
        for round_id, agency in queries.list_rated(by_id)
    ]
    status = 422 if request.method == "POST" else 200
    if form.validate_on_submit():
        try:
            batch = _make(form, by_id)
            done(_("Đã lập lô phiếu. Xin tải tệp PDF, in và giao cho nơi phát phiếu."))
            return redirect(url_for(".batch_page", batch_id=batch.id))
        except RuleBroken as broken:
            form.form_errors.append(told(broken))
            status = 409
    return render_template(
        "surveys/staff/paper_new.html", form=form, has_rounds=bool(by_id)
    ), status


def _make(form: NewBatchForm, rounds: dict[int, SurveyRound]) -> PaperBatch:
    round_id, agency_id = (int(part) for part in form.target.data.split("-"))
    return actions.make_batch(
        current_viewer(),
        rounds[round_id],
        agency_id,
        form.form_count.data,
        form.paper.data,
        form.second_language.data,
    )


@paper_staff.get("/<int:batch_id>")
@requires(Permission.PAPER_READ)
def batch_page(batch_id: int) -> ResponseReturnValue:
    report = batch_report(row_at(batch_id))
    sees_signs = current_viewer().may(Permission.DETECTION_READ)
    return render_template(
        "surveys/staff/paper_batch.html",
        report=report,
        batch=report.batch,
        signs=clerk_signs([batch_id]) if sees_signs and report.is_compared else [],
        parts=_parts(report.batch),
        compare_form=CompareForm(formdata=None),
    )


def _parts(batch: PaperBatch) -> list[tuple[int, int]]:
    """(first, last) serial of each file to print."""
    last = batch.serial_to
    firsts = range(batch.serial_from, last + 1, FORMS_AT_ONCE)
    return [(first, min(first + FORMS_AT_ONCE - 1, last)) for first in firsts]


@paper_staff.get("/<int:batch_id>/phieu-<int:part>.pdf")
@requires(Permission.PAPER_EDIT)
def forms_pdf(batch_id: int, part: int) -> ResponseReturnValue:
    """The n-th file of the batch, a hundred forms at most."""
    row = row_at(batch_id)
    check_acts_for_owner(row.round.owner_agency_id, current_viewer().agency_id)
    parts = _parts(row.batch)
    if not 1 <= part <= len(parts):
        raise NotFound
    first, last = parts[part - 1]
    installed = find_installation()
    order = FormOrder(
        content=queries.content_of(row.batch),
        paper=row.batch.paper,
        second_language=row.batch.second_language,
        asker=db.session.get_one(Agency, row.round.owner_agency_id).name,
        province=installed.province_name if installed else "",
        agency=row.agency.name,
        agency_en=row.agency.name_en,
        is_demo=bool(installed and installed.is_demo),
    )
    content = io.BytesIO(draw_forms(order, range(first, last + 1)))
    name = f"phieu-giay-lo-{batch_id}-{part}.pdf"
    return send_file(content, mimetype="application/pdf", as_attachment=True, download_name=name)


@paper_staff.route("/<int:batch_id>/ke-khai", methods=["GET", "POST"])
@requires(Permission.PAPER_EDIT)
def declare(batch_id: int) -> ResponseReturnValue:
    batch = batch_at(batch_id)
    form = DeclareForm(data={"revision": str(batch.revision)})
    people = queries.list_people(Role.OBSERVER)
    form.witness.choices = [SelectChoice("", _l("Không có người chứng kiến"))]
    form.witness.choices += [
        SelectChoice(str(one), f"{name} – {body}") for one, name, _a, body in people
    ]
    return _step_page(batch, form, "surveys/staff/paper_declare.html", _declare)


def _declare(batch: PaperBatch, form: Any) -> str:
    counted = actions.Declaration(
        filled_count=form.filled_count.data,
        spoiled_count=form.spoiled_count.data,
        blank_count=form.blank_count.data,
        collected_on=form.collected_on.data,
        handed_over_by=form.handed_over_by.data,
        witness_id=int(form.witness.data) if form.witness.data else None,
    )
    actions.declare_counts(current_viewer(), batch, counted, form.seen_revision)
    return _("Đã kê khai. Số này không sửa được nữa; bây giờ có thể giao cho hai người nhập.")


@paper_staff.route("/<int:batch_id>/giao-nhap", methods=["GET", "POST"])
@requires(Permission.PAPER_EDIT)
def assign(batch_id: int) -> ResponseReturnValue:
    batch = batch_at(batch_id)
    form = AssignForm(data={"revision": str(batch.revision)})
    people = queries.list_people(Role.CLERK)
    offered = [SelectChoice(str(one), f"{name} – {body}") for one, name, _a, body in people]
    form.first.choices = form.second.choices = [SelectChoice("", _l("Chọn một người")), *offered]
    return _step_page(batch, form, "surveys/staff/paper_assign.html", _assign)


def _assign(batch: PaperBatch, form: Any) -> str:
    chosen = int(form.first.data), int(form.second.data)
    actions.assign_clerks(current_viewer(), batch, *chosen, form.seen_revision)
    return _("Đã giao. Mỗi người thấy lô này ở trang «Nhập phiếu giấy» của mình.")


@paper_staff.route("/<int:batch_id>/so", methods=["GET", "POST"])
@requires(Permission.PAPER_EDIT)
def compare(batch_id: int) -> ResponseReturnValue:
    return _step_page(
        batch_at(batch_id), CompareForm(), "surveys/staff/paper_compare.html", _compare
    )


def _compare(batch: PaperBatch, form: Any) -> str:
    differing = compare_passes(current_viewer(), batch, form.both_say_done.data)
    if differing:
        return _("Đã so xong: %(count)s tờ có chỗ khác nhau cần người thứ ba xem.", count=differing)
    return _("Đã so xong: hai lượt nhập giống nhau ở mọi tờ.")


@paper_staff.route("/<int:batch_id>/dong", methods=["GET", "POST"])
@requires(Permission.PAPER_EDIT)
def close(batch_id: int) -> ResponseReturnValue:
    return _step_page(batch_at(batch_id), CloseForm(), "surveys/staff/paper_close.html", _close)


def _close(batch: PaperBatch, form: Any) -> str:
    secret = app_settings().secrets.ledger_master
    count = close_batch(current_viewer(), batch, form.reason.data or "", secret)
    return _("Đã đóng lô: %(count)s phiếu đã vào sổ công khai.", count=count)


@paper_staff.route("/<int:batch_id>/dinh-chinh", methods=["GET", "POST"])
@requires(Permission.PAPER_EDIT)
def correct(batch_id: int) -> ResponseReturnValue:
    return _step_page(
        batch_at(batch_id), CorrectionForm(), "surveys/staff/paper_correct.html", _correct
    )


def _correct(batch: PaperBatch, form: Any) -> str:
    actions.correct_batch(current_viewer(), batch, form.reason.data)
    return _("Đã ghi đính chính vào sổ công khai. Các phiếu của lô vẫn như cũ.")


def _step_page(batch: PaperBatch, form: Any, template: str, act: Any) -> ResponseReturnValue:
    """One step of a batch: what was typed stays, a broken rule says what to do."""
    status = 422 if request.method == "POST" else 200
    batch_id = batch.id
    if form.validate_on_submit():
        try:
            sentence = act(batch, form)
            db.session.commit()
            flash(sentence, "success")
            return redirect(url_for(".batch_page", batch_id=batch_id))
        except RuleBroken as broken:
            form.form_errors.append(told(broken))
            status = 409
    report = batch_report(row_at(batch_id))
    return render_template(template, form=form, report=report, batch=report.batch), status
