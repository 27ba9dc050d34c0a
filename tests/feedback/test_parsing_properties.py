"""Whatever a draft looks like, no word of it is lost, doubled or moved."""

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback.parsing.files import read_file
from feedback.parsing.outline import own_word_count
from feedback.provisions import Node, from_json, text_hash, to_json
from tests.feedback.drafts import check_nothing_lost, tree_of
from tests.feedback.word_files import paragraph, run, table, word_file

WORDS = re.findall(
    r"\S+",
    """Ủy ban nhân dân xã lấy ý kiến cộng đồng dân cư về việc đóng góp xây dựng nhà văn hóa thôn theo quy định
    tại khoản Điều của Luật Thực hiện dân chủ ở cơ sở 12.400 đồng 91,5% năm 2026 và các hộ gia đình""",
)
NUMBERS = re.findall(
    r"[^|\n]+",
    """Phần thứ nhất|PHẦN II|Chương I|CHƯƠNG II:|Chương 3.|Mục 1|Mục 2.|Tiểu mục 1.
Điều 1.|Điều 2.|Điều 2:|Điều 3|Điều 5a.|ĐIỀU 7.|Điều 3 của Luật này|A.|B.|C.|I.|II.|IV.|V|1.|2.|3.|1/|1-
1.1.|1.2|2.1.1.|a)|b)|đ)|a.|(1)|(2)|(i)|(ii)|1)|-|–|+|•|*|“Điều 4.|“1.|”|”.|[1]|¹|Căn cứ|Theo đề nghị của
Nơi nhận:|PHỤ LỤC|PHỤ LỤC I|Phụ lục số 2|Mẫu số 01|QUY CHẾ|(Ban hành kèm theo Quyết định|TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH|QUYẾT NGHỊ:|KẾT LUẬN CHUNG|Trên đây là|CỘNG HÒA XÃ HỘI CHỦ NGHĨA""",
)
_NOTE = re.compile(r"¹|\[1\]|\(\d\)")
ENDS = ("", ".", ";", ":", ",", "./.", "”", "...")

sentences = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)
lines = st.tuples(st.sampled_from(("", *NUMBERS)), sentences, st.sampled_from(ENDS)).map(
    lambda parts: (f"{parts[0]} {parts[1]}".strip() + parts[2]).strip()
)
drafts = st.lists(lines.filter(lambda line: re.search(r"\w", line)), min_size=1, max_size=30)
thorough = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check(root: Node, draft: list[str], printed: str) -> None:
    """A footnote that cuts a sentence in two is put behind it; all else keeps its order."""
    check_nothing_lost(root, printed, in_order=not any(_NOTE.match(line) for line in draft))
    assert sum(own_word_count(node) for node in root.walk()) == len(root.words())
    again = from_json(to_json(root))
    assert again == root
    assert text_hash(again) == text_hash(root)


@thorough
@given(drafts, st.sampled_from(["\n", "\n\n", "\r\n"]))
def test_a_text_gives_all_its_words_back_in_order(draft: list[str], between: str) -> None:
    check(tree_of(between.join(draft)), draft, " ".join(draft))


@settings(thorough, max_examples=150)
@given(drafts, st.integers(0, 29), st.booleans())
def test_a_word_file_gives_all_its_words_back_in_order(
    draft: list[str], at: int, bold: bool
) -> None:
    body = [paragraph(run(line, bold=bold and len(line) % 2 == 0)) for line in draft]
    body.insert(at, table(["TT", "Nội dung"], ["1", table(["trong", "cùng"])]))
    printed = [*draft[:at], "TT Nội dung 1 trong cùng", *draft[at:]]
    check(read_file(word_file(*body), "a.docx")[1], draft, " ".join(printed))
