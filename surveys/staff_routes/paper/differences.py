"""What two clerks read differently, resolved form by form by a third person who sees paper or picture."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer
from base.clock import now
from base.forms import Form
from base.permissions import Permission, requires
from base.rules import RuleBroken
from surveys.actions.paper.comparing import check_may_resolve, keyed_of, resolve_form
from surveys.models import FormState, PaperBatch, PaperForm, PaperKeying
from surveys.paper_pages import new_page_token
from surveys.paper_views import KeyingView, keying_view, typed_fields
from surveys.queries.paper import batches as queries
from surveys.queries.paper.keyings import find_keying
from surveys.rules.paper.keyed import Keyed, differing, keys_of, read_typed
from surveys.rules.paper.serials import serial_text
from surveys.staff_routes.paper.blueprint import (
    app_settings,
    batch_at,
    done,
    paper_staff,
    row_at,
    told,
)
from surveys.staff_routes.paper.keying import page_sent


@paper_staff.get("/<int:batch_id>/khac-nhau")
@requires(Permission.PAPER_EDIT)
def difference_list(batch_id: int) -> ResponseReturnValue:
    row = row_at(batch_id)
    check_may_resolve(current_viewer(), row.batch)
    forms = queries.list_forms(batch_id, FormState.DIFFERS, FormState.RESOLVED)
    lines = [(form, *_readings(form)) for form in forms]
    return render_template("surveys/staff/paper_differences.html", row=row, lines=lines)


def _readings(form: PaperForm) -> tuple[PaperKeying | None, PaperKeying | None]:
    return find_keying(form.serial, 1), find_keying(form.serial, 2)


@paper_staff.route("/<int:batch_id>/khac-nhau/<int:serial>", methods=["GET", "POST"])
@requires(Permission.PAPER_EDIT)
def resolve(batch_id: int, serial: int) -> ResponseReturnValue:
    """What both read alike is filled in; what differs is empty, with both readings beside it."""
    batch = batch_at(batch_id)
    form = queries.get_form(batch_id, serial)
    check_may_resolve(current_viewer(), batch)
    if not Form().validate_on_submit():
        return _page(batch, form), 422 if request.method == "POST" else 200
    content, outcome = queries.content_of(batch), request.form.get("outcome", "")
    try:
        keyed = None
        if outcome != FormState.MISSING:
            typed = read_typed(content, typed_fields(content, request.form), outcome)
            if typed.mistakes:
                view = _view(batch, form, typed_fields(content, request.form), typed.mistakes)
                return _page(batch, form, view), 422
            keyed = typed.keyed
        resolve_form(current_viewer(), batch, page_sent(), form, keyed)
    except RuleBroken as broken:
        sentence = told(broken)
        batch, form = batch_at(batch_id), queries.get_form(batch_id, serial)
        fields = typed_fields(content, request.form)
        return _page(batch, form, _view(batch, form, fields, None, [sentence])), 409
    done(_("Đã giải quyết tờ %(serial)s.", serial=serial_text(serial)))
    return redirect(url_for(".difference_list", batch_id=batch_id))


def _view(
    batch: PaperBatch,
    form: PaperForm,
    fields: object = None,
    mistakes: object = None,
    errors: object = (),
) -> KeyingView:
    content = queries.content_of(batch)
    first, second = (keyed_of(one) if one else None for one in _readings(form))
    seen = {}
    for key in differing(content, first, second):
        assert first is not None
        assert second is not None
        seen[key] = (
            keys_of(content, first.answers).get(key, ""),
            keys_of(content, second.answers).get(key, ""),
        )
    shown: Keyed | None = first or second
    agreed = keys_of(content, shown.answers) if shown and first and second else {}
    start = {key: ["" if key in seen else value] for key, value in agreed.items()}
    outcome = request.form.get("outcome") or (shown.outcome if shown else "filled")
    return keying_view(content, fields or start, mistakes, outcome, errors, seen)  # type: ignore[arg-type]


def _page(batch: PaperBatch, form: PaperForm, view: KeyingView | None = None) -> str:
    viewer, keys = current_viewer(), app_settings().secrets
    first, second = _readings(form)
    return render_template(
        "surveys/staff/paper_resolve.html",
        batch=batch,
        form=form,
        first=first,
        second=second,
        view=view or _view(batch, form),
        scans=queries.list_scans(batch.id, form.serial),
        page=new_page_token(batch.id, viewer.staff_id or 0, 3, now(), keys),
    )
