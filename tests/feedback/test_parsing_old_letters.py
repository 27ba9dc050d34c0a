"""Texts from before Unicode: .VnTime and VNI fonts in Word, old encodings in .txt, old Word files."""

import shutil
import subprocess
import unicodedata
from pathlib import Path

import docx
import pytest
from viparse.normalize.encodings import get_charmap

from feedback.parsing import doubts
from feedback.parsing.files import read_file
from feedback.parsing.legacy_letters import decode_text, guessed
from feedback.parsing.reading import read_draft
from feedback.provisions import Node, ProvisionType
from tests.feedback.drafts import find, sketch
from tests.feedback.word_files import paragraph, run, word_file

SENTENCE = (
    "Người dân được biết, được bàn và kiểm tra các khoản thu, chi của thôn; cán bộ phải trả lời rõ."
)
OLD_WORD = Path(__file__).parent / "files" / "quy-che.doc"


def in_old_letters(text: str, encoding: str) -> str:
    """What a program without the font shows: «Người» typed in .VnTime looks like «Ng­êi»."""
    charmap = get_charmap(encoding)
    assert charmap is not None
    back = {target: source for source, target in reversed(list(charmap.pairs))}
    return "".join(back.get(letter, letter) for letter in text)


def tree(*body: str) -> Node:
    return read_file(word_file(*body), "du-thao.docx")[1]


@pytest.mark.parametrize(
    ("font", "encoding", "code"),
    [(".VnTime", "tcvn3", doubts.FROM_TCVN3), ("VNI-Times", "vni", doubts.FROM_VNI)],
)
def test_old_fonts_in_word_are_turned_into_unicode_and_doubted(
    font: str, encoding: str, code: str
) -> None:
    old = in_old_letters(SENTENCE, encoding)
    assert old != SENTENCE
    root = tree(paragraph(run("1. ", font=font), run(old, font=font)), paragraph(run("2. Xong.")))
    assert find(root, "1.").text == SENTENCE
    assert find(root, "1.").doubts == (code,)
    assert find(root, "2.").doubts == ()


def test_a_letter_and_its_mark_in_two_runs_come_together() -> None:
    old = in_old_letters("được", "vni")
    root = tree(
        paragraph(run("1. ", font="VNI-Times"), *(run(sign, font="VNI-Times") for sign in old))
    )
    assert find(root, "1.").text == "được"


def test_the_capital_font_of_tcvn3_gives_capitals() -> None:
    old = in_old_letters("quyết định", "tcvn3")
    assert tree(paragraph(run(old, font=".VnTimeH"))).children[0].text == "QUYẾT ĐỊNH"


def test_unicode_text_that_wears_an_old_font_is_left_alone() -> None:
    root = tree(paragraph(run(SENTENCE, font=".VnTime")))
    assert root.children[0].text == SENTENCE
    assert root.children[0].doubts == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_unicode_encoding_of_a_text_is_read(encoding: str) -> None:
    assert decode_text((SENTENCE * 5).encode(encoding)) == (SENTENCE * 5, None)


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_a_text_file_in_old_letters_is_turned(encoding: str) -> None:
    old = in_old_letters(SENTENCE * 4, encoding)
    text, code = decode_text(old.encode("cp1252", "replace"))
    assert (text.count("?"), code) == (
        0,
        {"tcvn3": doubts.FROM_TCVN3, "vni": doubts.FROM_VNI}[encoding],
    )
    assert text == SENTENCE * 4
    assert guessed(old)[0] == SENTENCE * 4


def test_a_windows_vietnamese_text_file_is_read() -> None:
    parts = [unicodedata.normalize("NFC", letter) for letter in SENTENCE * 4]
    raw = b"".join(_windows(letter) for letter in parts)
    assert decode_text(raw) == (SENTENCE * 4, doubts.FROM_OTHER_ENCODING)


def _windows(letter: str) -> bytes:
    """Windows-1258 writes a letter and its tone apart."""
    try:
        return letter.encode("cp1258")
    except UnicodeEncodeError:
        apart = unicodedata.normalize("NFD", letter)
        tones = [sign for sign in apart if sign in "\u0300\u0301\u0303\u0309\u0323"]
        base = unicodedata.normalize("NFC", "".join(sign for sign in apart if sign not in tones))
        return base.encode("cp1258") + "".join(tones).encode("cp1258")


def test_letters_and_accents_stored_apart_are_put_together() -> None:
    root = tree(paragraph(run(unicodedata.normalize("NFD", SENTENCE))))
    assert root.children[0].text == SENTENCE


def test_an_old_word_file_is_read_without_any_other_program() -> None:
    kind, root = read_file(OLD_WORD.read_bytes(), "quy-che.doc")
    assert kind == "doc"
    assert sketch(root)[:3] == ["paragraph", "paragraph", "paragraph"]
    assert [node.number for node in root.walk() if node.type is ProvisionType.DIEU] == [
        "Điều 1", "Điều 2", "Điều 3", "Điều 4",
    ]  # fmt: skip
    assert (
        next(node for node in root.walk() if node.type is ProvisionType.TABLE).text.count("\t") == 6
    )


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_numbers_of_an_old_word_file_come_back_where_libreoffice_is_installed(
    tmp_path: Path,
) -> None:
    document = docx.Document()
    document.add_paragraph("Điều 1. Phạm vi")
    for text in ("Khoản một.", "Khoản hai."):
        document.add_paragraph(text, style="List Number")
    document.save(str(tmp_path / "a.docx"))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [
            "soffice",
            "--headless",
            profile,
            "--convert-to",
            "doc",
            "--outdir",
            tmp_path,
            tmp_path / "a.docx",
        ],
        check=True,
        capture_output=True,
    )
    reading = read_draft((tmp_path / "a.doc").read_bytes(), "a.doc")
    assert reading.kind == "doc"
    assert sketch(reading.root) == ["dieu Điều 1", " khoan 1.", " khoan 2."]
