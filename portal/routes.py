"""The site's own pages: home."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from base.permissions import Permission, requires

portal = Blueprint("portal", __name__)


@portal.get("/")
@requires(Permission.PUBLIC)
def home() -> ResponseReturnValue:
    return render_template("portal/home.html")
