"""An agency's name in the reader's language."""

from agencies.models import Agency
from base.web import current_language


def name_of(agency: Agency) -> str:
    """English where there is one and it is wanted; else the name as it is in law."""
    return agency.name_en if current_language() == "en" and agency.name_en else agency.name
