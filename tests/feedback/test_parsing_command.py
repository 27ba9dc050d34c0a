"""`flask feedback parse`: the outline, the JSON, what is refused."""

import json
from pathlib import Path

from flask import Flask

from tests.feedback.word_files import paragraph, word_file

TEXT = (
    "Điều 1. Phạm vi\n\nQuy chế này quy định việc tiếp dân.\n\nĐiều 3. Hiệu lực\n\n1. Từ ngày ký."
)


def draft(folder: Path, name: str = "du-thao.txt", data: bytes = TEXT.encode()) -> str:
    file = folder / name
    file.write_bytes(data)
    return str(file)


def test_the_outline_shows_kind_number_title_and_words(app: Flask, tmp_path: Path) -> None:
    done = app.test_cli_runner().invoke(args=["feedback", "parse", draft(tmp_path)])
    assert done.output.splitlines() == [
        'dieu "Điều 1" Phạm vi [12]',
        'dieu "Điều 3" Hiệu lực [4]',
        '  khoan "1." [4]',
    ]


def test_what_the_reader_doubts_is_printed_when_asked(app: Flask, tmp_path: Path) -> None:
    done = app.test_cli_runner().invoke(args=["feedback", "parse", draft(tmp_path), "--doubts"])
    assert "  ? Số không liền với số đứng trước." in done.output


def test_the_json_is_the_tree_with_the_five_keys(app: Flask, tmp_path: Path) -> None:
    done = app.test_cli_runner().invoke(args=["feedback", "parse", draft(tmp_path), "--json"])
    root = json.loads(done.output)
    assert list(root) == ["type", "number", "title", "text", "children"]
    assert root["children"][0] == {
        "type": "dieu", "number": "Điều 1", "title": "Phạm vi",
        "text": "Quy chế này quy định việc tiếp dân.", "children": [],
    }  # fmt: skip


def test_a_refused_file_ends_with_its_sentence(app: Flask, tmp_path: Path) -> None:
    file = draft(tmp_path, "a.docx", word_file(paragraph("x"), parts={"word/vbaProject.bin": "x"}))
    done = app.test_cli_runner().invoke(args=["feedback", "parse", file])
    assert done.exit_code == 1
    assert "Tệp có chứa macro." in done.output


def test_tracked_changes_are_settled_by_the_option(app: Flask, tmp_path: Path) -> None:
    added = '<w:ins w:id="1"><w:r><w:t>hai mươi</w:t></w:r></w:ins>'
    file = draft(tmp_path, "a.docx", word_file(paragraph("1. Phí ", added, " đồng.")))
    asked = app.test_cli_runner().invoke(args=["feedback", "parse", file])
    assert (asked.exit_code, "bản cuối cùng" in asked.output) == (1, True)
    settled = app.test_cli_runner().invoke(args=["feedback", "parse", file, "--changes", "final"])
    assert settled.output.splitlines() == ['section "1." [5]']
