"""What the API says of itself: the OpenAPI document, and a page for people."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from base.api import json_answer
from base.permissions import Permission, requires

portal_api = Blueprint("portal_api", __name__, url_prefix="/api/v1")


@cache
def openapi_document() -> dict[str, Any]:
    """Written by hand beside this module; a house test holds it to the routes."""
    path = Path(__file__).with_name("openapi.json")
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


@portal_api.get("/openapi.json")
@requires(Permission.PUBLIC)
def openapi() -> ResponseReturnValue:
    return json_answer(openapi_document())


@portal_api.get("/")
@requires(Permission.PUBLIC)
def index() -> ResponseReturnValue:
    document = openapi_document()
    operations = [
        {
            "path": path,
            "summary": described["get"]["summary"],
            "parameters": [
                _parameter(document, one) for one in described["get"].get("parameters", ())
            ],
            "is_link": "{" not in path,
        }
        for path, described in document["paths"].items()
    ]
    return render_template("portal/api_index.html", operations=operations)


def _parameter(document: dict[str, Any], raw: dict[str, Any]) -> str:
    """The name; a shared parameter is only referred to."""
    reference = raw.get("$ref")
    if reference is None:
        return str(raw["name"])
    return str(document["components"]["parameters"][reference.rsplit("/", 1)[-1]]["name"])
