"""Pictures of forms: taken in, and shown to who resolves differences and to the inspector alone."""

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer
from base.permissions import Permission, requires
from base.rules import NotFound, RuleBroken
from surveys.actions.paper.batches import check_not_rated
from surveys.actions.paper.scans import add_batch_scan, add_form_scan
from surveys.forms.paper import ScanForm
from surveys.queries.paper import batches as queries
from surveys.rules.paper.custody import ScanNotForViewer, check_third
from surveys.rules.paper.serials import serial_text
from surveys.staff_routes.paper.blueprint import batch_at, done, paper_staff, row_at, told

_PICTURES = ("image/jpeg", "image/png")


@paper_staff.route("/<int:batch_id>/anh", methods=["GET", "POST"])
@requires(Permission.PAPER_EDIT)
def scans(batch_id: int) -> ResponseReturnValue:
    form, status = ScanForm(), 422 if request.method == "POST" else 200
    if form.validate_on_submit():
        try:
            added = _add(form, batch_id)
            done(_("Đã nhận ảnh của %(count)s tờ.", count=added))
            return redirect(url_for(".scans", batch_id=batch_id))
        except RuleBroken as broken:
            form.form_errors.append(told(broken))
            status = 409
    page = render_template(
        "surveys/staff/paper_scans.html",
        row=row_at(batch_id),
        form=form,
        scans=queries.list_scans(batch_id),
    )
    return page, status


def _add(form: ScanForm, batch_id: int) -> int:
    batch, viewer = batch_at(batch_id), current_viewer()
    content, serial = form.file.data.read(), form.serial.data or ""
    form.file.data.close()
    if form.way.data == "one":
        return add_form_scan(viewer, batch, serial, content)
    return add_batch_scan(viewer, batch, content, int(form.pages_each.data), serial)


@paper_staff.get("/<int:batch_id>/anh/<int:scan_id>")
@requires(Permission.PAPER_READ)
def scan_file(batch_id: int, scan_id: int) -> ResponseReturnValue:
    """A picture in the page, a PDF as a download; neither may run anything, whatever it holds."""
    batch, viewer = batch_at(batch_id), current_viewer()
    if not (viewer.may(Permission.PAPER_EDIT) or viewer.may(Permission.SAMPLES_EDIT)):
        raise ScanNotForViewer
    check_not_rated(viewer, batch)
    check_third(viewer.staff_id, (batch.first_clerk_id, batch.second_clerk_id))
    scan = queries.get_scan(batch_id, scan_id)
    if scan.content is None:
        raise NotFound
    is_picture = scan.media in _PICTURES
    response = Response(scan.content)
    response.mimetype = scan.media if is_picture else "application/octet-stream"
    ending = {"image/jpeg": "jpg", "image/png": "png"}.get(scan.media, "pdf")
    name = f"phieu-{serial_text(scan.serial)}.{ending}"
    way = "inline" if is_picture else "attachment"
    response.headers["Content-Disposition"] = f'{way}; filename="{name}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
