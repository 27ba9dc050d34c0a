"""The register as JSON, for everyone: stable order by code, pages, ETag."""

import hashlib
from typing import Any

from flask import Blueprint, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from agencies.models import Agency
from agencies.queries.agencies import (
    codes_by_id,
    count_agencies,
    get_agency,
    list_agencies,
    list_successions,
    register_stamp,
)
from base.clock import today
from base.paging import page_of
from base.permissions import Permission, requires

agencies_api = Blueprint("agencies_api", __name__, url_prefix="/api/v1/agencies")

PAGE_SIZE_MAX = 500


def _item(agency: Agency, codes: dict[int, str]) -> dict[str, Any]:
    return {
        "code": agency.code,
        "name": agency.name,
        "name_en": agency.name_en,
        "kind": agency.kind,
        "parent_code": codes.get(agency.parent_id or 0),
        "counts_for_parent": agency.counts_for_parent,
        "commune_code": agency.commune_code,
        "latitude": agency.latitude,
        "longitude": agency.longitude,
        "valid_from": agency.valid_from.isoformat(),
        "valid_to": agency.valid_to.isoformat() if agency.valid_to else None,
    }


def _answer(document: dict[str, Any]) -> ResponseReturnValue:
    """JSON whose ETag changes when the register or the question does."""
    count, revisions = register_stamp()
    stamp = f"{count}/{revisions}/{today().isoformat()}/{request.full_path}"
    response = jsonify(document)
    response.set_etag(hashlib.sha256(stamp.encode()).hexdigest()[:32])
    response.headers["Cache-Control"] = "public, max-age=300"
    return response.make_conditional(request)


def _page_size() -> int:
    text = request.args.get("size", "")
    wanted = int(text) if text.isdecimal() and len(text) < 5 else 100
    return min(max(wanted, 1), PAGE_SIZE_MAX)


@agencies_api.get("")
@requires(Permission.PUBLIC)
def agency_list() -> ResponseReturnValue:
    """`q`, `kind`, `commune_code`; `all=1` keeps those that have ended; `page` from 1, `size` ≤ 500."""
    on = None if request.args.get("all") == "1" else today()
    chosen: dict[str, Any] = {
        "words": request.args.get("q", ""),
        "kind": request.args.get("kind", ""),
        "commune_code": request.args.get("commune_code", ""),
        "on": on,
    }
    paging = page_of(request.args.get("page"), count_agencies(**chosen), _page_size())
    rows = list_agencies(**chosen, limit=paging.size, offset=paging.offset)
    codes = codes_by_id()
    following: dict[str, Any] = {**request.args.to_dict(), "page": paging.number + 1}
    return _answer(
        {
            "items": [_item(agency, codes) for agency in rows],
            "page": paging.number,
            "page_count": paging.count,
            "total": paging.total,
            "next": url_for(".agency_list", **following) if paging.number < paging.count else None,
        }
    )


@agencies_api.get("/<code>")
@requires(Permission.PUBLIC)
def agency_one(code: str) -> ResponseReturnValue:
    """One agency with its successions in both directions."""
    agency = get_agency(code)
    codes = codes_by_id()
    successions = [
        {
            "from": codes[one.from_agency_id],
            "to": codes[one.to_agency_id],
            "kind": one.kind,
            "effective_on": one.effective_on.isoformat(),
            "weight": one.weight,
            "citation": one.citation,
        }
        for one in list_successions(agency.id)
    ]
    return _answer({**_item(agency, codes), "successions": successions})
