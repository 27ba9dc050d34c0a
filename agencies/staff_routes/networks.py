"""An agency's office networks: answers sent from them are marked as given at the desk."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer, note_broken_rule
from agencies.actions.networks import add_network, remove_network
from agencies.forms.networks import NetworkForm
from agencies.models import Agency
from agencies.queries.agencies import get_agency
from agencies.queries.networks import get_network, list_networks
from base.clock import local
from base.db import db
from base.forms import Form
from base.permissions import Permission, requires
from base.rules import RuleBroken

networks_staff = Blueprint("networks_staff", __name__, url_prefix="/can-bo/co-quan/<code>/mang")


def _agency(code: str) -> Agency:
    return get_agency(code, current_viewer().agency_scope(Permission.NETWORKS_EDIT))


def _page(agency: Agency, form: NetworkForm) -> str:
    return render_template(
        "agencies/staff/networks.html",
        agency=agency,
        networks=[
            {"id": one.id, "network": one.network, "day": f"{local(one.added_at):%d/%m/%Y}"}
            for one in list_networks(agency.id)
        ],
        form=form,
    )


@networks_staff.get("")
@requires(Permission.NETWORKS_EDIT)
def network_list(code: str) -> ResponseReturnValue:
    return _page(_agency(code), NetworkForm(formdata=None))


@networks_staff.post("")
@requires(Permission.NETWORKS_EDIT)
def add(code: str) -> ResponseReturnValue:
    agency, form = _agency(code), NetworkForm()
    if not form.validate_on_submit():
        return _page(agency, form), 422
    try:
        add_network(current_viewer(), agency, form.network.data)
    except RuleBroken as broken:
        db.session.rollback()
        note_broken_rule(broken)
        form.network.errors = [_(type(broken).sentence) % broken.values]
        return _page(_agency(code), form), 409
    db.session.commit()
    flash(_("Đã ghi dải địa chỉ."), "success")
    return redirect(url_for(".network_list", code=code))


@networks_staff.post("/<int:network_id>/xoa")
@requires(Permission.NETWORKS_EDIT)
def remove(code: str, network_id: int) -> ResponseReturnValue:
    row = get_network(_agency(code).id, network_id)
    if Form().validate_on_submit():
        remove_network(current_viewer(), row)
        db.session.commit()
        flash(_("Đã bỏ dải địa chỉ."), "success")
    return redirect(url_for(".network_list", code=code))
