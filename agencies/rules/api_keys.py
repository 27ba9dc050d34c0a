"""Pure decisions about keys of other systems: does this key open this door, may it be made so."""

from datetime import date, timedelta

from base.rules import RuleBroken

LONGEST_VALID = timedelta(days=3 * 366)


class KeyMissing(RuleBroken):
    sentence = "Thiếu khóa kết nối. Xin gửi header «Authorization: Bearer <khóa>»."
    status = 401


class KeyWrong(RuleBroken):
    sentence = "Khóa kết nối không đúng. Xin kiểm tra lại, hoặc đề nghị Sở Nội vụ cấp khóa mới."
    status = 401


class KeyRevoked(RuleBroken):
    sentence = "Khóa kết nối này đã bị thu hồi. Xin đề nghị Sở Nội vụ cấp khóa mới."
    status = 401


class KeyExpired(RuleBroken):
    sentence = "Khóa kết nối này đã hết hạn. Xin đề nghị Sở Nội vụ cấp khóa mới."
    status = 401


class KeyOfOtherScope(RuleBroken):
    sentence = "Khóa kết nối này được cấp cho việc khác nên không dùng ở đây được."
    status = 403


class KeyOfOtherAgency(RuleBroken):
    sentence = "Khóa kết nối này được cấp cho cơ quan khác, không dùng cho %(agency)s được."
    status = 403


class TooManyCalls(RuleBroken):
    sentence = "Gọi quá nhiều lần trong thời gian ngắn. Xin chờ một phút rồi thử lại."
    status = 429


class KeyDayWrong(RuleBroken):
    sentence = "Ngày hết hạn phải sau hôm nay và trong vòng ba năm."


class KeyRevokedBefore(RuleBroken):
    sentence = "Khóa kết nối này đã được thu hồi trước đó."


def check_key(is_revoked: bool, expires_on: date, scope: str, wanted: str, today: date) -> None:
    """The last day of a key still counts."""
    if is_revoked:
        raise KeyRevoked
    if today > expires_on:
        raise KeyExpired
    if scope != wanted:
        raise KeyOfOtherScope


def covers(key_agency_id: int | None, agency_id: int, parent_id: int | None) -> bool:
    """A key without an agency is the province's; one of an agency covers the parts that count for it."""
    return key_agency_id is None or key_agency_id in (agency_id, parent_id)


def check_expiry(expires_on: date, today: date) -> None:
    if not today < expires_on <= today + LONGEST_VALID:
        raise KeyDayWrong
