"""Trees of drafts written short, for tests."""

from feedback.provisions import Node, ProvisionType

T = ProvisionType


def document(*children: Node) -> Node:
    return Node(T.DOCUMENT, children=children)


def article(number: int | str, title: str, *children: Node, text: str = "") -> Node:
    return Node(T.DIEU, f"Điều {number}.", title, text, children)


def clause(number: int | str, text: str, *children: Node) -> Node:
    return Node(T.KHOAN, f"{number}.", "", text, children)


def point(letter: str, text: str) -> Node:
    return Node(T.DIEM, f"{letter})", "", text)


def paragraph(text: str) -> Node:
    return Node(T.PARAGRAPH, text=text)


def section(number: str, title: str, *children: Node | str) -> Node:
    nodes = tuple(paragraph(one) if isinstance(one, str) else one for one in children)
    return Node(T.SECTION, number, title, "", nodes)


def chapter(number: str, title: str, *children: Node) -> Node:
    return Node(T.CHUONG, f"Chương {number}", title, "", children)


HYGIENE = "Mỗi hộ quét dọn đường làng ngõ xóm vào sáng thứ bảy hằng tuần."
NOISE = "Loa đài chỉ mở từ 6 giờ đến 22 giờ, không gây ồn cho hàng xóm."
WEDDING = "Đám cưới tổ chức gọn nhẹ trong một ngày, không dựng rạp lấn lòng đường."
FUND = "Quỹ thôn do các hộ tự nguyện đóng góp, thu chi công khai tại nhà văn hóa."
CATTLE = "Trâu bò thả rông phá hoại hoa màu thì chủ nuôi phải bồi thường thiệt hại."


def village_rules() -> Node:
    """A quy ước: two chapters, four articles, eight clauses."""
    return document(
        chapter(
            "I",
            "NẾP SỐNG VĂN MINH",
            article(1, "Vệ sinh môi trường", clause(1, HYGIENE), clause(2, CATTLE)),
            article(2, "Trật tự, yên tĩnh", clause(1, NOISE)),
            article(3, "Việc cưới", clause(1, WEDDING)),
        ),
        chapter("II", "QUỸ CỦA THÔN", article(4, "Đóng góp và thu chi", clause(1, FUND))),
    )
