"""Pure decisions about rounds: when they take responses, who owns them, how they go on.

The time is passed in.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from base.periods import accepts
from base.rules import RuleBroken


class RoundNotOpen(RuleBroken):
    sentence = "Đợt khảo sát này chưa mở. Xin quay lại sau."


class RoundClosed(RuleBroken):
    sentence = "Đợt khảo sát này đã kết thúc nên không nhận thêm phiếu."


def check_accepts(
    opens_at: datetime, closes_at: datetime, page_opened_at: datetime, now: datetime
) -> None:
    if accepts(opens_at, closes_at, page_opened_at, now):
        return
    raise RoundNotOpen if now < opens_at else RoundClosed


# Opening and closing happen by the clock; what follows closing is decided by people.
NEXT_STATES: dict[str, frozenset[str]] = {
    "planned": frozenset({"open"}),
    "open": frozenset({"closed"}),
    "closed": frozenset({"under_review"}),
    "under_review": frozenset({"signed"}),
    "signed": frozenset({"published"}),
    "published": frozenset({"archived"}),
    "archived": frozenset(),
}
HOME_OWNER = "Sở Nội vụ"
STAND_IN = "Văn phòng UBND tỉnh"
LONGEST_ROUND = timedelta(days=3 * 366)
SHORTEST_REASON = 10


class StateCannotFollow(RuleBroken):
    sentence = "Đợt khảo sát chưa đến bước này. Xin làm xong bước trước rồi thử lại."


class RoundAlreadyOpen(RuleBroken):
    is_custody = True
    sentence = (
        "Đợt khảo sát đã mở nên bộ câu hỏi, ngày mở và cơ quan được đánh giá không đổi được nữa. "
        "Có thể gia hạn hoặc thêm nơi đặt mã."
    )


class RoundHasEnded(RuleBroken):
    is_custody = True
    sentence = "Đợt khảo sát đã kết thúc nên không đổi được nữa."


class PeriodWrong(RuleBroken):
    sentence = "Ngày kết thúc phải sau ngày mở, và một đợt dài nhất là ba năm."


class NoAgencyRated(RuleBroken):
    sentence = "Đợt khảo sát cần ít nhất một cơ quan được đánh giá."


class AgencyUnknown(RuleBroken):
    sentence = "Có cơ quan không còn hoạt động hoặc không có trong danh sách. Xin chọn lại."


class VersionNotPublished(RuleBroken):
    sentence = "Chỉ dùng được bộ câu hỏi đã công bố. Xin công bố bộ câu hỏi trước."


class OwnerNeeded(RuleBroken):
    is_custody = True
    sentence = "Tài khoản của ông/bà chưa gắn với cơ quan nào nên chưa lập được đợt khảo sát."


class OwnRound(RuleBroken):
    is_custody = True
    sentence = (
        "%(owner)s cũng được đánh giá trong đợt này nên không được lập hay điều hành đợt. "
        "Đợt này phải do %(stand_in)s lập."
    )


class OwnRoundOfBoth(RuleBroken):
    is_custody = True
    sentence = (
        "Không cơ quan nào điều hành đợt đánh giá chính mình: Sở Nội vụ và Văn phòng UBND tỉnh "
        "không thể cùng được đánh giá trong một đợt. Xin tách thành hai đợt."
    )


class OtherOwner(RuleBroken):
    is_custody = True
    sentence = "Đợt này do cơ quan khác lập. Chỉ cơ quan lập đợt được sửa hoặc gia hạn."


class ExtensionTooShort(RuleBroken):
    is_custody = True
    sentence = (
        "Đợt khảo sát chỉ được kéo dài, không được rút ngắn. Xin chọn ngày sau ngày kết thúc cũ."
    )


class ReasonNeeded(RuleBroken):
    sentence = "Xin ghi lý do (ít nhất 10 ký tự); lý do được công khai cùng đợt khảo sát."


class PlacesTaken(RuleBroken):
    sentence = (
        "Một nơi đặt mã chỉ dùng cho một đợt trong cùng thời gian. Đang vướng: %(places)s "
        "(đợt «%(round)s»)."
    )


class PlaceNotOfRound(RuleBroken):
    sentence = "Chỉ dùng được nơi đặt mã đang dùng của các cơ quan được đánh giá trong đợt."


@dataclass(frozen=True)
class Body:
    """What the custody rule needs to know of an agency; `parent_id` if it counts for its parent."""

    id: int
    name: str
    kind: str
    parent_id: int | None = None


def is_concerned(owner: Body, rated: Iterable[Body]) -> bool:
    """Whether the owner itself, or a part that counts for it, is rated."""
    return any(owner.id in (one.id, one.parent_id) for one in rated)


def check_custody(owner: Body, stand_in: Body | None, rated: Collection[Body]) -> None:
    """No body acts on its own round: Sở Nội vụ rated → Văn phòng UBND tỉnh owns it (design §2.1)."""
    if not rated:
        raise NoAgencyRated
    if not is_concerned(owner, rated):
        return
    if stand_in is not None and stand_in.id == owner.id:
        raise OwnRound(owner=owner.name, stand_in=HOME_OWNER)
    if stand_in is not None and is_concerned(stand_in, rated):
        raise OwnRoundOfBoth
    raise OwnRound(owner=owner.name, stand_in=stand_in.name if stand_in else STAND_IN)


def check_acts_for_owner(owner_agency_id: int, actor_agency_id: int | None) -> None:
    """Only staff of the owning body change, open or extend its round."""
    if actor_agency_id is None:
        raise OwnerNeeded
    if actor_agency_id != owner_agency_id:
        raise OtherOwner


def check_advance(state: str, to: str) -> None:
    if to not in NEXT_STATES[state]:
        raise StateCannotFollow


def check_planned(state: str) -> None:
    """What residents have begun to answer is frozen."""
    if state == "open":
        raise RoundAlreadyOpen
    if state != "planned":
        raise RoundHasEnded


def check_not_ended(state: str) -> None:
    if state not in ("planned", "open"):
        raise RoundHasEnded


def check_round_period(opens_at: datetime, closes_at: datetime) -> None:
    if not opens_at < closes_at <= opens_at + LONGEST_ROUND:
        raise PeriodWrong


def check_extension(state: str, closes_at: datetime, to: datetime, reason: str) -> None:
    """A round that is planned or open may last longer, for a reason that becomes public; never less."""
    check_not_ended(state)
    if to <= closes_at:
        raise ExtensionTooShort
    if len(reason.strip()) < SHORTEST_REASON:
        raise ReasonNeeded


def state_due(state: str, opens_at: datetime, closes_at: datetime, now: datetime) -> str:
    """The state the clock asks for: a planned round opens, an open one closes, nothing else moves."""
    if state == "planned" and opens_at <= now:
        return "open"
    if state == "open" and closes_at <= now:
        return "closed"
    return state
