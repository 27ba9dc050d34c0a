"""What a file really is, whatever its name says; what must not be opened is refused here."""

import io
import zipfile

import olefile
import puremagic

from feedback.parsing import refusals

UNPACKED_LIMIT = 300 * 1024 * 1024
PART_LIMIT = 64 * 1024 * 1024
_RATIO_LIMIT, _RATIO_FROM = 150, 8 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EXTENSIONS = {
    "docx": "docx",
    "doc": "doc",
    "pdf": "pdf",
    "txt": "txt",
    "md": "txt",
    "text": "txt",
    "markdown": "txt",
}
_MACRO_EXTENSIONS = {"docm", "dotm"}
_CONTENTS = {
    "docx": "tài liệu Word (.docx)",
    "doc": "tài liệu Word đời cũ (.doc)",
    "pdf": "PDF",
    "txt": "văn bản thường",
}
_ENCRYPTED, _FIB_FLAGS = 0x0100, 10


def sniff(data: bytes, file_name: str) -> str:
    """docx, doc, pdf or txt; raises a DraftRefused for everything else."""
    extension = file_name.rpartition(".")[2].lower() if "." in file_name else ""
    if not data.strip(b"\0 \t\r\n"):
        raise refusals.IsEmpty
    if extension in _MACRO_EXTENSIONS:
        raise refusals.HasMacros
    kind = _kind(data)
    if extension not in _EXTENSIONS:
        raise refusals.FileKindUnknown
    if kind is None or _EXTENSIONS[extension] != kind:
        raise refusals.ExtensionWrong(
            extension=extension, content=_CONTENTS.get(kind or "") or _described(data)
        )
    return kind


def _kind(data: bytes) -> str | None:
    if data.startswith(b"PK\x03\x04"):
        return _zip_kind(data)
    if data.startswith(_OLE):
        return _ole_kind(data)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    return "txt" if _is_text(data) else None


def _zip_kind(data: bytes) -> str | None:
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise refusals.FileUnreadable from error
    _check_unpacked(entries)
    names = {entry.filename for entry in entries}
    if "word/document.xml" not in names:
        return None
    if any(entry.flag_bits & 1 for entry in entries):
        raise refusals.HasPassword
    if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        raise refusals.HasMacros
    return "docx"


def _check_unpacked(entries: list[zipfile.ZipInfo]) -> None:
    """zipfile never unpacks more of a part than the part declares, so what is declared is the bound."""
    if len(entries) > 5000 or sum(entry.file_size for entry in entries) > UNPACKED_LIMIT:
        raise refusals.FileUnpacksTooLarge
    for entry in entries:
        swells = entry.file_size > _RATIO_FROM and entry.file_size > _RATIO_LIMIT * max(
            entry.compress_size, 1
        )
        is_xml = entry.filename.lower().endswith((".xml", ".rels"))
        if swells or (is_xml and entry.file_size > PART_LIMIT):
            raise refusals.FileUnpacksTooLarge


def _ole_kind(data: bytes) -> str | None:
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            streams = {"/".join(path).lower() for path in ole.listdir(streams=True, storages=True)}
            head = ole.openstream("WordDocument").read(32) if "worddocument" in streams else b""
    except (OSError, ValueError, IndexError, TypeError) as error:
        raise refusals.FileUnreadable from error
    if "encryptedpackage" in streams:
        raise refusals.HasPassword
    if "worddocument" not in streams:
        return None
    if int.from_bytes(head[_FIB_FLAGS : _FIB_FLAGS + 2], "little") & _ENCRYPTED:
        raise refusals.HasPassword
    if any(name == "macros" or "_vba_project" in name for name in streams):
        raise refusals.HasMacros
    return "doc"


def _is_text(data: bytes) -> bool:
    head = data[:4096]
    if head.lstrip().lower().startswith((b"{\\rtf", b"<!doctype html", b"<html", b"<?xml")):
        return False
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    nulls = head.count(0)
    controls = sum(byte < 9 or 13 < byte < 27 for byte in head) - nulls
    return controls <= len(head) // 50 and (nulls == 0 or nulls > len(head) // 4)


def _described(data: bytes) -> str:
    if data.lstrip().lower().startswith(b"{\\rtf"):
        return "RTF"
    try:
        found = puremagic.from_string(data[:8192])
    except (puremagic.PureError, ValueError):
        return "loại tệp khác"
    return str(found).lstrip(".").upper() or "loại tệp khác"
