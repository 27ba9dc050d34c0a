"""Files that are not taken, each with a sentence; and the limits of the child process that reads."""

import io
import struct
import subprocess
import sys
import time
import zipfile

import pypdf
import pytest
import typst

from feedback.parsing import refusals
from feedback.parsing.child import answer
from feedback.parsing.files import read_file
from feedback.parsing.reading import SIZE_LIMIT, read_draft, read_pasted
from feedback.parsing.sniffing import sniff
from tests.feedback.word_files import paragraph, word_file

ARTICLE = "Điều 1. Phạm vi\n\nQuy chế này quy định việc tiếp công dân."
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def pdf_of(markup: str) -> bytes:
    return typst.compile(f'#set text(font: "Be Vietnam Pro")\n{markup}'.encode())


def refused(data: bytes, name: str) -> type[refusals.DraftRefused]:
    with pytest.raises(refusals.DraftRefused) as found:
        read_file(data, name)
    assert "%(" not in str(found.value)
    return type(found.value)


def test_a_word_file_with_a_macro_is_refused_under_any_name() -> None:
    data = word_file(paragraph("Điều 1."), parts={"word/vbaProject.bin": "x"})
    assert refused(data, "du-thao.docx") is refusals.HasMacros
    assert refused(word_file(paragraph("Điều 1.")), "du-thao.docm") is refusals.HasMacros


def test_a_file_that_is_not_what_its_name_says_is_refused_and_named() -> None:
    with pytest.raises(refusals.ExtensionWrong) as found:
        read_file(word_file(paragraph("Điều 1.")), "du-thao.pdf")
    assert "tài liệu Word (.docx)" in str(found.value)
    assert refused(ARTICLE.encode(), "du-thao.docx") is refusals.ExtensionWrong
    assert refused(b"{\\rtf1 abc}", "du-thao.doc") is refusals.ExtensionWrong
    assert (
        refused(b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "du-thao.txt") is refusals.ExtensionWrong
    )


def test_kinds_of_file_that_are_not_drafts_are_refused() -> None:
    assert refused(b"a,b", "bang.csv") is refusals.FileKindUnknown
    assert refused(ARTICLE.encode(), "du-thao") is refusals.FileKindUnknown


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "a.txt"),
        (b" \r\n\t", "a.md"),
        (word_file(paragraph(" ")), "a.docx"),
        (word_file(), "a.docx"),
    ],
)
def test_a_file_without_a_word_is_refused(data: bytes, name: str) -> None:
    assert refused(data, name) is refusals.IsEmpty


def test_a_damaged_file_is_refused() -> None:
    whole = word_file(paragraph("Điều 1."))
    assert refused(whole[: len(whole) // 2], "a.docx") is refusals.FileUnreadable
    at = whole.index(b"word/document.xml") + 40
    assert (
        refused(whole[:at] + b"\xff\x00" * 8 + whole[at + 16 :], "a.docx")
        is refusals.FileUnreadable
    )
    assert refused(b"%PDF-1.7\nnothing more", "a.pdf") is refusals.FileUnreadable
    assert refused(OLE + bytes(600), "a.doc") is refusals.FileUnreadable


def test_a_word_file_that_swells_is_not_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (65 * 1024 * 1024))
    assert len(out.getvalue()) < 200_000
    assert refused(out.getvalue(), "a.docx") is refusals.FileUnpacksTooLarge


def test_entities_in_a_word_file_are_refused() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;">]>'
    with zipfile.ZipFile(io.BytesIO(word_file(paragraph("Điều 1. @")))) as archive:
        document = archive.read("word/document.xml").decode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", bomb + document.replace("@", "&c;"))
    assert refused(out.getvalue(), "a.docx") is refusals.FileUnreadable


def test_a_pdf_of_pictures_is_refused_as_a_scan() -> None:
    scan = pdf_of("#rect(width: 10cm, height: 20cm, fill: luma(200))\n#pagebreak()\n#circle()")
    assert refused(scan, "quet.pdf") is refusals.IsScan


def test_a_pdf_with_a_password_is_refused_and_one_that_only_forbids_printing_is_read() -> None:
    for password, taken in (("bi-mat", False), ("", True)):
        writer = pypdf.PdfWriter(
            clone_from=io.BytesIO(pdf_of("Điều 1. Người dân được biết mọi việc."))
        )
        writer.encrypt(user_password=password, owner_password="chu", algorithm="AES-256")
        out = io.BytesIO()
        writer.write(out)
        if taken:
            assert "Người dân được biết mọi việc." in " ".join(
                read_file(out.getvalue(), "a.pdf")[1].words()
            )
        else:
            assert refused(out.getvalue(), "a.pdf") is refusals.HasPassword


def ole_file(names: list[str], head: bytes = b"") -> bytes:
    """The least file olefile reads: a sector each for the FAT, the directory and every stream."""
    count = len(names)
    end, free, fat_mark = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    header = OLE + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 64, end, 0, end, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", free) * 108
    fat = [fat_mark, end, *([end] * count)] + [free] * (126 - count)
    entries = b""
    for at, name in enumerate(["Root Entry", *names]):
        raw = name.encode("utf-16-le") + b"\0\0"
        child = 1 if at == 0 and count else free
        right = at + 1 if 0 < at < count else free
        kind, start, size = (5, end, 0) if at == 0 else (2, at + 1, 4096)
        entries += raw.ljust(64, b"\0") + struct.pack(
            "<HBBIII", len(raw), kind, 1, free, right, child
        )
        entries += bytes(36) + struct.pack("<III", start, size if at else 0, 0)
    directory = entries.ljust(512, b"\0")
    body = b"".join(head.ljust(512, b"\0") for _ in names)
    return header + struct.pack("<128I", *fat) + directory + body


def test_a_word_file_with_a_password_is_refused() -> None:
    assert refused(ole_file(["EncryptedPackage"]), "a.docx") is refusals.HasPassword


def test_an_old_word_file_with_a_password_is_refused() -> None:
    encrypted = b"\xec\xa5" + bytes(8) + struct.pack("<H", 0x0100)
    assert refused(ole_file(["WordDocument"], encrypted), "a.doc") is refusals.HasPassword


def test_a_file_over_forty_megabytes_is_refused_before_anybody_opens_it() -> None:
    with pytest.raises(refusals.FileTooLarge) as found:
        read_draft(b" " * (SIZE_LIMIT + 1), "a.txt")
    assert "40 MB" in str(found.value)


def test_the_child_that_takes_too_long_is_ended() -> None:
    began = time.monotonic()
    with pytest.raises(refusals.TookTooLong):
        read_draft(("Điều 1. " + "a" * 200 + "\n\n").encode() * 150_000, "a.txt", seconds=1)
    assert time.monotonic() - began < 10


def test_the_child_that_wants_too_much_memory_is_refused() -> None:
    with pytest.raises(refusals.FileUnpacksTooLarge):
        read_draft(("Điều 1. Một điều.\n\n" * 300_000).encode(), "a.txt", memory=150 << 20)


def test_the_child_opens_no_connection_and_starts_no_program() -> None:
    for act in ("socket.socket().connect(('127.0.0.1', 9))", "subprocess.run(['true'])"):
        start = "import socket, subprocess; from feedback.parsing.child import limit"
        code = f"{start}; limit(5, 1 << 30); {act}"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        assert "PermissionError" in done.stderr


def test_what_the_child_refuses_comes_back_with_its_sentence() -> None:
    with pytest.raises(refusals.HasMacros) as found:
        read_draft(word_file(paragraph("x"), parts={"word/vbaProject.bin": "x"}), "a.docx")
    assert str(found.value) == refusals.HasMacros.sentence


def test_a_reading_says_what_it_read() -> None:
    reading = read_pasted(ARTICLE)
    assert (reading.kind, reading.media_type, reading.word_count) == ("txt", "text/plain", 13)
    assert len(reading.text_hash) == 64
    assert [child.number for child in reading.root.children] == ["Điều 1"]


def test_the_web_process_loads_no_reader_of_files() -> None:
    readers = ("docx", "pypdf", "viparse", "olefile", "lxml", "puremagic")
    code = (
        f"import sys, feedback.parsing.reading; print([m for m in {readers} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_refusal_can_come_back_from_the_child() -> None:
    for name, refusal in refusals.REFUSALS.items():
        assert refusal.__name__ == name
    assert set(refusals.DraftRefused.__subclasses__()) <= set(refusals.REFUSALS.values())
    assert answer(b"", "a.txt", None) == {"refused": "IsEmpty", "values": {}}


def test_a_text_in_two_kinds_of_name_is_the_same() -> None:
    assert sniff(ARTICLE.encode(), "a.md") == sniff(ARTICLE.encode(), "A.TXT") == "txt"
