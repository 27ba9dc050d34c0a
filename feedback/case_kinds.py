"""What kinds of two-person cases comments bring along, registered when the package's pages are loaded."""

from flask import current_app

from agencies.case_kinds import CaseKind, register_case_kind
from agencies.models import Case, CaseDecision, Staff
from base.clock import today
from base.words import N_
from feedback.actions.second_looks import (
    ERASURE_KIND,
    LOOK_KIND,
    carry_out_erasure,
    carry_out_look,
    comment_id_of,
)
from feedback.queries.moderation import list_taking_part
from feedback.rules.moderation import TookPart

_PAGE = "moderation_staff.case_comment"


def _look_decided(case: Case, decision: CaseDecision) -> None:
    carry_out_look(case, decision, current_app.extensions["settings"].secrets, today())


def _erasure_decided(case: Case, decision: CaseDecision) -> None:
    carry_out_erasure(case, decision, today())


def _check_fresh_eyes(case: Case, staff: Staff) -> None:
    """Who took part in hiding a comment does not judge the hiding."""
    if staff.id in list_taking_part(comment_id_of(case)):
        raise TookPart


register_case_kind(
    CaseKind(
        LOOK_KIND,
        N_("Xem xét lại việc ẩn ý kiến"),
        {"show": N_("Cho hiện lại"), "uphold": N_("Giữ việc ẩn")},
        carry_out=_look_decided,
        check_person=_check_fresh_eyes,
        endpoint=_PAGE,
    )
)
register_case_kind(
    CaseKind(
        ERASURE_KIND,
        N_("Xóa chữ của ý kiến theo luật"),
        {"erase": N_("Xóa chữ theo luật"), "keep": N_("Giữ nguyên")},
        carry_out=_erasure_decided,
        endpoint=_PAGE,
    )
)
