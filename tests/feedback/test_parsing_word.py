"""Word files: numbers Word prints itself, layout tables, nested tables, footnotes, tracked changes."""

import pytest

from feedback.parsing import doubts
from feedback.parsing.files import read_file
from feedback.parsing.refusals import HasChanges
from feedback.provisions import Node, ProvisionType
from tests.feedback.drafts import find, sketch
from tests.feedback.word_files import level, numbering, paragraph, run, table, word_file


def tree(*body: str, parts: dict[str, str] | None = None, changes: str | None = None) -> Node:
    return read_file(word_file(*body, parts=parts), "du-thao.docx", changes)[1]


ARTICLES = numbering(
    {
        1: [
            level(0, "decimal", "Điều %1."),
            level(1, "decimal", "%2."),
            level(2, "lowerLetter", "%3)"),
        ],
        2: [level(0, "bullet", "-")],
        3: [level(0, "upperRoman", "Chương %1")],
    }
)


def test_numbers_that_only_word_prints_come_back_and_start_anew_in_each_article() -> None:
    root = tree(
        paragraph(run("QUY ĐỊNH CHUNG", bold=True), number=(3, 0)),
        paragraph(run("Phạm vi điều chỉnh", bold=True), number=(1, 0)),
        paragraph("Khoản thứ nhất gồm:", number=(1, 1)),
        paragraph("Điểm thứ nhất;", number=(1, 2)),
        paragraph("Điểm thứ hai.", number=(1, 2)),
        paragraph("Khoản thứ hai.", number=(1, 1)),
        paragraph(run("Hiệu lực", bold=True), number=(1, 0)),
        paragraph("Khoản lại từ một.", number=(1, 1)),
        paragraph("Một gạch đầu dòng.", number=(2, 0)),
        parts={"word/numbering.xml": ARTICLES},
    )
    assert sketch(root) == [
        "chuong Chương I", " dieu Điều 1", "  khoan 1.", "   diem a)", "   diem b)", "  khoan 2.",
        " dieu Điều 2", "  khoan 1.", "   bullet -",
    ]  # fmt: skip
    assert find(root, "Điều 2").title == "Hiệu lực"


def test_a_list_that_starts_at_five_and_one_that_is_told_to_start_over_are_counted_so() -> None:
    numbers = numbering({1: [level(0, "decimal", "%1.", start=5)]}).replace(
        "</w:numbering>",
        '<w:num w:numId="7"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num></w:numbering>',
    )
    root = tree(
        paragraph("Năm.", number=(1, 0)),
        paragraph("Sáu.", number=(1, 0)),
        paragraph("Lại một.", number=(7, 0)),
        parts={"word/numbering.xml": numbers},
    )
    assert sketch(root) == ["section 5.", "section 6.", "section 1."]


def test_a_title_in_bold_is_parted_from_the_body_in_the_same_paragraph() -> None:
    root = tree(
        paragraph(run("Điều 1. Phạm vi.", bold=True), " Quy chế này quy định việc tiếp công dân.")
    )
    article = find(root, "Điều 1")
    assert (article.title, article.text) == ("Phạm vi.", "Quy chế này quy định việc tiếp công dân.")


def test_the_tables_nobody_sees_become_head_recipients_and_signature() -> None:
    root = tree(
        table(
            [
                paragraph("UBND XÃ MINH TÂN") + paragraph("Số: /QĐ-UBND"),
                paragraph("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
                + paragraph("Độc lập - Tự do - Hạnh phúc"),
            ]
        ),
        paragraph("Điều 1. Hiệu lực"),
        paragraph("Quyết định này có hiệu lực từ ngày ký."),
        table(
            [
                paragraph("Nơi nhận:") + paragraph("- Như Điều 1;") + paragraph("- Lưu: VT."),
                paragraph("TM. ỦY BAN NHÂN DÂN")
                + paragraph("CHỦ TỊCH")
                + paragraph("Nguyễn Văn An"),
            ]
        ),
    )
    assert sketch(root) == [
        "paragraph", "paragraph", "paragraph", "paragraph", "dieu Điều 1", "recipients", "signature",
    ]  # fmt: skip
    assert root.children[-1].text == "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nNguyễn Văn An"


def test_a_table_inside_a_table_keeps_every_word_in_one_row() -> None:
    inner = table(["trong một", "trong hai"], ["trong ba", "trong bốn"])
    root = tree(table(["TT", "Nội dung"], ["1", paragraph("trước") + inner + paragraph("sau")]))
    assert root.children[0].type is ProvisionType.TABLE
    assert (
        root.children[0].text == "TT\tNội dung\n1\ttrước trong một trong hai trong ba trong bốn sau"
    )


def test_a_footnote_stands_below_the_article_that_refers_to_it() -> None:
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    root = tree(
        paragraph("Điều 1. Người dân", reference, " được biết."),
        paragraph("Điều 2. Hết."),
        parts={
            "word/footnotes.xml": f'<w:footnote w:id="2">{paragraph("Gồm cả hộ gia đình.")}</w:footnote>'
        },
    )
    assert sketch(root) == ["dieu Điều 1", " footnote ¹", "dieu Điều 2"]
    assert "Người dân¹ được biết." in find(root, "Điều 1").text
    assert find(root, "¹").text == "Gồm cả hộ gia đình."


CHANGED = paragraph(
    "Điều 1. Phí là ",
    '<w:ins w:id="1"><w:r><w:t>hai mươi</w:t></w:r></w:ins>',
    '<w:del w:id="2"><w:r><w:delText>mười</w:delText></w:r></w:del>',
    " nghìn đồng.",
)


def test_a_word_file_with_changes_and_remarks_asks_which_text_is_meant() -> None:
    parts = {"word/comments.xml": '<w:comment w:id="0"/>'}
    with pytest.raises(HasChanges) as found:
        tree(CHANGED, parts=parts)
    assert (found.value.insertions, found.value.deletions, found.value.comments) == (1, 1, 1)
    assert "1 chỗ thêm" in str(found.value)


@pytest.mark.parametrize(("changes", "fee"), [("final", "hai mươi"), ("original", "mười")])
def test_the_answer_decides_which_text_is_read(changes: str, fee: str) -> None:
    assert find(tree(CHANGED, changes=changes), "Điều 1").text == f"Phí là {fee} nghìn đồng."


def test_a_picture_that_is_left_out_is_said_at_the_text_behind_it() -> None:
    picture = (
        '<w:r><w:drawing><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"/>'
        "</w:drawing></w:r>"
    )
    root = tree(paragraph("1. Sơ đồ sau."), paragraph(picture), paragraph("2. Xong."))
    assert [child.doubts for child in root.children] == [(), (doubts.PICTURE_LEFT_OUT,)]


def test_a_heading_of_word_without_a_number_is_a_section_and_doubted() -> None:
    style = (
        '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 1"/>'
        '<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    )
    root = tree(
        paragraph("1. Một."),
        paragraph("Kết luận và kiến nghị", style="H"),
        paragraph("Đoạn cuối."),
        parts={"word/styles.xml": style},
    )
    assert [(child.type, child.title) for child in root.children][1] == (
        "section",
        "Kết luận và kiến nghị",
    )
    assert root.children[1].doubts == (doubts.MAY_BE_HEADING,)


def test_text_boxes_fields_links_and_hidden_text_are_read_as_they_print() -> None:
    box = (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice><w:txbxContent>{paragraph('Trong khung.')}</w:txbxContent></mc:Choice>"
        f"<mc:Fallback><w:txbxContent>{paragraph('Trong khung.')}</w:txbxContent></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF a </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>Điều 5</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r>"
    link = "<w:hyperlink><w:r><w:t> tại đây</w:t></w:r></w:hyperlink>"
    root = tree(paragraph("1. Xem ", field, hidden, link, ".", box))
    assert root.words() == ["1.", "Xem", "Điều", "5", "tại", "đây.", "Trong", "khung."]
