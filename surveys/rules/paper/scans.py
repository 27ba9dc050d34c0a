"""Which files may come as pictures of forms, and how a many-paged PDF is shared out. Pure."""

from collections.abc import Collection, Sequence

from base.rules import RuleBroken

LARGEST = 15 * 1024 * 1024
LARGEST_ONE = 4 * 1024 * 1024
MEDIA = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
}


class ScanKindUnknown(RuleBroken):
    sentence = "Chỉ nhận ảnh PNG, JPEG hoặc tệp PDF của máy quét. Xin lưu lại đúng dạng rồi gửi."


class ScanTooLarge(RuleBroken):
    sentence = (
        "Tệp lớn quá: mỗi tờ tối đa 4 MB, cả tệp tối đa 15 MB. Xin quét ở 150–200 dpi rồi gửi lại."
    )


class ScanUnreadable(RuleBroken):
    sentence = "Tệp PDF này không đọc được hoặc có mật khẩu. Xin quét lại rồi gửi."


class ScanPagesWrong(RuleBroken):
    sentence = (
        "Tệp có %(pages)s trang, nhưng từ tờ %(first)s còn %(forms)s tờ, mỗi tờ %(each)s trang. "
        "Xin quét đủ theo thứ tự số phiếu, hoặc gửi từng tờ."
    )


class ScanFormUnknown(RuleBroken):
    sentence = "Không có tờ phiếu nào mang số này trong các tờ đã nhận. Xin xem lại số phiếu."


def media_of(content: bytes, sniffed: Collection[str]) -> str:
    """`sniffed`: endings that fit how the content begins; what the browser said is not believed."""
    kinds = {MEDIA[one] for one in sniffed if one in MEDIA}
    if len(kinds) != 1 or not content:
        raise ScanKindUnknown
    if len(content) > LARGEST:
        raise ScanTooLarge
    return kinds.pop()


def check_one_form(size: int) -> None:
    if size > LARGEST_ONE:
        raise ScanTooLarge


def share_out(
    page_count: int, serials: Sequence[int], each: int, first_text: str
) -> list[tuple[int, range]]:
    """(serial, its pages) in the order of serials; the file may end before the last form, at a whole form."""
    form_count, rest = divmod(page_count, each)
    if rest or not form_count or form_count > len(serials):
        raise ScanPagesWrong(pages=page_count, first=first_text, forms=len(serials), each=each)
    return [
        (serial, range(at * each, (at + 1) * each))
        for at, serial in enumerate(serials[:form_count])
    ]
