"""Pure decisions about batches of one-time codes: who may make them, how many, and what is told of their use.

What a resident's own code is worth says `surveys.rules.code_offers`.
"""

from datetime import date, timedelta

from base.rules import RuleBroken
from surveys.rules.rounds import Body, is_concerned

MOST_CODES = 5_000  # of one batch
LONGEST_AHEAD = timedelta(days=92)
DRAWN_FROM_DAYS = 7  # a receipt or a result notice takes its code from batches of so many days
FEWEST_SHOWN = 10
SHORTEST_REASON = 10


class OwnCodes(RuleBroken):
    is_custody = True
    sentence = (
        "Cơ quan được đánh giá không tạo, không xem và không in mã đánh giá của chính mình. "
        "Việc này do cơ quan lập đợt khảo sát làm."
    )


class BeyondDossiers(RuleBroken):
    is_custody = True
    sentence = (
        "Ngày %(day)s, %(agency)s chỉ có %(dossiers)s hồ sơ và đã có %(made)s mã, nên không tạo thêm "
        "%(wanted)s mã được: mỗi hồ sơ một mã."
    )


class AgencyNotRated(RuleBroken):
    sentence = "%(agency)s không được đánh giá trong đợt này nên không có mã. Xin chọn lại."


class IssueDayWrong(RuleBroken):
    sentence = (
        "Ngày phát mã phải nằm trong đợt khảo sát, chưa hết hạn dùng và không quá ba tháng tới. "
        "Xin chọn ngày khác."
    )


class BatchSizeWrong(RuleBroken):
    sentence = f"Mỗi lô có từ 1 đến {MOST_CODES:,} mã. Xin sửa số mã.".replace(",", ".")


class NothingToMake(RuleBroken):
    sentence = (
        "Không có mã nào để tạo: chưa biết số hồ sơ dự kiến, hoặc những ngày này đã đủ mã. "
        "Xin nhập số hồ sơ mỗi ngày."
    )


class BatchOver(RuleBroken):
    sentence = "Lô mã này đã thu hồi hoặc đã hết hạn nên không làm thêm gì được."


class BatchNotReady(RuleBroken):
    sentence = (
        "Cam kết của lô mã này chưa được chốt vào sổ công khai (mỗi 10 phút một lần). "
        "Xin chờ rồi in lại."
    )


class NotSlips(RuleBroken):
    sentence = "Chỉ in được lô mã phát bằng phiếu dán kín; mã của lô này do phần mềm một cửa lấy."


class AlreadyErased(RuleBroken):
    sentence = (
        "Mã của lô này đã được xóa sau khi in xong, không ai in lại được. "
        "Nếu phiếu bị mất, xin thu hồi lô và tạo lô mới."
    )


class NothingPrinted(RuleBroken):
    sentence = "Lô mã này chưa in lần nào. Xin in phiếu trước."


class ReasonNeeded(RuleBroken):
    sentence = "Xin ghi lý do thu hồi (ít nhất 10 ký tự); lý do được ghi vào sổ công khai."


class NoCodeLeft(RuleBroken):
    sentence = (
        "Hôm nay %(agency)s không còn mã đánh giá để phát. Sở Nội vụ đã được báo trên bàn làm việc; "
        "hồ sơ này không có mã."
    )


def check_maker(maker: Body, receiving: Body) -> None:
    """The rated agency, the body it counts for and its parts never come near its codes."""
    if is_concerned(maker, [receiving]) or is_concerned(receiving, [maker]):
        raise OwnCodes


def check_batch_size(count: int) -> None:
    if not 1 <= count <= MOST_CODES:
        raise BatchSizeWrong


def check_issue_day(
    issue_day: date, expires_on: date, opens_on: date, closes_on: date, today: date
) -> None:
    """`closes_on` is the first day on which the round takes nothing from open channels any more."""
    if not opens_on <= issue_day < closes_on or expires_on < today:
        raise IssueDayWrong
    if issue_day > today + LONGEST_AHEAD:
        raise IssueDayWrong


def check_within_dossiers(
    agency: str, day: date, wanted: int, made: int, dossiers: int | None
) -> None:
    """`dossiers` None: that day is not counted yet; the nightly reconciliation looks at it later."""
    if dossiers is not None and made + wanted > dossiers:
        raise BeyondDossiers(
            agency=agency, day=f"{day:%d/%m/%Y}", dossiers=dossiers, made=made, wanted=wanted
        )


def check_alive(state: str, expires_on: date, today: date) -> None:
    if state == "withdrawn" or expires_on < today:
        raise BatchOver


def check_printable(delivery: str, state: str, sealed_count: int) -> None:
    if delivery != "slip":
        raise NotSlips
    if state != "ready":
        raise BatchNotReady
    if not sealed_count:
        raise AlreadyErased


def check_withdrawal(state: str, reason: str) -> None:
    if state == "withdrawn":
        raise BatchOver
    if len(reason.strip()) < SHORTEST_REASON:
        raise ReasonNeeded


def shown_uses(count: int) -> int | None:
    """Uses as staff may see them: full tens; None («dưới 10») below ten.

    Two looks at the same figure so never differ by 1 to 9, whoever came to the office in between.
    """
    return count // FEWEST_SHOWN * FEWEST_SHOWN or None


def is_low(left: int, made: int) -> bool:
    """Few codes are left of what the days at hand were given: a tenth, or five."""
    return left <= max(5, made // 10)
