"""Why a file is not taken as a draft: each a class with one sentence saying what to do."""

from base.rules import RuleBroken


class DraftRefused(RuleBroken):
    """The root: the file was not read and nothing was stored."""

    sentence = "Không đọc được tệp này. Xin kiểm tra lại tệp rồi tải lên lần nữa."


class FileUnreadable(DraftRefused):
    sentence = (
        "Tệp bị hỏng hoặc không đúng định dạng nên không đọc được. "
        "Xin mở tệp bằng Word, lưu lại thành .docx rồi tải lên."
    )


class FileKindUnknown(DraftRefused):
    sentence = "Chỉ nhận tệp .docx, .doc, .pdf, .txt hoặc .md. Xin lưu dự thảo thành một trong các loại này."


class ExtensionWrong(DraftRefused):
    sentence = (
        "Đuôi tệp là .%(extension)s nhưng nội dung bên trong là %(content)s. "
        "Xin lưu lại tệp đúng loại rồi tải lên."
    )


class FileTooLarge(DraftRefused):
    sentence = "Tệp lớn hơn %(megabytes)s MB. Xin bỏ bớt hình hoặc tách phụ lục thành tệp riêng rồi tải lên."


class FileUnpacksTooLarge(DraftRefused):
    sentence = (
        "Tệp này khi mở ra lớn bất thường nên hệ thống không mở. "
        "Xin chép nội dung sang một tệp Word mới rồi tải lên."
    )


class HasMacros(DraftRefused):
    sentence = "Tệp có chứa macro. Xin lưu lại thành tệp .docx không có macro rồi tải lên."


class HasPassword(DraftRefused):
    sentence = "Tệp được đặt mật khẩu. Xin bỏ mật khẩu, lưu lại rồi tải lên."


class IsScan(DraftRefused):
    sentence = (
        "Tệp PDF này là bản quét (chỉ có hình, không có chữ). "
        "Xin tải lên tệp Word gốc, hoặc tệp PDF được xuất ra từ Word."
    )


class LettersUnreadable(DraftRefused):
    sentence = (
        "Chữ trong tệp PDF này được lưu theo cách không đọc lại được. "
        "Xin tải lên tệp Word gốc, hoặc xuất lại PDF từ Word."
    )


class IsEmpty(DraftRefused):
    sentence = "Tệp không có chữ nào. Xin kiểm tra lại tệp rồi tải lên."


class TookTooLong(DraftRefused):
    sentence = (
        "Đọc tệp quá %(seconds)s giây mà chưa xong nên đã dừng. "
        "Xin tách tệp thành các phần nhỏ hơn, hoặc chép nội dung sang một tệp Word mới."
    )


class HasChanges(DraftRefused):
    """Not a refusal for good: the officer says which text is meant, and the file is read again.

    `insertions`, `deletions`, `comments` count what was found.
    """

    sentence = (
        "Tệp Word còn %(insertions)s chỗ thêm, %(deletions)s chỗ xóa chưa chốt và %(comments)s nhận xét. "
        "Xin chọn đọc bản cuối cùng (chấp nhận mọi thay đổi) hay bản gốc (bỏ mọi thay đổi)."
    )

    @property
    def insertions(self) -> int:
        return _count(self.values, "insertions")

    @property
    def deletions(self) -> int:
        return _count(self.values, "deletions")

    @property
    def comments(self) -> int:
        return _count(self.values, "comments")


def _count(values: dict[str, object], name: str) -> int:
    found = values.get(name)
    return found if isinstance(found, int) else 0


REFUSALS: dict[str, type[DraftRefused]] = {
    refusal.__name__: refusal
    for refusal in (
        DraftRefused, FileUnreadable, FileKindUnknown, ExtensionWrong, FileTooLarge, FileUnpacksTooLarge,
        HasMacros, HasPassword, IsScan, LettersUnreadable, IsEmpty, TookTooLong, HasChanges,
    )
}  # fmt: skip
