"""What may lie beside a draft: kinds of files, their size, how their content must begin. Pure."""

import io
import re
import zipfile
import zlib
from collections.abc import Collection
from dataclasses import dataclass

from base.rules import RuleBroken

LARGEST = 10 * 1024 * 1024
MOST_FILES = 20
MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
}
_LARGEST_LISTS = 4 * 1024 * 1024
_MACRO = re.compile(rb"(?i)vbaproject|macroenabled")
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
    OSError,
)
_OFFICE_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}


class FileKindUnknown(RuleBroken):
    sentence = (
        "Chỉ nhận tệp PDF, Word (.docx), Excel (.xlsx) và ảnh PNG, JPEG. Xin lưu tệp sang một trong các "
        "dạng đó."
    )


class FileTooLarge(RuleBroken):
    sentence = "Tệp lớn hơn 10 MB. Xin nén ảnh trong tệp hoặc tách thành nhiều tệp."


class FileEmpty(RuleBroken):
    sentence = "Tệp trống hoặc chưa được chọn. Xin chọn lại tệp."


class FileNotWhatItSays(RuleBroken):
    sentence = "Nội dung tệp không đúng với đuôi tệp .%(ending)s. Xin mở tệp, lưu lại đúng dạng rồi gửi lại."


class FileHasMacros(RuleBroken):
    sentence = "Tệp có chứa macro nên không nhận. Xin lưu lại thành tệp không có macro."


class TooManyFiles(RuleBroken):
    sentence = "Một đợt có nhiều nhất 20 tệp. Xin gộp các tệp lại."


@dataclass(frozen=True)
class CheckedFile:
    """`media` is ours, from the checked ending; what the browser said is not believed."""

    name: str
    media: str
    content: bytes


def ending_of(name: str) -> str:
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""


def check_file(name: str, content: bytes, sniffed: Collection[str], file_count: int) -> CheckedFile:
    """`sniffed`: the endings that fit how the content begins, each with its dot."""
    if file_count >= MOST_FILES:
        raise TooManyFiles
    if len(content) > LARGEST:
        raise FileTooLarge
    return check_content(name, content, sniffed)


def check_content(name: str, content: bytes, sniffed: Collection[str]) -> CheckedFile:
    """Whatever its size: a kind we take, and what its name says it is."""
    ending = ending_of(name)
    if not content:
        raise FileEmpty
    if ending not in MEDIA:
        raise FileKindUnknown
    if f".{ending}" not in sniffed:
        raise FileNotWhatItSays(ending=ending)
    if ending in _OFFICE_PARTS:
        _check_office(ending, content)
    return CheckedFile(_plain_name(name), MEDIA[ending], content)


def _check_office(ending: str, content: bytes) -> None:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        names = archive.namelist()
        told = _told_of_parts(archive)
    except _UNREADABLE as error:
        raise FileNotWhatItSays(ending=ending) from error
    if _OFFICE_PARTS[ending] not in names:
        raise FileNotWhatItSays(ending=ending)
    is_named_so = any(one.lower().endswith("vbaproject.bin") for one in names)
    if is_named_so or _MACRO.search(told.replace(b"\0", b"")):
        raise FileHasMacros


def _told_of_parts(archive: zipfile.ZipFile) -> bytes:
    """Which part of the file is what: a macro's part may bear any name, but is told of there."""
    telling = [
        one
        for one in archive.infolist()
        if one.filename.lower() == "[content_types].xml" or one.filename.lower().endswith(".rels")
    ]
    if sum(one.file_size for one in telling) > _LARGEST_LISTS:
        raise ValueError
    return b"".join(archive.read(one) for one in telling)


def _plain_name(name: str) -> str:
    """Without folders and control characters, at most 200 characters, its ending kept."""
    bare = "".join(ch for ch in name.replace("\\", "/").rsplit("/", 1)[-1] if ch.isprintable())
    stem, _dot, ending = bare.rpartition(".")
    return f"{stem.strip()[:180] or 'tep'}.{ending.lower()}"
