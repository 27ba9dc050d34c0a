"""`POST /api/v1/dossier-counts`: how many dossiers each office finished a day, by class, from elsewhere."""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from agencies.api_keys import calling_key, check_covers
from agencies.models import Agency, KeyScope
from agencies.queries.agencies import agencies_by_code
from base.clock import today
from base.db import db
from base.permissions import Permission, requires
from surveys.actions.dossiers import take_counts
from surveys.rules.dossiers import CountLine, CountWrong, read_counts

dossiers_api = Blueprint("dossiers_api", __name__, url_prefix="/api/v1/dossier-counts")


@dossiers_api.post("")
@requires(Permission.PUBLIC)
def take() -> ResponseReturnValue:
    """All lines or none. Sending the same lines again changes nothing; a new number is a new revision."""
    key = calling_key(KeyScope.DOSSIER_COUNTS)
    lines = read_counts(request.get_json(silent=True), today())
    agencies = _agencies_of(lines)
    for agency in agencies.values():
        check_covers(key, agency)
    ids = {code: agency.id for code, agency in agencies.items()}
    taken = take_counts(lines, ids, "api", key.name)
    db.session.commit()
    shrunk = [
        {"agency": line.agency, "day": line.day.isoformat(), "field": line.field_key}
        | {"is_late": line.is_late, "filing_mode": line.filing_mode}
        | {"before": before, "count": line.count}
        for line, before in taken.shrunk
    ]
    told = {"added": taken.added, "changed": taken.changed, "unchanged": taken.same}
    return jsonify({**told, "shrunk": shrunk})


def _agencies_of(lines: list[CountLine]) -> dict[str, Agency]:
    known = agencies_by_code()
    for number, line in enumerate(lines, start=1):
        if line.agency not in known:
            raise CountWrong(row=number, name="agency", wanted="mã của một cơ quan trong danh bạ")
    return {line.agency: known[line.agency] for line in lines}
