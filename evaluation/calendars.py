"""The secret address of an agency's calendar: it follows from the installation's key and the code."""

import hashlib
import hmac

from flask import current_app, url_for

_TOKEN_LENGTH = 32


def calendar_token(code: str) -> str:
    """128 bits nobody can guess; the same for as long as the installation keeps its key."""
    key = current_app.extensions["settings"].secrets.page_nonce.encode()
    digest = hmac.new(key, f"calendar of {code}".encode(), hashlib.sha256)
    return digest.hexdigest()[:_TOKEN_LENGTH]


def is_calendar_token(code: str, token: str) -> bool:
    return hmac.compare_digest(calendar_token(code).encode(), token.encode())


def calendar_address(code: str) -> str:
    """Absolute, for pasting into a calendar."""
    public_url = current_app.extensions["settings"].public_url
    path = url_for("calendars.feed", code=code, token=calendar_token(code))
    return f"{public_url}{path}"
