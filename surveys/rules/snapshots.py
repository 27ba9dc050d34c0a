"""Pure decisions about signing and publishing figures, and the errors they raise."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from base.periods import GRACE_AFTER_CLOSING
from base.rules import RuleBroken

# Reasons for withholding that scoring does not know: they come from what else is published.
COMPLEMENT = "complement"
TOO_FEW_NEW = "too_few_new"
FEW_LEFT_OUT = "few_left_out"
FEWEST_NEW = 10
RELEASE_HOUR = 18  # of the day, where no setting says otherwise


class ScopeNotOver(RuleBroken):
    sentence = "Đợt hoặc kỳ này chưa kết thúc nên chưa tính kết quả để ký được."


class NothingCounted(RuleBroken):
    sentence = "Chưa có phiếu nào trong kỳ này nên không có gì để tính."


class CorrectionReasonNeeded(RuleBroken):
    sentence = (
        "Kết quả kỳ này đã công bố. Tính lại là một bản đính chính: xin ghi lý do, ít nhất 10 ký tự; "
        "lý do được công khai."
    )


class SignedAlready(RuleBroken):
    sentence = "Kỳ này có một bản đã ký, chưa công bố. Xin công bố bản đó trước khi tính lại."


class NotComputed(RuleBroken):
    sentence = "Chỉ ký được bản vừa tính. Bản này đã ký, đã công bố hoặc đã được thay."


class NotSigned(RuleBroken):
    sentence = "Chỉ công bố được bản đã ký."


class ReleaseOrdered(RuleBroken):
    sentence = "Bản này đã hẹn giờ công bố. Muốn đổi, xin hủy hẹn trước."


class NoReleaseOrdered(RuleBroken):
    sentence = "Bản này không có giờ hẹn công bố nào để hủy. Xin tải lại trang."


class ReleaseNotDue(RuleBroken):
    sentence = "Kết quả chỉ công bố vào giờ cố định; bản này chưa đến giờ."


class ReleaseWaits(RuleBroken):
    sentence = (
        "Đợt này có kết quả đang chờ giờ công bố. Xin tính sau giờ đó, hoặc hủy hẹn trước, để hai lần công "
        "bố không khác nhau vài phiếu."
    )


class ContentChanged(RuleBroken):
    sentence = "Nội dung bản này khác với bản ông/bà đã xem. Xin xem lại từ đầu rồi ký."


class TooFewNewAnswers(RuleBroken):
    sentence = (
        "So với lần công bố trước, số phiếu toàn tỉnh chỉ khác dưới 10 phiếu. Công bố lúc này có thể "
        "lộ phiếu của từng người, nên xin chờ đủ 10 phiếu."
    )


def months_between(starts_on: date, ends_on: date) -> tuple[int, ...]:
    """yyyymm of every month in [starts_on, ends_on)."""
    found, year, month = [], starts_on.year, starts_on.month
    while (year, month) < (ends_on.year, ends_on.month):
        found.append(year * 100 + month)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return tuple(found)


def days_of_months(months: Collection[int]) -> tuple[date, date]:
    """[first day, day after the last] of yyyymm months."""
    first, last = min(months), max(months)
    after = date(last // 100, last % 100, 28) + timedelta(days=4)
    return date(first // 100, first % 100, 1), after.replace(day=1)


def check_scope_over(ends_at: datetime, now: datetime) -> None:
    """What was begun before the end may still arrive for a quarter of an hour."""
    if now < ends_at + GRACE_AFTER_CLOSING + timedelta(minutes=1):
        raise ScopeNotOver


def check_correction(states: Collection[str], reason: str) -> None:
    """`states` of the snapshots of the same scope: one signed waits, one published asks for a reason."""
    if "signed" in states:
        raise SignedAlready
    if "published" in states and len(reason.strip()) < 10:
        raise CorrectionReasonNeeded


@dataclass(frozen=True)
class Release:
    """What was or is to be published together: the months it covers and when it was."""

    id: int
    months: frozenset[int]


def parts_of(whole: frozenset[int], releases: Collection[Release]) -> list[Release]:
    """Disjoint earlier releases inside `whole` (not it itself), the longest first."""
    taken: set[int] = set()
    found = []
    for one in sorted(releases, key=lambda release: (-len(release.months), -release.id)):
        if one.months < whole and not one.months & taken:
            found.append(one)
            taken |= one.months
    return found


def next_release(at: datetime, hour: int, zone: tzinfo) -> datetime:
    """The first fixed hour after `at`: figures come at hours that nobody chooses by what they say."""
    local = at.astimezone(zone)
    today = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    return today if today > local else today + timedelta(days=1)


def check_none_waits(waiting: Iterable[bool]) -> None:
    """What is computed looks at what is public; something on its way there would be overlooked."""
    if any(waiting):
        raise ReleaseWaits


def check_due(release_at: datetime | None, at: datetime) -> None:
    if release_at is None or at < release_at:
        raise ReleaseNotDue


def is_too_small(change: int) -> bool:
    """A change of 1 to 9 answers, in either direction, tells of single persons."""
    return 0 < abs(change) < FEWEST_NEW
