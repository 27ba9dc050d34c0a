"""Survey rounds for everybody: what is asked, by whom, when, about which agencies. No running counts."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from agencies.names import name_of
from agencies.register import KIND_NAMES
from agencies.roles import NOBODY
from base.permissions import Permission, requires
from base.web import current_language
from surveys.models import RoundState
from surveys.queries.rounds import get_round
from surveys.questionnaire_content import text_in
from surveys.reports.rounds import round_lines, round_report

rounds = Blueprint("rounds", __name__, url_prefix="/khao-sat")


@rounds.get("")
@requires(Permission.PUBLIC)
def round_list() -> ResponseReturnValue:
    lines = round_lines()
    is_open = [one for one in lines if one.round.state == RoundState.OPEN]
    planned = [one for one in lines if one.round.state == RoundState.PLANNED]
    ended = [one for one in lines if one not in is_open and one not in planned]
    return render_template("surveys/rounds.html", is_open=is_open, planned=planned, ended=ended)


@rounds.get("/<int:round_id>")
@requires(Permission.PUBLIC)
def round_page(round_id: int) -> ResponseReturnValue:
    report = round_report(get_round(round_id), NOBODY)
    by_kind: dict[str, list[str]] = {}
    for one in report.agencies:
        by_kind.setdefault(KIND_NAMES[one.agency.kind], []).append(name_of(one.agency))
    return render_template(
        "surveys/round.html",
        report=report,
        by_kind=by_kind,
        text_in=lambda texts: text_in(texts, current_language()),
    )
