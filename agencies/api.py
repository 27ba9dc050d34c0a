"""The register as JSON, for everyone: stable order by code."""

from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from agencies.models import Agency, AgencyKind
from agencies.queries.agencies import (
    codes_by_id,
    count_agencies,
    get_agency,
    list_agencies,
    list_successions,
)
from base.api import choice_argument, json_answer, paged_answer
from base.clock import today
from base.permissions import Permission, requires

agencies_api = Blueprint("agencies_api", __name__, url_prefix="/api/v1/agencies")


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


@agencies_api.get("")
@requires(Permission.PUBLIC)
def agency_list() -> ResponseReturnValue:
    """`q`, `kind`, `commune_code`; `all=1` keeps those that have ended."""
    chosen: dict[str, Any] = {
        "words": request.args.get("q", ""),
        "kind": choice_argument("kind", [str(kind) for kind in AgencyKind]),
        "commune_code": request.args.get("commune_code", ""),
        "on": None if choice_argument("all", ("0", "1")) == "1" else today(),
    }
    codes = codes_by_id()
    return paged_answer(
        count_agencies(**chosen),
        lambda limit, offset: list_agencies(**chosen, limit=limit, offset=offset),
        lambda agency: _item(agency, codes),
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
    return json_answer({**_item(agency, codes), "successions": successions})
