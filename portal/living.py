"""The living page: every component in every state, where the data are made up anyway."""

from flask import Blueprint, abort, current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from base.paths import PROJECT_DIR
from base.permissions import Permission, requires
from portal.layout import installation
from portal.samples import sample_values

living = Blueprint("living", __name__, url_prefix="/thanh-phan")


def component_names() -> list[str]:
    """One name a component: of its macro, its section in the style sheets and its example."""
    return sorted(path.stem for path in (PROJECT_DIR / "templates" / "components").glob("*.html"))


@living.before_request
def only_where_data_are_made_up() -> None:
    place = installation()
    if not (current_app.testing or (place and place.is_demo)):
        abort(404)


@living.get("")
@requires(Permission.PUBLIC)
def living_page() -> ResponseReturnValue:
    return render_template(
        "portal/living_page.html",
        components=component_names(),
        resident_url=url_for("living.resident_page"),
        **sample_values(),
    )


@living.get("/phieu")
@requires(Permission.PUBLIC)
def resident_page() -> ResponseReturnValue:
    return render_template("portal/living_resident.html", demo=True, **sample_values())


@living.get("/can-bo")
@requires(Permission.PUBLIC)
def staff_page() -> ResponseReturnValue:
    return render_template("portal/living_staff.html", **sample_values())
