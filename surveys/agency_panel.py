"""An agency's QR places on its staff page, for those who may see places."""

from flask import render_template
from markupsafe import Markup

from agencies.models import Agency
from agencies.roles import Viewer
from base.permissions import Permission
from surveys.forms.places import STATE_TONES, STATE_WORDS
from surveys.queries.places import count_places, list_places

_SHOWN = 20


def places_panel(agency: Agency, viewer: Viewer) -> Markup | None:
    """None for who may not read this agency's places; the first twenty, and how many there are."""
    if not viewer.may(Permission.PLACES_READ, agency.id):
        return None
    scope = viewer.agency_scope(Permission.PLACES_READ)
    return Markup(  # noqa: S704 - a template of ours, escaped by Jinja
        render_template(
            "surveys/staff/agency_places.html",
            agency=agency,
            places=[place for place, _a in list_places(scope, agency_id=agency.id, limit=_SHOWN)],
            count=count_places(scope, agency_id=agency.id),
            state_words=STATE_WORDS,
            state_tones=STATE_TONES,
        )
    )
