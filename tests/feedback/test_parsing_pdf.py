"""PDFs with text: paragraphs from where lines stand, page numbers left out, sentences joined over pages."""

from pathlib import Path

import pytest

from feedback.parsing import doubts
from feedback.parsing.files import read_file
from feedback.provisions import Node
from tests.feedback.drafts import find, sketch, tree_of
from tests.feedback.pdf_files import pdf_of

MADE_UP = Path(__file__).parent / "made_up"
NAMES = (
    "hon-hop",
    "huong-uoc",
    "luat",
    "nghi-quyet-sua-doi",
    "quyet-dinh-kem-quy-dinh",
    "to-trinh",
)


def tree(data: bytes) -> Node:
    return read_file(data, "du-thao.pdf")[1]


def lines_of(name: str) -> list[str]:
    text = (MADE_UP / f"{name}.txt").read_text()
    return [line for line in text.splitlines() if line.strip() and not line.startswith("---")]


@pytest.mark.parametrize("height", [29.7, 14])
@pytest.mark.parametrize("name", NAMES)
def test_a_pdf_has_the_tree_its_text_has(name: str, height: float) -> None:
    text = tree_of("\n\n".join(lines_of(name)))
    assert sketch(tree(pdf_of(lines_of(name), height))) == sketch(text)


SENTENCE = "Ủy ban nhân dân xã công khai, minh bạch việc thu, chi các khoản đóng góp của Nhân dân."
LONG = " ".join([SENTENCE] * 9)


def test_a_paragraph_of_many_lines_and_sentences_is_one_and_ends_where_the_next_begins() -> None:
    root = tree(pdf_of(["Điều 1. Công khai", LONG, LONG, "Điều 2. Hiệu lực"]))
    assert [child.text for child in find(root, "Điều 1").children] == [LONG, LONG]


def test_paragraphs_that_are_not_set_in_are_told_apart_by_the_space_between() -> None:
    root = tree(pdf_of(["Điều 1. Công khai", LONG, LONG, "Điều 2. Hiệu lực"], indent=0, spacing=2))
    assert [child.text for child in find(root, "Điều 1").children] == [LONG, LONG]


def test_page_numbers_and_running_lines_are_left_out_and_said_to_be() -> None:
    root = tree(pdf_of(["Điều 1. Công khai", *[LONG] * 6], height=12))
    words = " ".join(root.words())
    assert words == " ".join(["Điều 1 Công khai", *[LONG] * 6])
    assert doubts.PAGE_FURNITURE_DROPPED in root.children[0].doubts


def test_a_number_that_is_no_page_number_stays() -> None:
    root = tree(pdf_of(["Điều 1. Công khai", LONG, "2026", LONG]))
    assert "2026" in [node.text for node in root.walk()]


def test_a_sentence_over_two_pages_is_joined_around_the_footnote_between() -> None:
    body = [LONG, f"#{LONG[:-1]}#footnote[Gồm cả hộ gia đình.] và tổ chức.", LONG]
    root = tree(pdf_of(["Điều 1. Công khai", *body], height=13))
    article = find(root, "Điều 1")
    kinds = [str(child.type) for child in article.children]
    assert kinds.count("footnote") == 1
    assert kinds.count("paragraph") == 3
    assert find(article, "¹").text == "Gồm cả hộ gia đình."
    assert any("của Nhân dân¹ và tổ chức." in child.text for child in article.children)


def test_a_table_is_guessed_and_doubted() -> None:
    table = (
        "#table(columns: (2cm, 8cm, 3cm), [TT], [Đơn vị], [Số phiếu], [1], [Xã Bình Minh], [400])"
    )
    root = tree(pdf_of(["Điều 1. Danh sách", "Các đơn vị sau đây khảo sát:", f"#{table}"]))
    found = next(node for node in root.walk() if node.type == "table")
    assert found.text.splitlines() == ["TT\tĐơn vị\tSố phiếu", "1\tXã Bình Minh\t400"]
    assert found.doubts == (doubts.TABLE_GUESSED,)


def test_the_head_of_a_document_side_by_side_is_read_one_column_after_the_other() -> None:
    cells = (
        "[UBND TỈNH SƠN HÀ], [CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM], [SỞ NỘI VỤ], [Độc lập - Tự do]"
    )
    head = f"#grid(columns: (1fr, 1fr), row-gutter: 1em, align: center, {cells})"
    root = tree(pdf_of([f"#{head}", "Điều 1. Công khai", LONG]))
    assert "UBND TỈNH SƠN HÀ" in [child.text for child in root.children]
    assert "dieu Điều 1" in sketch(root)
