"""The desk: what the signed-in person has to do."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from base.permissions import Permission, requires
from portal.desk import desk_cards

portal_staff = Blueprint("portal_staff", __name__, url_prefix="/can-bo")


@portal_staff.get("/")
@requires(Permission.SIGNED_IN)
def dashboard() -> ResponseReturnValue:
    return render_template("portal/desk.html", cards=desk_cards())
