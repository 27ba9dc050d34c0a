"""The site's own pages: home, and what it says of its method, privacy, accessibility and data."""

from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from base.permissions import Permission, requires
from base.web import current_language
from portal.layout import existing
from scoring.withholding import Thresholds
from surveys.open_data.tables import COLUMNS
from surveys.queries.published import list_public_snapshots

portal = Blueprint("portal", __name__)

HOME_DOORS = (
    "answers.type_place",
    "answers.check",
    "indices.index_list",
    "rounds.round_list",
    "comment_rounds.round_list",
)


@portal.get("/")
@requires(Permission.PUBLIC)
def home() -> ResponseReturnValue:
    return render_template("portal/home.html", doors=existing(HOME_DOORS))


@portal.get("/dang-nhap")
@requires(Permission.PUBLIC)
def sign_in() -> ResponseReturnValue:
    return redirect(url_for("security.login", next=request.args.get("next")))


def _text_page(
    name: str, template: str = "portal/text_page.html", **more: Any
) -> ResponseReturnValue:
    """A page of running text, written once per language under templates/portal/texts."""
    text = f"portal/texts/{name}.{current_language()}.html"
    settings = current_app.extensions["settings"]
    return render_template(
        template,
        text=text,
        name=name,
        thresholds=Thresholds(),
        public_url=settings.public_url,
        **more,
    )


@portal.get("/phuong-phap")
@requires(Permission.PUBLIC)
def method() -> ResponseReturnValue:
    return _text_page("method")


@portal.get("/rieng-tu")
@requires(Permission.PUBLIC)
def privacy() -> ResponseReturnValue:
    return _text_page("privacy")


@portal.get("/tro-nang")
@requires(Permission.PUBLIC)
def accessibility() -> ResponseReturnValue:
    return _text_page("accessibility")


@portal.get("/du-lieu")
@requires(Permission.PUBLIC)
def open_data() -> ResponseReturnValue:
    releases = list_public_snapshots()
    return _text_page("open_data", "portal/open_data.html", releases=releases, columns=COLUMNS)
