"""QR places: the list, new ones, one place with what may be done to it, its poster and trial scan."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer
from agencies.queries.agencies import get_agency_by_id
from base.clock import today
from base.codes import grouped
from base.db import db
from base.forms import Form
from base.paging import page_of
from base.permissions import Permission, requires
from base.rules import ChangedMeanwhile, RuleBroken
from surveys.actions import places as actions
from surveys.forms.places import (
    KIND_WORDS,
    STATE_TONES,
    STATE_WORDS,
    MoveForm,
    NewPlacesForm,
    PlaceForm,
    PosterForm,
)
from surveys.models import PlaceState, QrPlace
from surveys.queries import places as queries
from surveys.reports.agency_choices import agency_groups, picked_agencies
from surveys.rules.places import check_place_alive

places_staff = Blueprint("places_staff", __name__, url_prefix="/can-bo/noi-dat-ma")


def scope() -> frozenset[int] | None:
    return current_viewer().agency_scope(Permission.PLACES_READ)


@places_staff.app_template_filter("grouped_code")
def grouped_code(code: str) -> str:
    return grouped(code)


@places_staff.context_processor
def words() -> dict[str, object]:
    return {"kind_words": KIND_WORDS, "state_words": STATE_WORDS, "state_tones": STATE_TONES}


@places_staff.get("")
@requires(Permission.PLACES_READ)
def place_list() -> ResponseReturnValue:
    words, state = request.args.get("q", ""), request.args.get("state", "")
    paging = page_of(request.args.get("page"), queries.count_places(scope(), words, state))
    kept: dict[str, Any] = {"q": words, "state": state}
    return render_template(
        "surveys/staff/places.html",
        rows=queries.list_places(scope(), words, state, limit=paging.size, offset=paging.offset),
        paging=paging,
        links=paging.links(lambda number: url_for(".place_list", page=number, **kept)),
        words=words,
        state=state,
    )


@places_staff.route("/moi", methods=["GET", "POST"])
@requires(Permission.PLACES_EDIT)
def new_places() -> ResponseReturnValue:
    """One place for every agency ticked; an officer of one agency has nothing to tick."""
    form, viewer = NewPlacesForm(), current_viewer()
    edit_scope = viewer.agency_scope(Permission.PLACES_EDIT)
    ids, kinds = request.form.getlist("agency"), request.form.getlist("whole_kind")
    groups = agency_groups(today(), (), edit_scope)
    chosen = picked_agencies(groups, ids, kinds)
    if edit_scope is not None and len(edit_scope) == 1:
        chosen = set(edit_scope)
    error = _("Xin chọn ít nhất một cơ quan.") if request.method == "POST" and not chosen else ""
    if form.validate_on_submit() and chosen:
        made = actions.create_places(
            viewer, sorted(chosen), form.name.data, form.kind.data, form.state.data
        )
        db.session.commit()
        flash(_("Đã tạo %(count)s nơi đặt mã.", count=len(made)), "success")
        if len(made) == 1:
            return redirect(url_for(".place_page", place_id=made[0].id))
        return redirect(url_for(".place_list"))
    page = render_template(
        "surveys/staff/places_new.html",
        form=form,
        groups=agency_groups(today(), chosen, edit_scope),
        has_choice=edit_scope is None or len(edit_scope) > 1,
        error=error,
    )
    return page, 422 if request.method == "POST" else 200


@places_staff.get("/<int:place_id>")
@requires(Permission.PLACES_READ)
def place_page(place_id: int) -> ResponseReturnValue:
    place = queries.get_place(place_id, scope())
    return render_template(
        "surveys/staff/place.html",
        place=place,
        agency=get_agency_by_id(place.agency_id),
        moved_to=db.session.get(QrPlace, place.moved_to_id) if place.moved_to_id else None,
        rounds=queries.list_rounds_of_place(place.id),
        poster_form=PosterForm(formdata=None),
        form=Form(),
        is_alive=place.state in (PlaceState.PLANNED, PlaceState.IN_USE),
    )


@places_staff.route("/<int:place_id>/sua", methods=["GET", "POST"])
@requires(Permission.PLACES_EDIT)
def edit(place_id: int) -> ResponseReturnValue:
    place = queries.get_place(place_id, scope())
    check_place_alive(place.state)
    form = PlaceForm(obj=place)
    if not form.validate_on_submit():
        return _edit_page(place, form), 422 if request.method == "POST" else 200
    try:
        actions.rename_place(
            current_viewer(), place, form.name.data, form.kind.data, form.seen_revision
        )
    except ChangedMeanwhile:
        return _both_versions(place_id, form)
    db.session.commit()
    flash(_("Đã lưu %(name)s.", name=place.name), "success")
    return redirect(url_for(".place_page", place_id=place.id))


def _both_versions(place_id: int, form: PlaceForm) -> ResponseReturnValue:
    """The second of two officers sees both and may save again over the newer one."""
    db.session.rollback()
    place = queries.get_place(place_id, scope())
    db.session.refresh(place)
    pairs = [
        (_("Tên nơi đặt mã"), place.name, form.name.data),
        (_("Loại"), _(KIND_WORDS[place.kind]), _(KIND_WORDS[form.kind.data])),
    ]
    form.revision.data = str(place.revision)
    return _edit_page(place, form, [one for one in pairs if one[1] != one[2]]), 409


def _edit_page(
    place: QrPlace, form: PlaceForm, both: list[tuple[str, str, str]] | None = None
) -> str:
    return render_template("surveys/staff/place_edit.html", place=place, form=form, both=both)


@places_staff.post("/<int:place_id>/dua-vao-dung")
@requires(Permission.PLACES_EDIT)
def put_in_use(place_id: int) -> ResponseReturnValue:
    place = queries.get_place(place_id, scope())
    if Form().validate_on_submit():
        actions.put_in_use(current_viewer(), place)
        db.session.commit()
        flash(_("Nơi đặt mã đã được đưa vào dùng."), "success")
    return redirect(url_for(".place_page", place_id=place_id))


@places_staff.route("/<int:place_id>/thoi-dung", methods=["GET", "POST"])
@requires(Permission.PLACES_EDIT)
def withdraw(place_id: int) -> ResponseReturnValue:
    place = queries.get_place(place_id, scope())
    check_place_alive(place.state)
    if not Form().validate_on_submit():
        return render_template("surveys/staff/place_withdraw.html", place=place)
    actions.withdraw_place(current_viewer(), place)
    db.session.commit()
    flash(_("Đã thôi dùng. Ai quét mã cũ sẽ được báo rằng nơi này đã đóng."), "success")
    return redirect(url_for(".place_page", place_id=place_id))


@places_staff.route("/<int:place_id>/chuyen", methods=["GET", "POST"])
@requires(Permission.PLACES_EDIT)
def move(place_id: int) -> ResponseReturnValue:
    place = queries.get_place(place_id, scope())
    check_place_alive(place.state)
    form = MoveForm(obj=place)
    targets = queries.list_move_targets(
        place, current_viewer().agency_scope(Permission.PLACES_EDIT)
    )
    form.target.choices = [(str(one.id), f"{one.name} – {agency.name}") for one, agency in targets]
    if not form.validate_on_submit():
        page = render_template("surveys/staff/place_move.html", place=place, form=form)
        return page, 422 if request.method == "POST" else 200
    target = queries.get_place(int(form.target.data), scope())
    try:
        actions.move_place(current_viewer(), place, target, form.seen_revision)
    except RuleBroken:
        db.session.rollback()
        raise
    db.session.commit()
    flash(_("Đã chuyển. Mã cũ chỉ người dân sang nơi mới."), "success")
    return redirect(url_for(".place_page", place_id=target.id))
