"""What a kind of provision is called, and how a provision is named in a list or a link."""

from typing import Protocol

from flask_babel import gettext as _

from base.words import N_
from feedback.provisions import ProvisionType

KIND_WORDS: dict[ProvisionType, str] = {
    ProvisionType.LEGAL_BASIS: N_("Căn cứ"),
    ProvisionType.PHAN: N_("Phần"),
    ProvisionType.CHUONG: N_("Chương"),
    ProvisionType.MUC: N_("Mục"),
    ProvisionType.DIEU: N_("Điều"),
    ProvisionType.KHOAN: N_("Khoản"),
    ProvisionType.DIEM: N_("Điểm"),
    ProvisionType.SECTION: N_("Đề mục"),
    ProvisionType.BULLET: N_("Gạch đầu dòng"),
    ProvisionType.PARAGRAPH: N_("Đoạn"),
    ProvisionType.TABLE: N_("Bảng"),
    ProvisionType.SIGNATURE: N_("Chữ ký"),
    ProvisionType.RECIPIENTS: N_("Nơi nhận"),
    ProvisionType.ANNEX: N_("Phụ lục"),
    ProvisionType.FOOTNOTE: N_("Chú thích"),
}


class Named(Protocol):
    """A node of a tree or a row of `provision`."""

    @property
    def number(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...


def kind_word(kind: str) -> str:
    return _(KIND_WORDS[ProvisionType(kind)])


def short_label(one: Named, kind: str, most: int = 60) -> str:
    """«Điều 3. Việc cưới»; without a number and title the first words of the text."""
    words = " ".join(part for part in (one.number, one.title) if part)
    if not one.title:
        words = f"{words} {one.text}".strip()
    words = " ".join(words.split()) or kind_word(kind)
    return words if len(words) <= most else words[:most].rsplit(" ", 1)[0] + " …"


def table_rows(text: str) -> list[list[str]]:
    """The cells of a table's text, which has a line for each row and a tab between cells."""
    return [line.split("\t") for line in text.split("\n")]
