"""`POST /api/v1/codes`: a code for a dossier's receipt slip or result notice, for the one-stop software.

It tells the class of the dossier, never the dossier; we never learn who holds which code.
"""

import json

from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue

from agencies.api_keys import calling_key, check_covers
from agencies.models import Agency, KeyScope
from agencies.queries.agencies import find_agency
from base.clock import now, today
from base.codes import grouped
from base.db import db
from base.permissions import Permission, requires
from base.qr import draw_qr
from surveys.actions.codes import HandedCode, hand_out
from surveys.repeated_calls import RepeatedCall, repeated_call
from surveys.rules.code_calls import (
    CallAgencyUnknown,
    CodeCall,
    check_call_key,
    read_call,
)
from surveys.rules.dossier_classes import DossierClass

codes_api = Blueprint("codes_api", __name__, url_prefix="/api/v1/codes")


@codes_api.post("")
@requires(Permission.PUBLIC)
def draw() -> ResponseReturnValue:
    """201 with the code; a repeated call (same Idempotency-Key within the hour) gets the same answer."""
    key = calling_key(KeyScope.CODES)
    call = read_call(request.get_json(silent=True))
    call_key = request.headers.get("Idempotency-Key", "").strip()
    check_call_key(call_key)
    agency = _living_agency(call.agency)
    check_covers(key, agency)
    if not call_key:
        return _answer(_draw(call, agency))
    settings = current_app.extensions["settings"]
    earlier = repeated_call(settings, key.key_hash, call_key, request.get_data())
    return _answer(earlier.begin() or _draw_once(earlier, call, agency))


def _draw_once(repeated: RepeatedCall, call: CodeCall, agency: Agency) -> str:
    try:
        answer = _draw(call, agency)
    except BaseException:
        repeated.forget()
        raise
    repeated.keep(answer)
    return answer


def _draw(call: CodeCall, agency: Agency) -> str:
    resolving = _living_agency(call.resolving_agency) if call.resolving_agency else None
    dossier = DossierClass(call.field_key, call.is_late, call.filing_mode)
    settings = current_app.extensions["settings"]
    resolving_id = resolving.id if resolving else None
    handed = hand_out(agency, (call.delivery,), dossier, settings, now(), resolving_id)
    db.session.commit()
    return json.dumps(_told(handed, settings.public_url), ensure_ascii=False)


def _told(handed: HandedCode, public_url: str) -> dict[str, str]:
    address = f"{public_url}/m/{handed.code}"
    return {
        "code": handed.code,
        "code_grouped": grouped(handed.code),
        "address": address,
        "qr_svg": draw_qr(address).svg,
        "expires_on": handed.expires_on.isoformat(),
    }


def _living_agency(code: str) -> Agency:
    agency = find_agency(code)
    if agency is None or (agency.valid_to is not None and agency.valid_to <= today()):
        raise CallAgencyUnknown(code=code)
    return agency


def _answer(body: str) -> Response:
    response = Response(body, 201, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
