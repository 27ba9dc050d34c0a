"""Pure decisions about how long a comment round lasts and what may still change; time is passed in."""

from datetime import date, datetime, timedelta

from base.periods import start_of
from base.rules import RuleBroken

LONGEST_ROUND = timedelta(days=366)
SHORTEST_REASON = 10
_ONE_DAY = timedelta(days=1)
_COMMUNE_KINDS = frozenset({"commune_committee", "commune_centre", "school", "health_station"})


class RoundIsOpen(RuleBroken):
    is_custody = True
    sentence = (
        "Đợt lấy ý kiến đã mở nên không sửa được nữa. Chỉ còn được gia hạn, đổi nơi liên hệ, thêm "
        "tài liệu và đưa ra bản dự thảo mới."
    )


class RoundIsOver(RuleBroken):
    is_custody = True
    sentence = "Đợt lấy ý kiến đã kết thúc nên không đổi được nữa."


class RoundNotYetOpen(RuleBroken):
    sentence = "Đợt lấy ý kiến chưa mở. Xin dùng nút «Sửa» để đổi bản dự thảo."


class OtherAgency(RuleBroken):
    is_custody = True
    sentence = (
        "Dự thảo này của cơ quan khác. Chỉ cơ quan soạn dự thảo được lập và sửa đợt lấy ý kiến."
    )


class VersionNotFrozen(RuleBroken):
    sentence = "Chỉ lấy ý kiến được trên bản dự thảo đã chốt. Xin soát và chốt bản dự thảo trước."


class VersionNotNewer(RuleBroken):
    sentence = "Chỉ đưa ra được bản mới hơn của chính dự thảo đang lấy ý kiến."


class LinksNotConfirmed(RuleBroken):
    sentence = (
        "Còn %(count)s chỗ thay đổi giữa hai bản chưa được xác nhận. Xin xác nhận hết ở trang so sánh "
        "rồi đưa bản mới ra lấy ý kiến."
    )


class PeriodWrong(RuleBroken):
    sentence = "Ngày cuối phải sau ngày mở, và một đợt dài nhất là một năm."


class VillagePeriodTooShort(RuleBroken):
    sentence = (
        "Dự thảo hương ước, quy ước phải được niêm yết ít nhất %(days)s ngày, không được rút ngắn. "
        "Xin chọn ngày cuối từ %(first)s trở đi."
    )


class ShortReasonNeeded(RuleBroken):
    sentence = (
        "Đợt này ngắn hơn %(days)s ngày theo quy định đang áp dụng. Xin chọn ngày cuối từ %(first)s "
        "trở đi, hoặc ghi lý do rút ngắn (ít nhất 10 ký tự); lý do được công khai."
    )


class AskerNeeded(RuleBroken):
    sentence = "Người lấy ý kiến về hương ước, quy ước là trưởng thôn, tổ trưởng. Xin ghi họ tên, chức danh."


class RoundNeverShorter(RuleBroken):
    is_custody = True
    sentence = (
        "Đợt lấy ý kiến chỉ được kéo dài, không được rút ngắn. Xin chọn ngày sau ngày kết thúc cũ."
    )


class ReasonNeeded(RuleBroken):
    sentence = "Xin ghi lý do (ít nhất 10 ký tự); lý do được công khai cùng đợt lấy ý kiến."


def is_commune_level(agency_kind: str, commune_code: str | None) -> bool:
    """Whether the days of communes apply; a council counts as its commune's when it has one's code."""
    return agency_kind in _COMMUNE_KINDS or bool(commune_code)


def min_days_key(kind: str, is_commune: bool) -> str | None:
    """The legal setting that holds the least days; an agency's internal quy chế has none."""
    if kind == "agency":
        return None
    if kind == "village":
        return "huonguoc.posting_min_days"
    return "draft.commune_min_days" if is_commune else "draft.province_min_days"


def whole_days(opens_at: datetime, closes_at: datetime) -> int:
    """Full days of 24 hours, days off counted; a day begun late does not count as one."""
    return (closes_at - opens_at) // _ONE_DAY


def first_last_day(opens_at: datetime, opens_on: date, days: int) -> date:
    """The earliest last day that gives `days` whole days; `opens_on` is the opening's day in Vietnam."""
    whole_first = opens_at <= start_of(opens_on)
    return opens_on + timedelta(days=max(days, 1) - 1 if whole_first else days)


def check_asker(kind: str, asked_by: str) -> None:
    if kind == "village" and not asked_by.strip():
        raise AskerNeeded


def check_period(opens_at: datetime, closes_at: datetime) -> None:
    if not opens_at < closes_at <= opens_at + LONGEST_ROUND:
        raise PeriodWrong


def is_short(opens_at: datetime, closes_at: datetime, min_days: int) -> bool:
    return whole_days(opens_at, closes_at) < min_days


def check_min_days(
    kind: str, opens_at: datetime, opens_on: date, closes_at: datetime, min_days: int, reason: str
) -> None:
    """For a hương ước the days are law; elsewhere fewer need a reason, which is shown to everybody."""
    if not is_short(opens_at, closes_at, min_days):
        return
    values = {
        "days": min_days,
        "first": f"{first_last_day(opens_at, opens_on, min_days):%d/%m/%Y}",
    }
    if kind == "village":
        raise VillagePeriodTooShort(**values)
    if len(reason.strip()) < SHORTEST_REASON:
        raise ShortReasonNeeded(**values)


def check_prepared(state: str) -> None:
    """What people have begun to comment on is frozen."""
    if state == "open":
        raise RoundIsOpen
    if state != "prepared":
        raise RoundIsOver


def check_not_over(state: str) -> None:
    if state not in ("prepared", "open"):
        raise RoundIsOver


def check_extension(state: str, closes_at: datetime, to: datetime, reason: str) -> None:
    """Longer, before it has ended, for a reason that becomes public; never shorter."""
    check_not_over(state)
    if to <= closes_at:
        raise RoundNeverShorter
    if len(reason.strip()) < SHORTEST_REASON:
        raise ReasonNeeded


def check_new_version(
    state: str, is_frozen: bool, is_newer_of_same_draft: bool, unsettled: int
) -> None:
    """`unsettled`: provisions whose way from the shown version to the new one nobody has confirmed."""
    if state == "prepared":
        raise RoundNotYetOpen
    check_not_over(state)
    if not is_newer_of_same_draft:
        raise VersionNotNewer
    if not is_frozen:
        raise VersionNotFrozen
    if unsettled:
        raise LinksNotConfirmed(count=unsettled)


def answer_by(last_day_on: date, days: int) -> date:
    """The last day to answer: calendar days after the round's last day."""
    return last_day_on + timedelta(days=days)
