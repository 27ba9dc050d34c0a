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
    operations = []
    for path, described in document["paths"].items():
        operation = described.get("get") or described["post"]
        parameters = _parameters(document, operation)
        operations.append(
            {
                "path": path,
                "summary": operation["summary"],
                "parameters": [one["name"] for one in parameters],
                "is_link": "get" in described
                and not any(one.get("required") for one in parameters),
            }
        )
    return render_template("portal/api_index.html", operations=operations)


def _parameters(document: dict[str, Any], operation: dict[str, Any]) -> list[dict[str, Any]]:
    """The arguments of an operation; a shared one is only referred to where it is used."""
    shared = document["components"]["parameters"]
    return [
        shared[one["$ref"].rsplit("/", 1)[-1]] if "$ref" in one else one
        for one in operation.get("parameters", ())
    ]
