"""The collection board: only the body that owns a round sees how it runs."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from agencies.access import current_viewer
from base.clock import today
from base.permissions import Permission, requires
from base.rules import NotFound
from surveys.index_pages import board as view
from surveys.models import RoundState
from surveys.queries.collection import list_collecting_rounds
from surveys.reports.collection import collection_board, running_shares
from surveys.reports.resolving import resolver_shares

collection = Blueprint("collection", __name__, url_prefix="/can-bo/thu-phieu")


@collection.get("")
@requires(Permission.COLLECTION_READ)
def board() -> ResponseReturnValue:
    rounds = list_collecting_rounds(current_viewer().agency_id)
    wanted = request.args.get("dot", "")
    chosen = [one for one in rounds if str(one.id) == wanted] if wanted else rounds
    if wanted and not chosen:
        raise NotFound
    if not chosen:
        return render_template("surveys/staff/board.html", round=None)
    survey_round = chosen[0]
    found = collection_board(survey_round, today())
    is_open = survey_round.state == RoundState.OPEN
    return render_template(
        "surveys/staff/board.html",
        round=survey_round,
        rounds=[{"value": one.id, "label": one.name} for one in rounds],
        cards=view.cards(found),
        channels=view.channel_bars(found),
        pace=view.pace_chart(found),
        agencies=view.agency_rows(found.agencies),
        places=view.place_rows(found.places),
        running=view.running_rows(running_shares(survey_round, today())) if is_open else [],
        resolvers=view.resolver_rows(resolver_shares(survey_round, today())),
    )
