"""How a provision begins on paper: «Điều 3.», «2.», «đ)», «-», and which kind that makes it."""

import re

from feedback.provisions import Node, ProvisionType

# From the largest unit to the smallest; what has no place in the order stands with the paragraphs.
RANK: dict[ProvisionType, int] = {
    kind: rank
    for rank, kinds in enumerate(
        (
            (ProvisionType.DOCUMENT,),
            (ProvisionType.ANNEX,),
            (ProvisionType.PHAN,),
            (ProvisionType.CHUONG,),
            (ProvisionType.MUC,),
            (ProvisionType.DIEU, ProvisionType.SECTION),
            (ProvisionType.KHOAN,),
            (ProvisionType.DIEM,),
            (ProvisionType.BULLET,),
            (
                ProvisionType.PARAGRAPH,
                ProvisionType.TABLE,
                ProvisionType.FOOTNOTE,
                ProvisionType.LEGAL_BASIS,
                ProvisionType.SIGNATURE,
                ProvisionType.RECIPIENTS,
            ),
        )
    )
    for kind in kinds
}
_HEADS = (
    (re.compile(r"(Phần\s+(?:thứ\s+\w+|[IVXLC]+|\d+)\b[.:]?)"), ProvisionType.PHAN),
    (re.compile(r"(Chương\s+(?:[IVXLC]+|\d+)\b[.:]?)"), ProvisionType.CHUONG),
    (re.compile(r"((?:Tiểu m|M)ục\s+(?:[IVXLC]+|\d+)\b[.:]?)"), ProvisionType.MUC),
    (re.compile(r"(Điều\s+\d+[a-zđ]?\b[.:]?)"), ProvisionType.DIEU),
    (re.compile(r"([IVX]+[.])(?=\s)"), ProvisionType.SECTION),
    (re.compile(r"(\d{1,3}[a-zđ]?[.)])(?=\s)"), ProvisionType.KHOAN),
    (re.compile(r"([a-zđ]\d?\))(?=\s)"), ProvisionType.DIEM),
    (re.compile(r"([-–+•])(?=\s)"), ProvisionType.BULLET),
)
_STAYS = {ProvisionType.TABLE, ProvisionType.LEGAL_BASIS, ProvisionType.FOOTNOTE}


def read_head(text: str, beside: ProvisionType) -> Node:
    """The node that `text` makes when it is cut off from one of kind `beside`."""
    if beside not in _STAYS:
        for pattern, kind in _HEADS:
            found = pattern.match(text)
            if found:
                if kind == ProvisionType.KHOAN and beside == ProvisionType.SECTION:
                    kind = ProvisionType.SECTION
                return Node(kind, number=found[1], text=text[found.end() :].strip())
    if beside in _STAYS or beside == ProvisionType.BULLET:
        return Node(beside, text=text)
    return Node(ProvisionType.PARAGRAPH, text=text)


_SENTENCE_ENDS = re.compile(r"(?<=[.;:!?])\s+|\n+")


def likely_cuts(text: str, most: int = 40) -> list[int]:
    """Where a text may want splitting: the starts of its lines and sentences, as character offsets."""
    return [found.end() for found in _SENTENCE_ENDS.finditer(text) if found.end() < len(text)][
        :most
    ]
