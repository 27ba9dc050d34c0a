"""How a provision is cited in Vietnamese: «điểm a khoản 2 Điều 5», the smallest unit first."""

from collections.abc import Sequence

from feedback.provisions import ProvisionType
from feedback.rules.comparing import Piece

_WORDS = {
    ProvisionType.KHOAN: "khoản",
    ProvisionType.DIEM: "điểm",
    ProvisionType.SECTION: "mục",
    ProvisionType.BULLET: "gạch đầu dòng",
    ProvisionType.PARAGRAPH: "đoạn",
    ProvisionType.TABLE: "bảng",
    ProvisionType.LEGAL_BASIS: "căn cứ",
    ProvisionType.SIGNATURE: "chữ ký",
    ProvisionType.RECIPIENTS: "nơi nhận",
    ProvisionType.FOOTNOTE: "chú thích",
}
_ENOUGH = {ProvisionType.DIEU, ProvisionType.CHUONG, ProvisionType.PHAN, ProvisionType.ANNEX}


def cite(pieces: Sequence[Piece], index: int) -> str:
    """An article's number runs through the document, so nothing above it is named."""
    words: list[str] = []
    at: int | None = index
    while at is not None:
        piece = pieces[at]
        words.append(_name(piece))
        at = None if ProvisionType(piece.type) in _ENOUGH else piece.parent
    return " ".join(words)


def _name(piece: Piece) -> str:
    number = " ".join(piece.number.split()).rstrip(".:)")
    word = _WORDS.get(ProvisionType(piece.type), "")
    if not word:
        return number or " ".join(piece.title.split()[:6]) or piece.path
    if number and number[0].isalnum():
        return f"{word} {number}"
    place = piece.path.rsplit("-", 1)[-1]
    return f"{word} thứ {place}" if place.isdecimal() else word
