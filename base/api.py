"""What all answers of the read-only API share: JSON with an ETag, pages with links, arguments checked.

Anybody may read from anywhere (CORS), nothing is set and nothing is kept. A wrong argument is named in a
sentence (400); `portal.errors` gives every error below /api/ as application/problem+json.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, request

from base.paging import Paging
from base.rules import ArgumentUnknown, NumberArgumentWrong

PREFIX = "/api/"
PER_PAGE, PER_PAGE_MAX = 100, 500
PAGE_MAX = 1_000_000
FRESH_SECONDS = 60


def is_api_request() -> bool:
    return request.path.startswith(PREFIX)


def int_argument(name: str, low: int, high: int, default: int | None = None) -> int | None:
    """A whole number of the query string; raises NumberArgumentWrong outside [low, high]."""
    text = request.args.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) < 12 and low <= int(text) <= high):
        raise NumberArgumentWrong(name=name, low=low, high=high)
    return int(text)


def required_int_argument(name: str, low: int, high: int) -> int:
    found = int_argument(name, low, high)
    if found is None:
        raise NumberArgumentWrong(name=name, low=low, high=high)
    return found


def choice_argument(name: str, choices: Collection[str], default: str = "") -> str:
    """One of the words allowed; raises ArgumentUnknown."""
    text = request.args.get(name)
    if text is None:
        return default
    if text not in choices:
        raise ArgumentUnknown(name=name, choices=", ".join(choices))
    return text


def json_answer(document: Any) -> Response:
    """The document, or 304 when the client already has it: the ETag is the hash of the content."""
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    response = Response(body, mimetype="application/json")
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    response.make_conditional(request)
    return response


def paged_answer(
    total: int,
    read: Callable[[int, int], Sequence[Any]],
    item: Callable[[Any], dict[str, Any]],
    about: Mapping[str, Any] = MappingProxyType({}),
) -> Response:
    """`read(limit, offset)` gives the rows of the page asked for by `page` and `per_page`.

    `about` stands beside the items. A page behind the last is empty, so that a reader who counts
    upwards comes to an end.
    """
    number = int_argument("page", 1, PAGE_MAX, 1) or 1
    size = int_argument("per_page", 1, PER_PAGE_MAX, PER_PAGE) or PER_PAGE
    paging = Paging(number, total, size)
    rows = read(size, paging.offset)
    response = json_answer(
        {
            **about,
            "items": [item(row) for row in rows],
            "page": number,
            "per_page": size,
            "page_count": paging.count,
            "total": total,
        }
    )
    response.headers["Link"] = _links(paging)
    return response


def _links(paging: Paging) -> str:
    """first, prev, next, last as RFC 8288 writes them; the other arguments stay."""
    pages = {"first": 1, "last": paging.count}
    if paging.number > 1:
        pages["prev"] = min(paging.number - 1, paging.count)
    if paging.number < paging.count:
        pages["next"] = paging.number + 1
    arguments = request.args.to_dict()
    return ", ".join(
        f'<{request.base_url}?{urlencode({**arguments, "page": page})}>; rel="{relation}"'
        for relation, page in pages.items()
    )


def _allow_everybody(response: Response) -> Response:
    if is_api_request():
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag, Link"
    return response


def init_api(app: Flask) -> None:
    app.after_request(_allow_everybody)
