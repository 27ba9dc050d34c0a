"""Documents of our own in the form of real ones, each beside the outline a reader would draw of it."""

import re
import textwrap
from pathlib import Path

import pytest

from feedback.parsing import doubts
from feedback.parsing.files import read_file
from feedback.provisions import Node, ProvisionType
from tests.feedback.drafts import check_nothing_lost, find, outline_of, sketch, tree_of
from tests.feedback.word_files import paragraph, word_file

MADE_UP = Path(__file__).parent / "made_up"
NAMES = sorted(path.stem for path in MADE_UP.glob("*.txt"))
WITHOUT_TABLES = [
    name for name in NAMES if not re.search(r"[|\t]", (MADE_UP / f"{name}.txt").read_text())
]


def text_of(name: str) -> str:
    return (MADE_UP / f"{name}.txt").read_text()


@pytest.mark.parametrize("name", NAMES)
def test_a_made_up_document_has_the_tree_drawn_beside_it(name: str) -> None:
    assert sketch(tree_of(text_of(name))) == (MADE_UP / f"{name}.outline").read_text().splitlines()


@pytest.mark.parametrize("name", NAMES)
def test_every_letter_of_a_made_up_document_is_in_the_tree_once_and_in_order(name: str) -> None:
    printed = re.sub(r"^(-{3,}|\|[-|]+\|)$", "", text_of(name), flags=re.MULTILINE).replace(
        "|", " "
    )
    check_nothing_lost(tree_of(text_of(name)), printed)


def wrapped(text: str, width: int, between: str) -> str:
    lines = (textwrap.wrap(line, width, break_on_hyphens=False) for line in text.splitlines())
    return between.join("\n".join(line) for line in lines if line)


def rows(root: Node) -> tuple[list[tuple[int, str, str, str, int]], list[str]]:
    return outline_of(root), root.words()


@pytest.mark.parametrize("between", ["\n", "\n\n"])
@pytest.mark.parametrize("width", [66, 80, 95])
@pytest.mark.parametrize("name", WITHOUT_TABLES)
def test_the_tree_does_not_depend_on_where_lines_are_broken(
    name: str, width: int, between: str
) -> None:
    assert rows(tree_of(wrapped(text_of(name), width, between))) == rows(tree_of(text_of(name)))


@pytest.mark.parametrize("name", WITHOUT_TABLES)
def test_the_same_words_in_word_have_the_same_tree(name: str) -> None:
    lines = [line for line in text_of(name).splitlines() if line.strip()]
    _, root = read_file(word_file(*map(paragraph, lines)), "du-thao.docx")
    assert rows(root) == rows(tree_of(text_of(name)))


def test_articles_quoted_by_an_amending_text_are_none_of_its_own() -> None:
    root = tree_of(text_of("nghi-quyet-sua-doi"))
    assert [node.number for node in root.walk() if node.type is ProvisionType.DIEU] == [
        "Điều 1", "Điều 2", "Điều 3",
    ]  # fmt: skip
    clause = find(root, "2.", ProvisionType.KHOAN)
    assert clause.children[0].text == "“Điều 3a. Miễn, giảm phí"


def test_a_number_printed_twice_or_left_out_is_kept_and_doubted() -> None:
    articles = [node for node in tree_of(text_of("luat")).walk() if node.type is ProvisionType.DIEU]
    assert [(node.number, node.doubts) for node in articles[-2:]] == [
        ("Điều 7", (doubts.NUMBER_SKIPPED,)),
        ("Điều 7", (doubts.NUMBER_REPEATED,)),
    ]


def test_a_reference_broken_by_the_end_of_a_line_is_no_article() -> None:
    clause = find(tree_of(text_of("luat")), "Điều 3").children[1]
    assert clause.text.endswith("điểm a khoản 1 Điều 5. Trường hợp khẩn cấp thì thực hiện ngay.")


def test_an_article_without_a_stop_is_read_and_doubted() -> None:
    article = find(tree_of(text_of("huong-uoc")), "Điều 5")
    assert (article.title, article.doubts) == ("Vệ sinh môi trường", (doubts.MAY_BE_HEADING,))


def test_a_paragraph_after_the_last_point_belongs_to_the_clause_and_is_doubted() -> None:
    article = find(tree_of(text_of("quyet-dinh-kem-quy-dinh")), "Chương II")
    last = find(article, "2.").children[-1]
    assert (last.type, last.doubts) == (ProvisionType.PARAGRAPH, (doubts.PLACE_UNSURE,))


def test_a_table_keeps_one_row_a_line_and_its_cells_apart() -> None:
    table = next(
        node for node in tree_of(text_of("ke-hoach")).walk() if node.type is ProvisionType.TABLE
    )
    assert table.text.splitlines()[1] == "1\tBệnh viện Đa khoa tỉnh\t400"


CONVERTED = """| ỦY BAN NHÂN DÂN<br>TỈNH SƠN HÀ | **CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM**<br>*Năm 2026* |
|---|---|

# QUYẾT ĐỊNH

<!-- Page 1 -->
![](trang-1.jpeg)

*Căn cứ Luật Tổ chức chính quyền địa phương;*

**Điều 1**. Hiệu lực

## **Chương I**

## **QUY ĐỊNH CHUNG**

1\\. Khoản một<sup>1</sup>

> a) điểm a;

| **TT** | Tên |
| --- | :---: |
| 1 | A *x* |
"""


def test_marks_a_converter_leaves_are_no_words() -> None:
    root = tree_of(CONVERTED)
    assert " ".join(root.words()) == (
        "ỦY BAN NHÂN DÂN TỈNH SƠN HÀ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Năm 2026 QUYẾT ĐỊNH "
        "Căn cứ Luật Tổ chức chính quyền địa phương; Điều 1 Hiệu lực Chương I QUY ĐỊNH CHUNG "
        "1. Khoản một¹ a) điểm a; TT Tên 1 A x"
    )
    assert find(root, "Điều 1").title == "Hiệu lực"


HEADINGS = """Chương I
QUY ĐỊNH CHUNG
Điều 1. A
Nội dung.
TÊN KHÔNG SỐ
Điều 2. B
Nội dung.
KẾT LUẬN
Đoạn cuối."""


def test_a_heading_without_a_number_is_doubted_and_does_not_break_the_row_of_articles() -> None:
    root = tree_of(HEADINGS)
    assert sketch(root) == [
        "chuong Chương I",
        " dieu Điều 1",
        " section",
        " dieu Điều 2",
        "section",
    ]
    assert root.children[1].title == "KẾT LUẬN"
    assert root.children[1].doubts == (doubts.MAY_BE_HEADING,)


def test_three_hundred_articles_are_read_and_one_missing_is_doubted() -> None:
    text = "\n".join(
        f"Điều {number}. Việc\n1. Một.\n2. Hai." for number in range(1, 302) if number != 150
    )
    articles = [node for node in tree_of(text).walk() if node.type is ProvisionType.DIEU]
    assert len(articles) == 300
    assert [node.number for node in articles if node.doubts] == ["Điều 151"]


def test_a_line_of_a_table_of_contents_is_no_article() -> None:
    root = tree_of("Điều 1. Phạm vi ........ 3\n\nĐiều 1. Phạm vi\n\nNội dung.")
    assert sketch(root) == ["paragraph", "dieu Điều 1"]


def test_numbers_alone_that_count_the_pages_are_left_out_and_said_to_be() -> None:
    root = tree_of("Điều 1. A\n\nCâu bị ngắt vì\n\n2\n\nhết giấy.\n\n3\n\nĐiều 2. B\n\nHết.\n\n4")
    assert find(root, "Điều 1").text == "Câu bị ngắt vì hết giấy."
    assert doubts.PAGE_FURNITURE_DROPPED in root.children[0].doubts
    assert tree_of("Số dân\n\n2\n\nlà hai.").words() == ["Số", "dân", "2", "là", "hai."]
