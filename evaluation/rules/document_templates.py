"""What an office's own template must be, and how placeholders are found in it. Pure."""

import io
import re
import zipfile
from collections.abc import Collection, Sequence

from base.rules import RuleBroken

LARGEST = 5 * 1024 * 1024
_UNPACKED = 60 * 1024 * 1024
_MOST_PARTS = 2_000
PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_OPEN = re.compile(r"\{\{(?![^{}]*\}\})")


class TemplateEmpty(RuleBroken):
    sentence = "Tệp trống hoặc chưa được chọn. Xin chọn lại tệp."


class TemplateTooLarge(RuleBroken):
    sentence = "Tệp mẫu lớn hơn 5 MB. Xin nén ảnh trong tệp rồi gửi lại."


class TemplateNotWord(RuleBroken):
    sentence = "Tệp này không phải Word .docx. Xin mở bằng Word rồi lưu lại thành .docx."


class TemplateHasMacros(RuleBroken):
    sentence = "Tệp mẫu có chứa macro nên không nhận. Xin lưu lại thành .docx không có macro."


class TemplateFetches(RuleBroken):
    sentence = "Tệp mẫu lấy nội dung từ nơi khác (%(target)s). Xin bỏ liên kết đó rồi gửi lại."


class TemplateHasObjects(RuleBroken):
    sentence = (
        "Tệp mẫu có đối tượng nhúng hoặc tệp con (%(kind)s) nên không nhận. Xin xóa đối tượng đó, hoặc "
        "thay bằng chữ, bảng hay ảnh, rồi gửi lại."
    )


class TemplateHasField(RuleBroken):
    sentence = (
        "Tệp mẫu có trường tự động «%(field)s» có thể lấy nội dung từ nơi khác hoặc chạy chương trình. "
        "Xin bấm vào chỗ đó, nhấn Ctrl+Shift+F9 để đổi thành chữ, rồi gửi lại."
    )


class PlaceholderUnknown(RuleBroken):
    sentence = "Chỗ điền {{%(name)s}} không có. Các chỗ điền được dùng: %(known)s."


class PlaceholderUnclosed(RuleBroken):
    sentence = (
        "Có chỗ mở {{ mà không đóng }}, ở «%(near)s». Xin sửa lại cho đủ hai dấu ngoặc mỗi bên."
    )


class PlaceholderNotAlone(RuleBroken):
    sentence = (
        "{{%(name)s}} là bảng hoặc biểu đồ nên phải đứng một mình trong một đoạn. Xin tách ra đoạn "
        "riêng."
    )


class NoPlaceholder(RuleBroken):
    sentence = "Tệp mẫu không có chỗ điền nào (ví dụ {{co_quan}}). Xin thêm chỗ điền rồi gửi lại."


def check_package(content: bytes) -> None:
    """That it is a Word file without macros which opens to a reasonable size; nothing is unpacked."""
    if not content:
        raise TemplateEmpty
    if len(content) > LARGEST:
        raise TemplateTooLarge
    try:
        entries = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise TemplateNotWord from error
    names = [one.filename.lower() for one in entries]
    if any(one.endswith("vbaproject.bin") or "/activex/" in one for one in names):
        raise TemplateHasMacros
    if "word/document.xml" not in names or "[content_types].xml" not in names:
        raise TemplateNotWord
    if len(entries) > _MOST_PARTS or sum(one.file_size for one in entries) > _UNPACKED:
        raise TemplateTooLarge


def check_dangers(
    macros: Sequence[str], external: Sequence[str], objects: Sequence[str], fields: Sequence[str]
) -> None:
    """What was found in the file: kinds of macros and objects, addresses it fetches, codes of fields."""
    if macros:
        raise TemplateHasMacros
    for target in external:
        raise TemplateFetches(target=target[:80])
    for kind in objects:
        raise TemplateHasObjects(kind=kind[:40])
    for field in fields:
        raise TemplateHasField(field=field[:60])


def check_placeholders(
    paragraphs: Sequence[str], known: Collection[str], alone: Collection[str]
) -> set[str]:
    """The placeholders used. `alone`: beginnings ("bang.") of those that fill a whole paragraph."""
    used: set[str] = set()
    for text in paragraphs:
        if _OPEN.search(text):
            raise PlaceholderUnclosed(near=text.strip()[:60])
        for written in PLACEHOLDER.findall(text):
            name = written.lower()
            if name not in known:
                listed = ", ".join("{{" + one + "}}" for one in known)
                raise PlaceholderUnknown(name=written[:60], known=listed)
            if name.startswith(tuple(alone)) and PLACEHOLDER.sub("", text, count=1).strip():
                raise PlaceholderNotAlone(name=name)
            used.add(name)
    if not used:
        raise NoPlaceholder
    return used
