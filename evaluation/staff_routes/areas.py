"""/can-bo/toan-canh/ban-do: the province's own map of communes: choosing a file, a preview, its versions."""

import gzip
import io
from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

from agencies.access import current_viewer
from agencies.queries.staff import staff_names
from agencies.staging import drop_staged, stage_file, staged_file
from base.clock import today
from base.db import db
from base.forms import Form
from base.permissions import Permission, requires
from base.rules import NotFound
from evaluation.actions.areas import add_map, commune_of, remove_map
from evaluation.areas.reading import AreasRead, Matched, match_areas, read_areas
from evaluation.forms.areas import AreasConfirmForm, AreasForm
from evaluation.province_pages.choropleth import preview_view
from evaluation.queries import areas as queries
from evaluation.rules.areas import LARGEST, AreasRefused, AreasTooLarge
from evaluation.staff_routes.province import province_board

__all__ = ["province_board"]

_ROOM = 1024 * 1024  # for what stands around a file in a form


@province_board.url_value_preprocessor
def allow_areas(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """A file of exactly the largest size must get through; said before the token is looked for."""
    if endpoint == "province_board.read_map":
        request.max_content_length = LARGEST + _ROOM


@province_board.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    sentence = _(AreasTooLarge.sentence)
    return render_template("staff_error.html", status=413, sentence=sentence), 413


def _staff_id() -> int:
    return current_viewer().staff_id or 0


@province_board.get("/ban-do")
@requires(Permission.EVALUATION_EDIT)
def maps() -> ResponseReturnValue:
    return _page(AreasForm(formdata=None))


def _page(form: AreasForm) -> str:
    rows = queries.list_maps()
    used = next((one for one in rows if one.removed_at is None), None)
    return render_template(
        "evaluation/staff/province_maps.html",
        form=form,
        step=Form(formdata=None),
        rows=rows,
        used=used,
        names=staff_names({one.added_by_id for one in rows}),
    )


@province_board.post("/ban-do")
@requires(Permission.EVALUATION_EDIT)
def read_map() -> ResponseReturnValue:
    """Nothing is stored but the file for an hour; what is wrong is said beside the field."""
    form = AreasForm()
    if not form.validate_on_submit():
        return _page(form), 422
    data = form.file.data.stream.read(LARGEST + 1)
    try:
        read = read_areas(data)
        matched = _matched(read, "")
    except AreasRefused as refused:
        form.file.errors = [_sentence(refused)]
        return _page(form), 422
    kept = {"token": stage_file(data, _staff_id()), "name": form.file.data.filename or ""}
    return _preview(read, matched, {**kept, "source": form.source.data or ""})


def _matched(read: AreasRead, wanted: str) -> Matched:
    communes = [commune_of(one) for one in queries.list_communes(today())]
    return match_areas(read, communes, wanted)


def _sentence(refused: AreasRefused) -> str:
    return str(_(refused.sentence) % refused.values if refused.values else _(refused.sentence))


def _preview(read: AreasRead, matched: Matched, kept: dict[str, str]) -> str:
    return render_template(
        "evaluation/staff/province_map_preview.html",
        matched=matched,
        drawing=preview_view(read, matched),
        points=(read.drawing["points_before"], read.drawing["points_after"]),
        kept={**kept, "property_name": matched.name},
        choices=[
            {"value": name, "label": _("%(name)s (khớp %(count)s xã)", name=name, count=count)}
            for name, count in matched.options
        ],
        repeated_words=", ".join(f"{code} ({count})" for code, count in matched.repeated),
    )


@province_board.post("/ban-do/xac-nhan")
@requires(Permission.EVALUATION_EDIT)
def confirm_map() -> ResponseReturnValue:
    """Stores what was previewed; with another property it is previewed again."""
    form = AreasConfirmForm()
    data = staged_file(form.token.data or "", _staff_id()) if form.validate_on_submit() else None
    if data is None:
        flash(_("Tệp đã chọn không còn giữ được. Xin chọn lại tệp."), "error")
        return redirect(url_for(".maps"))
    try:
        read = read_areas(data)
        matched = _matched(read, form.property_name.data or "")
    except AreasRefused as refused:
        flash(_sentence(refused), "error")
        return redirect(url_for(".maps"))
    source, name = form.source.data or "", form.name.data or ""
    if request.form.get("act") == "again":
        return _preview(read, matched, {"token": form.token.data, "name": name, "source": source})
    add_map(_staff_id(), name, source, data, read, matched)
    db.session.commit()
    drop_staged(form.token.data or "", _staff_id())
    flash(
        _("Đã đưa bản đồ vào dùng cho %(count)s xã, phường.", count=len(matched.matched)), "success"
    )
    return redirect(url_for(".board"))


@province_board.post("/ban-do/thoi-dung")
@requires(Permission.EVALUATION_EDIT)
def drop_map() -> ResponseReturnValue:
    """The version named, so that a second press does not take away the one before it too."""
    stored = queries.find_map()
    seen = request.form.get("seen", "")
    if not Form().validate_on_submit() or stored is None or seen != str(stored.id):
        flash(_("Bản đồ vừa đổi hoặc không còn dùng. Xin xem lại trang này."), "error")
        return redirect(url_for(".maps"))
    remove_map(_staff_id(), stored)
    db.session.commit()
    flash(_("Đã thôi dùng bản đồ này. Bản đồ và việc này còn lưu."), "success")
    return redirect(url_for(".maps"))


@province_board.get("/ban-do/<int:map_id>.geojson")
@requires(Permission.EVALUATION_EDIT)
def map_file(map_id: int) -> ResponseReturnValue:
    """The file as it came."""
    stored = queries.get_map(map_id)
    content = gzip.decompress(stored.original)
    if len(content) != stored.size:
        raise NotFound(map_id)
    return send_file(
        io.BytesIO(content),
        "application/geo+json",
        as_attachment=True,
        download_name=f"ban-do-{map_id}.geojson",
    )
