"""Cases that are open now: for those who may read cases; others see the count of the publication."""

from dataclasses import dataclass

from flask import url_for

from agencies.case_kinds import hidden_kinds
from agencies.models.case import CaseState
from agencies.queries.bodies import agencies_within, body_of
from agencies.queries.cases import Hidden, count_cases
from agencies.roles import Viewer
from base.permissions import Permission


@dataclass(frozen=True)
class CasesNow:
    """`open_count` waits for a proposal, `proposed_count` for the second person."""

    open_count: int
    proposed_count: int
    open_url: str
    proposed_url: str


def cases_now(viewer: Viewer) -> CasesNow | None:
    """Without what the viewer's own body may not know of; None for who may not read cases."""
    own = body_of(viewer.agency_id)
    if not viewer.may(Permission.CASES_READ) or own is None:
        return None
    hidden = Hidden(hidden_kinds(), agencies_within(own))
    return CasesNow(
        count_cases(CaseState.OPEN, "", hidden),
        count_cases(CaseState.PROPOSED, "", hidden),
        url_for("cases_staff.case_list", state=CaseState.OPEN),
        url_for("cases_staff.case_list", state=CaseState.PROPOSED),
    )
