"""What residents' pages carry inside them: small style sheets, one script, and their hashes."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from markupsafe import Markup

_STATIC = Path(__file__).parents[1] / "static"


def _source(content: str) -> str:
    """How a Content-Security-Policy names this very text: `'sha256-…'`."""
    digest = hashlib.sha256(content.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _sheet(name: str) -> Markup:
    text = (_STATIC / "css" / name).read_text("utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return Markup(text.replace("\n", ""))  # noqa: S704 - our own file


@cache
def resident_css() -> Markup:
    """`resident.css` without comments and line ends, safe to stand in a <style> element."""
    return _sheet("resident.css")


@cache
def resident_css_hash() -> str:
    """The source expression for Content-Security-Policy's style-src: `'sha256-…'`."""
    return _source(resident_css())


@cache
def answer_css() -> Markup:
    """`answer.css`, likewise: what only the answering pages need."""
    return _sheet("answer.css")


@cache
def reading_css() -> Markup:
    """`reading.css`, likewise: what only the pages of drafts and comments need."""
    return _sheet("reading.css")


def _script(name: str) -> Markup:
    text = (_STATIC / "js" / name).read_text("utf-8")
    lines = (line.strip() for line in text.splitlines())
    return Markup("\n".join(line for line in lines if line and not line.startswith("//")))  # noqa: S704


@cache
def resident_script() -> Markup:
    """`resident.js` without comments and indentation, safe to stand in a <script> element."""
    return _script("resident.js")


@cache
def proof_script() -> Markup:
    """`check-proof.js`, likewise: what only the page that checks a number needs."""
    return _script("check-proof.js")


def _policy(script: str) -> str:
    return (
        f"default-src 'none'; style-src {resident_css_hash()} {_source(answer_css())}; "
        f"script-src {_source(script)}; img-src data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
    )


@cache
def resident_policy() -> str:
    """The Content-Security-Policy of residents' pages: their own style and script, nothing else."""
    return _policy(resident_script())


@cache
def proof_policy() -> str:
    """Of the page that checks a number."""
    return _policy(proof_script())


def reading_policy(ancestors: str = "'self'") -> str:
    """The Content-Security-Policy of the pages of drafts and comments; `ancestors` may frame them."""
    return (
        f"default-src 'none'; style-src {resident_css_hash()} {_source(reading_css())}; "
        "img-src data:; form-action 'self'; base-uri 'none'; "
        f"frame-ancestors {ancestors}"
    )
