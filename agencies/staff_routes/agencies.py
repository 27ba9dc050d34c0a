"""The register for staff: look up, add, change, merge, split, rename, export."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer, note_broken_rule
from agencies.actions.agencies import add_agency, change_agency
from agencies.actions.succession import merge_agencies, rename_agency, split_agency
from agencies.agency_panels import agency_panels
from agencies.cards import agency_card, differences, form_values
from agencies.forms.agencies import AgencyForm, MergeForm, NewAgencyForm, RenameForm, SplitForm
from agencies.models import Agency
from agencies.queries.agencies import (
    codes_by_id,
    count_agencies,
    get_agency,
    list_agencies,
)
from agencies.register import KIND_NAMES
from agencies.rules.agencies import ChangedMeanwhile
from agencies.transfer import WIDTHS, table_rows
from base.clock import today
from base.db import db
from base.paging import page_of
from base.permissions import Permission, requires
from base.rules import RuleBroken
from base.spreadsheets import CellValue, write_csv, write_xlsx

agencies_staff = Blueprint("agencies_staff", __name__, url_prefix="/can-bo/co-quan")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@agencies_staff.get("")
@requires(Permission.AGENCIES_READ)
def agency_list() -> ResponseReturnValue:
    scope = current_viewer().agency_scope(Permission.AGENCIES_READ)
    words, kind = request.args.get("q", "").strip(), request.args.get("loai", "")
    on = None if request.args.get("da_het") else today()
    total = count_agencies(words=words, kind=kind, on=on, scope=scope)
    paging = page_of(request.args.get("trang"), total)
    rows = list_agencies(
        words=words, kind=kind, on=on, scope=scope, limit=paging.size, offset=paging.offset
    )
    kept: dict[str, Any] = {key: value for key, value in request.args.items() if key != "trang"}
    return render_template(
        "agencies/staff/agency_list.html",
        agencies=rows,
        kind_names=KIND_NAMES,
        words=words,
        kind=kind,
        shows_ended=on is None,
        paging=paging,
        pager_links=paging.links(lambda n: url_for(".agency_list", **kept, trang=n)),
    )


@agencies_staff.get("/xuat.<any(xlsx, csv):form>")
@requires(Permission.AGENCIES_READ)
def export(form: str) -> ResponseReturnValue:
    """The whole register the viewer may see, in the form the import takes."""
    scope = current_viewer().agency_scope(Permission.AGENCIES_READ)
    header, rows = table_rows(list_agencies(scope=scope), codes_by_id())
    return _download(form, header, rows, f"co-quan-{today().isoformat()}")


@agencies_staff.get("/mau.xlsx")
@requires(Permission.AGENCIES_READ)
def template_file() -> ResponseReturnValue:
    """The header line alone, to be filled."""
    header, _rows = table_rows([], {})
    return _download("xlsx", header, [], "mau-danh-sach-co-quan")


def _download(
    form: str, header: list[str], rows: list[tuple[CellValue, ...]], name: str
) -> Response:
    data = (
        write_xlsx(_("Cơ quan"), header, rows, WIDTHS)
        if form == "xlsx"
        else write_csv(header, rows)
    )
    kind = XLSX if form == "xlsx" else "text/csv; charset=utf-8"
    response = Response(data, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def _visible(code: str) -> Agency:
    return get_agency(code, current_viewer().agency_scope(Permission.AGENCIES_READ))


@agencies_staff.get("/<code>")
@requires(Permission.AGENCIES_READ)
def agency_page(code: str) -> ResponseReturnValue:
    agency = _visible(code)
    return render_template(
        "agencies/staff/agency.html",
        card=agency_card(agency),
        panels=agency_panels(agency, current_viewer()),
        kind_names=KIND_NAMES,
    )


@agencies_staff.route("/them", methods=["GET", "POST"])
@requires(Permission.AGENCIES_EDIT)
def add() -> ResponseReturnValue:
    form = NewAgencyForm()
    if form.validate_on_submit():
        try:
            agency = add_agency(form.row(form.code.data), current_viewer().staff_id)
        except RuleBroken as broken:
            db.session.rollback()
            note_broken_rule(broken)
            form.code.errors = [_(type(broken).sentence) % broken.values]
        else:
            db.session.commit()
            flash(_("Đã thêm %(name)s.", name=agency.name), "success")
            return redirect(url_for(".agency_page", code=agency.code))
    status = 422 if form.errors else 200
    return render_template("agencies/staff/agency_form.html", form=form, agency=None), status


@agencies_staff.route("/<code>/sua", methods=["GET", "POST"])
@requires(Permission.AGENCIES_EDIT)
def edit(code: str) -> ResponseReturnValue:
    agency = _visible(code)
    form = AgencyForm(data=form_values(agency))
    if form.validate_on_submit():
        try:
            staff_id = current_viewer().staff_id
            change_agency(agency, form.row(code), form.opened_revision, staff_id)
        except ChangedMeanwhile:
            return _both_versions(code, form)
        except RuleBroken as broken:
            db.session.rollback()
            note_broken_rule(broken)
            form.form_errors.append(_(type(broken).sentence) % broken.values)
        else:
            db.session.commit()
            flash(_("Đã lưu %(name)s.", name=agency.name), "success")
            return redirect(url_for(".agency_page", code=code))
    status = 422 if form.errors or form.form_errors else 200
    return render_template("agencies/staff/agency_form.html", form=form, agency=agency), status


def _both_versions(code: str, form: AgencyForm) -> ResponseReturnValue:
    """The second of two editors sees both and may save again over the newer one."""
    db.session.rollback()
    agency = _visible(code)
    db.session.refresh(agency)
    both = differences(agency, form)
    form.revision.data = str(agency.revision)
    page = render_template("agencies/staff/agency_form.html", form=form, agency=agency, both=both)
    return page, 409


_SUCCESSION_FORMS = {"sap-nhap": MergeForm, "chia-tach": SplitForm, "doi-ten": RenameForm}


@agencies_staff.route(
    "/<code>/<any('sap-nhap', 'chia-tach', 'doi-ten'):act>", methods=["GET", "POST"]
)
@requires(Permission.AGENCIES_EDIT)
def succeed(code: str, act: str) -> ResponseReturnValue:
    """Merge into another, split into others, or rename: dated, kept for ever."""
    agency = _visible(code)
    if agency.valid_to is not None and agency.valid_to <= today():
        abort(404)
    form = _SUCCESSION_FORMS[act]()
    if form.validate_on_submit():
        try:
            _record_succession(agency, form)
        except RuleBroken as broken:
            db.session.rollback()
            note_broken_rule(broken)
            form.form_errors.append(_(type(broken).sentence) % broken.values)
        else:
            db.session.commit()
            flash(_("Đã ghi vào danh bạ."), "success")
            return redirect(url_for(".agency_page", code=code))
    status = 422 if form.errors or form.form_errors else 200
    page = render_template("agencies/staff/succession.html", form=form, agency=agency, act=act)
    return page, status


def _record_succession(agency: Agency, form: MergeForm | SplitForm | RenameForm) -> None:
    day, citation = form.effective_on.data, form.citation.data or ""
    staff_id = current_viewer().staff_id
    if isinstance(form, MergeForm):
        into = get_agency(form.into_code.data)
        merge_agencies([agency], into, day, citation, staff_id)
    elif isinstance(form, SplitForm):
        parts = [(get_agency(code), weight) for code, weight in form.weights()]
        split_agency(agency, parts, day, citation, staff_id)
    else:
        rename_agency(agency, form.new_code.data, form.new_name.data, day, citation, staff_id)
