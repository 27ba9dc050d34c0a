"""Pure decisions about a year's results: who signs, when what may follow, and the errors they raise."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from base.rules import RuleBroken

SHORTEST_REASON = 10
FINAL = ("decided", "published", "superseded")
OUTCOMES = ("upheld", "partly", "dismissed")


class NoScorecard(RuleBroken):
    sentence = (
        "Chưa có bảng chấm điểm nào đang dùng. Xin đưa một bảng vào dùng trước khi chấm điểm."
    )


class YearNotReported(RuleBroken):
    sentence = "Năm này chưa mở cho cơ quan tự đánh giá nên chưa chấm điểm được."


class ResultBeyond(RuleBroken):
    sentence = (
        "Kết quả năm này đã thẩm định hoặc đã trình nên không chấm lại được. Nếu có sai sót, xin xử lý "
        "qua đề nghị xem xét lại, hoặc đính chính sau khi công bố."
    )


class DecidedUnpublished(RuleBroken):
    sentence = "Kết quả đã có quyết định nhưng chưa công bố. Xin công bố trước rồi mới đính chính."


class CorrectionReasonNeeded(RuleBroken):
    sentence = (
        "Kết quả năm này đã công bố. Chấm lại là một bản đính chính: xin ghi lý do, ít nhất 10 ký tự; "
        "lý do được công khai."
    )


class ReasonNeeded(RuleBroken):
    sentence = "Xin ghi lý do, ít nhất 10 ký tự; lý do được lưu mãi cùng kết quả."


class PointsOutside(RuleBroken):
    sentence = "Điểm của tiêu chí này phải từ 0 đến %(highest)s."


class IndexPointsFixed(RuleBroken):
    is_custody = True
    sentence = (
        "Điểm của tiêu chí hài lòng lấy từ chỉ số đã ký và công bố nên không sửa tay được. Nếu chỉ số "
        "sai, xin đính chính chỉ số rồi chấm lại."
    )


class NotComputed(RuleBroken):
    sentence = (
        "Kết quả này không còn ở bước thẩm định nên không sửa điểm, không ký thêm được. "
        "Xin tải lại trang để xem đang ở bước nào."
    )


class NotAppraised(RuleBroken):
    sentence = "Chỉ trình được kết quả đã có đủ chữ ký thẩm định."


class NotSubmitted(RuleBroken):
    sentence = "Chỉ ghi quyết định cho kết quả đã trình UBND tỉnh."


class NotDecided(RuleBroken):
    sentence = "Chỉ công bố được kết quả đã có quyết định của UBND tỉnh."


class SignedAlready(RuleBroken):
    is_custody = True
    sentence = (
        "Ông/bà đã ký đúng nội dung này rồi. Mỗi người chỉ ký một lần; xin chờ người thứ hai."
    )


class ContentChanged(RuleBroken):
    sentence = "Điểm đã thay đổi sau khi ông/bà mở trang. Xin xem lại từ đầu rồi ký."


class PointsOwed(RuleBroken):
    sentence = (
        "Còn %(count)s tiêu chí chờ người thẩm định cho điểm (cơ quan đầu tiên: %(agency)s). "
        "Xin cho điểm hết rồi ký."
    )


class ReportsOwed(RuleBroken):
    sentence = (
        "Còn %(count)s cơ quan chưa chấm vì báo cáo tự đánh giá chưa xong (cơ quan đầu tiên: %(agency)s). "
        "Xin chấp nhận hoặc trả lại các báo cáo đã gửi; hết hạn nộp thì đóng nhận tự đánh giá của năm, "
        "rồi chấm lại."
    )


class ReportingNotOver(RuleBroken):
    sentence = "Hạn nộp báo cáo tự đánh giá là %(day)s, chưa hết nên chưa ký được."


class LooksOpen(RuleBroken):
    sentence = (
        "Còn %(count)s đề nghị xem xét lại chưa giải quyết xong. Xin giải quyết hết rồi trình."
    )


class LooksStillTaken(RuleBroken):
    sentence = (
        "Các cơ quan còn được đề nghị xem xét lại đến hết ngày %(day)s. Xin trình sau ngày đó."
    )


class LooksOver(RuleBroken):
    sentence = "Đã hết hạn đề nghị xem xét lại (ngày %(day)s)."


class LooksNotTaken(RuleBroken):
    sentence = "Chưa đến bước đề nghị xem xét lại, hoặc kết quả đã trình UBND tỉnh."


class LookWordsShort(RuleBroken):
    sentence = "Xin nói rõ đề nghị xem xét lại điều gì, vì sao (ít nhất 20 ký tự)."


class LookTwice(RuleBroken):
    sentence = (
        "Cơ quan đã có một đề nghị đang chờ về tiêu chí này. Xin chờ trả lời đề nghị đó trước."
    )


class LookDecided(RuleBroken):
    sentence = "Đề nghị này đã giải quyết xong. Xin tải lại trang để xem kết quả."


class LookHasProposal(RuleBroken):
    sentence = "Đề nghị này đang có một phương án chờ người thứ hai. Xin chờ người đó trả lời."


class NothingProposed(RuleBroken):
    sentence = "Chưa có phương án nào chờ ông/bà trả lời. Xin tải lại trang."


class OutcomeUnknown(RuleBroken):
    sentence = "Xin chọn chấp nhận, chấp nhận một phần hoặc không chấp nhận."


class LookPointsNeeded(RuleBroken):
    sentence = "Chấp nhận đề nghị thì phải ghi điểm mới của tiêu chí; không chấp nhận thì để trống."


class DecisionIncomplete(RuleBroken):
    sentence = "Xin ghi đủ số quyết định và ngày quyết định của UBND tỉnh."


class DecisionDayWrong(RuleBroken):
    sentence = "Ngày quyết định phải từ ngày trình (%(day)s) đến hôm nay."


def check_may_compute(states: Sequence[str], reason: str) -> None:
    """`states` of the year's results, the newest first: a published one is corrected, for a reason."""
    newest = states[0] if states else "computed"
    if newest == "decided":
        raise DecidedUnpublished
    if newest in ("appraised", "submitted"):
        raise ResultBeyond
    if newest == "published" and len(reason.strip()) < SHORTEST_REASON:
        raise CorrectionReasonNeeded


def check_reason(reason: str) -> None:
    if len(reason.strip()) < SHORTEST_REASON:
        raise ReasonNeeded


def check_points(points: float, max_points: float, is_index: bool) -> None:
    """`max_points` of the criterion; a deduction is written as the points to take off."""
    if is_index:
        raise IndexPointsFixed
    if not 0 <= points <= max_points:
        raise PointsOutside(highest=f"{max_points:g}")


def check_may_sign(report_by: date, is_closed: bool, today: date) -> None:
    if not is_closed and today <= report_by:
        raise ReportingNotOver(day=f"{report_by:%d/%m/%Y}")


def check_all_in(awaited: Sequence[tuple[str, str]]) -> None:
    """`awaited`: (reason, agency) of each criterion that may still come in, by agency."""
    owed = [name for reason, name in awaited if reason == "not_given"]
    if owed:
        raise PointsOwed(count=len(owed), agency=owed[0])
    agencies = list(dict.fromkeys(name for _reason, name in awaited))
    if agencies:
        raise ReportsOwed(count=len(agencies), agency=agencies[0])


@dataclass(frozen=True)
class Sign:
    staff_id: int
    body_id: int


def agencies_short_of_signs(bodies: Mapping[int, int], signs: Collection[Sign]) -> dict[int, int]:
    """agency id → how many signs it still lacks. Two different people stand for each score, and a person
    never for the own body: where Sở Nội vụ is rated itself, two people of its stand-in sign too.

    `bodies`: agency id → the body it belongs to; `signs` only of the content as it is now.
    """
    found = {}
    for agency_id, body_id in bodies.items():
        people = {one.staff_id for one in signs if one.body_id not in (agency_id, body_id)}
        if len(people) < 2:
            found[agency_id] = 2 - len(people)
    return found


def check_may_submit(state: str, open_looks: int, looks_until: date | None, today: date) -> None:
    if state != "appraised":
        raise NotAppraised
    if open_looks:
        raise LooksOpen(count=open_looks)
    if looks_until is not None and today <= looks_until:
        raise LooksStillTaken(day=f"{looks_until:%d/%m/%Y}")


def check_decision(
    state: str, number: str, decided_on: date | None, submitted_on: date | None, today: date
) -> None:
    if state != "submitted":
        raise NotSubmitted
    if not number.strip() or decided_on is None:
        raise DecisionIncomplete
    earliest = submitted_on or decided_on
    if not earliest <= decided_on <= today:
        raise DecisionDayWrong(day=f"{earliest:%d/%m/%Y}")


def check_may_look(
    state: str, looks_until: date | None, today: date, words: str, has_open_look: bool
) -> None:
    if state != "appraised":
        raise LooksNotTaken
    if looks_until is not None and today > looks_until:
        raise LooksOver(day=f"{looks_until:%d/%m/%Y}")
    if len(words.strip()) < 20:
        raise LookWordsShort
    if has_open_look:
        raise LookTwice


def check_may_propose(
    outcome: str | None, has_proposal: bool, proposed: str, points: float | None, has_points: bool
) -> None:
    """`has_points`: it is about a criterion that people may score. Else it is answered in words alone:
    an index that is wrong is corrected where it was signed.
    """
    if outcome is not None:
        raise LookDecided
    if has_proposal:
        raise LookHasProposal
    if proposed not in OUTCOMES:
        raise OutcomeUnknown
    if (has_points and proposed != "dismissed") != (points is not None):
        raise LookPointsNeeded
