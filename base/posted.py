"""Reads a form that a resident's page posted: plain fields and the page's token.

What is asked is data (a questionnaire, a draft's questions), so there is no form class with a field each.
The body is read here and not by the framework, which gives up on bytes that are no UTF-8: here they become
U+FFFD, the person is told at that field, and everything else stays.
"""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from werkzeug import Request
from werkzeug.exceptions import BadRequest

from base.typed import Fields

NONCE_FIELD = ".nonce"
MOST_BYTES = 1024 * 1024
_MOST_FIELDS = 500


@dataclass(frozen=True)
class PostedForm:
    fields: Fields
    token: str


def read_posted_form(request: Request) -> PostedForm:
    """Raises 413 above MOST_BYTES and 400 for a body that is no form."""
    request.max_content_length = MOST_BYTES
    return read_posted_body(request.get_data(cache=False))


def read_posted_body(body: bytes) -> PostedForm:
    """The same of a body of bearable size that has been read already."""
    typed = body.decode("utf-8", "replace")
    try:
        pairs = parse_qsl(
            typed, keep_blank_values=True, errors="replace", max_num_fields=_MOST_FIELDS
        )
    except ValueError as error:
        raise BadRequest from error
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    token = fields.pop(NONCE_FIELD, [""])[0]
    return PostedForm(fields, token)
