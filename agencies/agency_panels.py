"""What other packages show on an agency's staff page; each adds its panel when the site starts.

register_agency_panel(places_panel): a function of (agency, viewer) that gives the panel's HTML, or
None when it has nothing to show to this viewer.
"""

from collections.abc import Callable

from markupsafe import Markup

from agencies.models import Agency
from agencies.roles import Viewer

Panel = Callable[[Agency, Viewer], Markup | None]
_PANELS: list[Panel] = []


def register_agency_panel(panel: Panel) -> None:
    """Safe to call again with the same panel."""
    if panel not in _PANELS:
        _PANELS.append(panel)


def agency_panels(agency: Agency, viewer: Viewer) -> list[Markup]:
    """In the order in which they were added."""
    shown = (panel(agency, viewer) for panel in _PANELS)
    return [one for one in shown if one is not None]
