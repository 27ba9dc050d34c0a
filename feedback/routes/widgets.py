"""/nhung/gop-y: the open rounds of an agency, for a frame in its own portal. No script, no cookie."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from agencies.queries.agencies import get_agency
from base.permissions import Permission, requires
from feedback.reports.round_heads import agency_name
from feedback.reports.round_list import ENDED, Wanted, round_lines
from feedback.routes.pages import address, app_settings, draft_page, language_argument

widgets = Blueprint("widgets", __name__, url_prefix="/nhung")
MOST_ROUNDS = 20


@widgets.get("/gop-y")
@requires(Permission.PUBLIC)
def rounds() -> ResponseReturnValue:
    """What is open or soon; `agency` is a code, without it the whole province. Any site may frame it."""
    code = request.args.get("agency", "")
    agency = get_agency(code) if code else None
    keep = {"lang": language_argument()} if language_argument() else {}
    lines, _all = round_lines(Wanted(agency_code=code), 0, MOST_ROUNDS)
    return draft_page(
        "feedback/widget.html",
        ancestors="*",
        agency_name=agency_name(agency) if agency else "",
        list_url=address("comment_rounds.round_list", **{"co-quan": code or None, **keep}),
        lines=[one for one in lines if one.phase != ENDED],
        public_url=app_settings().public_url,
        keep=keep,
    )
