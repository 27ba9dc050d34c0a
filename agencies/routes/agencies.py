"""An agency's public page."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from agencies.cards import agency_card
from agencies.queries.agencies import get_agency
from agencies.register import KIND_NAMES
from base.permissions import Permission, requires

agencies = Blueprint("agencies", __name__, url_prefix="/co-quan")


@agencies.get("/<code>")
@requires(Permission.PUBLIC)
def agency_page(code: str) -> ResponseReturnValue:
    card = agency_card(get_agency(code))
    return render_template("agencies/agency.html", card=card, kind_names=KIND_NAMES)
