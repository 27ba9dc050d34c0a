"""The one request for another look of the made-up year: a commune asks, two people of two bodies decide."""

from datetime import timedelta

from agencies.queries.staff import find_staff_by_email
from agencies.roles import Role, Viewer
from base.clock import moved_to, now
from evaluation.actions.looks import answer_proposal, ask_for_another_look, propose_answer
from evaluation.models import CriterionScore, CriterionState, YearResult
from evaluation.queries.results import find_score, list_lines
from surveys.demo.accounts import DOMAIN

_WORDS = (
    "Báo cáo của đơn vị ghi thiếu các nội dung đã làm trong tháng 12; xin gửi kèm văn bản và "
    "đề nghị Sở Nội vụ xem xét lại điểm của tiêu chí này. (giả lập)"
)
_REASON = "Đã đối chiếu văn bản gửi kèm: một phần nội dung được làm trong năm. (giả lập)"
_AGREED = "Đồng ý với phương án của Sở Nội vụ. (giả lập)"


def ask_and_answer(first: Viewer, second: Viewer, result: YearResult) -> None:
    """Of the demo officer's commune, about a criterion that lost points; nothing where none did."""
    officer = find_staff_by_email(f"can.bo.xa@{DOMAIN}")
    if officer is None or officer.agency_id is None:
        return
    score = find_score(result.id, officer.agency_id)
    lines = list_lines(result.id)[score.id] if score else []
    line = next((one for one in lines if _may_gain(one)), None)
    if line is None:
        return
    asked_at = now()
    points = ((line.points or 0.0) + line.max_points) / 2
    asker = Viewer(officer.id, officer.agency_id, ((Role.AGENCY_OFFICER, officer.agency_id),))
    look = ask_for_another_look(asker, result, officer.agency_id, line.criterion_key, _WORDS)
    with moved_to(asked_at + timedelta(days=2)):
        propose_answer(first, look, "partly", points, _REASON)
    with moved_to(asked_at + timedelta(days=3)):
        answer_proposal(second, look, True, _AGREED)


def _may_gain(line: CriterionScore) -> bool:
    is_given = line.state in (CriterionState.SCORED, CriterionState.MISSING)
    is_reported = line.figure_low is None and line.max_points >= 5
    return is_given and is_reported and (line.points or 0.0) < line.max_points
