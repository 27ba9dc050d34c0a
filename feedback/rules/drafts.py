"""Pure decisions about drafts: what may be changed, frozen, put before the people."""

from base.rules import RuleBroken


class VersionFrozen(RuleBroken):
    is_custody = True
    sentence = "Bản này đã chốt nên không sửa được nữa. Muốn sửa, xin đưa bản mới lên."


class VersionUnderReview(RuleBroken):
    sentence = (
        "Bản %(number)s đang soát chưa xong. Xin chốt hoặc bỏ bản đó trước khi đưa bản mới lên."
    )


class NothingToFreeze(RuleBroken):
    sentence = "Dự thảo chưa có mục nào nên chưa chốt được."


class DoubtsLeft(RuleBroken):
    sentence = (
        "Còn %(count)s chỗ chương trình chưa chắc. Xin xem lại các chỗ tô vàng, "
        "hoặc xác nhận đã xem rồi chốt."
    )


class WordsDiffer(RuleBroken):
    sentence = (
        "Chữ trong bản soát khác với tệp gốc. Xin xem các chỗ khác và xác nhận đó là sửa lỗi "
        "rồi mới chốt."
    )


class LinksUnconfirmed(RuleBroken):
    sentence = (
        "Còn %(count)s chỗ thay đổi so với bản trước chưa được xác nhận. "
        "Xin mở trang so sánh để xác nhận trước khi đưa bản này ra lấy ý kiến."
    )


class NothingToUndo(RuleBroken):
    sentence = "Không còn bước nào để hoàn tác hay làm lại."


class NotAnOrigin(RuleBroken):
    sentence = "Chỉ chọn được mục của bản trước. Xin tải lại trang rồi chọn lại."


def check_reviewing(is_frozen: bool) -> None:
    if is_frozen:
        raise VersionFrozen


def check_freezable(
    *, node_count: int, doubt_count: int, same_words: bool, doubts_seen: bool, words_seen: bool
) -> None:
    """What differs from the file or is doubtful must have been looked at by the person who freezes."""
    if not node_count:
        raise NothingToFreeze
    if doubt_count and not doubts_seen:
        raise DoubtsLeft(count=doubt_count)
    if not same_words and not words_seen:
        raise WordsDiffer
