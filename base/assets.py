"""The style sheet that residents' pages carry inside them, and its hash for the content policy."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from markupsafe import Markup

_SHEET = Path(__file__).parents[1] / "static" / "css" / "resident.css"


@cache
def resident_css() -> Markup:
    """`resident.css` without comments and line ends, safe to stand in a <style> element."""
    text = re.sub(r"/\*.*?\*/", "", _SHEET.read_text("utf-8"), flags=re.DOTALL)
    return Markup(text.replace("\n", ""))  # noqa: S704 - our own file


@cache
def resident_css_hash() -> str:
    """The source expression for Content-Security-Policy's style-src: `'sha256-…'`."""
    digest = hashlib.sha256(resident_css().encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
