"""The check at the door of the APIs that other systems call: `Authorization: Bearer <key>`.

    key = calling_key(KeyScope.CODES)     # raises a RuleBroken of 401, 403 or 429 (problem+json)
    check_covers(key, agency)             # the agency the call is about

Every refusal is a row of the audit trail, without the caller's address; a network that floods the door is
told to wait instead. A key that is in force may call sixty times in ten seconds.
"""

from flask import Flask, Response, current_app, request

from agencies.actions.api_keys import hash_key
from agencies.actions.audit import record_act
from agencies.models import Agency, ApiKey, KeyScope
from agencies.queries.api_keys import find_key
from agencies.rules import api_keys as rules
from base.abuse import AbuseCounters, counters_in, network_of
from base.clock import today
from base.db import db
from base.rules import RuleBroken

CALLS, CALL_SECONDS = 60, 10
REFUSALS_NOTED = 20  # of one network in ten minutes
_SCHEME = "bearer "


def calling_key(scope: KeyScope) -> ApiKey:
    """The key of this request, in force and meant for `scope`; its calls are counted."""
    token, key = _token(), None
    try:
        if not token:
            raise rules.KeyMissing
        key = find_key(hash_key(token))
        if key is None:
            raise rules.KeyWrong
        rules.check_key(key.revoked_at is not None, key.expires_on, key.scope, scope, today())
    except RuleBroken as broken:
        note_refused_call(broken, key)
        raise
    _count_call(key)
    return key


def check_covers(key: ApiKey, agency: Agency) -> None:
    """Whether the key may speak for the agency; a refusal is noted."""
    parent_id = agency.parent_id if agency.counts_for_parent else None
    if not rules.covers(key.agency_id, agency.id, parent_id):
        broken = rules.KeyOfOtherAgency(agency=agency.name)
        note_refused_call(broken, key, agency)
        raise broken


def note_refused_call(broken: RuleBroken, key: ApiKey | None, agency: Agency | None = None) -> None:
    """Undoes what the request has written and notes the refusal; raises TooManyCalls for a flood."""
    key_id, name = (key.id, key.name) if key is not None else (None, "")
    agency_id = agency.id if agency is not None else None
    subject = f"api-refused|{network_of(request.remote_addr)}"
    refused = _counters().count_wrong(today().isoformat(), subject)
    db.session.rollback()
    if refused > REFUSALS_NOTED:
        raise rules.TooManyCalls
    why = {"rule": type(broken).__name__, "endpoint": request.endpoint, "key": name}
    row = db.session.get(ApiKey, key_id) if key_id is not None else None
    record_act(
        "api.refused",
        staff_id=None,
        subject=row,
        agency_id=agency_id,
        after=why,
        outcome="refused",
    )
    db.session.commit()


def _token() -> str:
    header = request.headers.get("Authorization", "")
    return header[len(_SCHEME) :].strip() if header.lower().startswith(_SCHEME) else ""


def _count_call(key: ApiKey) -> None:
    day = today().isoformat()
    if _counters().count_wrong(day, f"api-key|{key.id}", CALL_SECONDS) > CALLS:
        raise rules.TooManyCalls


def _counters() -> AbuseCounters:
    settings = current_app.extensions["settings"]
    return counters_in(settings.tmpfs_dir, settings.instance_dir)


def _ask_for_key(response: Response) -> Response:
    """RFC 9110: who is refused for lack of a key is told which kind is wanted."""
    if response.status_code == 401 and request.path.startswith("/api/"):
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def init_api_keys(app: Flask) -> None:
    app.after_request(_ask_for_key)
