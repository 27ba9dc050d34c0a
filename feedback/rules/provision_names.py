"""What a provision is called in a table: "Điểm a khoản 2 Điều 3", "Mục II.1.a", "Căn cứ"."""

import re
from collections.abc import Sequence

_TAIL = re.compile(r"[\s.):;,\-–—/]+$")
_WORDS = {
    "legal_basis": "Căn cứ",
    "paragraph": "Đoạn",
    "bullet": "Gạch đầu dòng",
    "table": "Bảng",
    "signature": "Phần ký",
    "recipients": "Nơi nhận",
    "footnote": "Chú thích",
    "annex": "Phụ lục",
}
WHOLE_DRAFT = "Toàn bộ dự thảo"


def provision_name(chain: Sequence[tuple[str, str, str]]) -> str:
    """`chain`: (type, number, title) from the outermost provision to the one meant; empty: whole draft.

    Only what identifies it is named: from the article inwards, else from the outermost section.
    """
    if not chain:
        return WHOLE_DRAFT
    kinds = [kind for kind, _number, _title in chain]
    if kinds[-1] in ("khoan", "diem", "bullet", "paragraph") and "dieu" in kinds:
        return _inside_article(chain[kinds.index("dieu") :])
    if kinds[-1] == "section":
        return _section_name(chain)
    return _own_name(*chain[-1])


def _inside_article(chain: Sequence[tuple[str, str, str]]) -> str:
    parts = [_small_name(*one) for one in reversed(chain[1:])]
    name = " ".join([*parts, _bare(chain[0][1]) or _own_name(*chain[0])])
    return name[:1].upper() + name[1:]


def _small_name(kind: str, number: str, title: str) -> str:
    if kind in ("khoan", "diem") and number:
        return f"{'khoản' if kind == 'khoan' else 'điểm'} {_bare(number)}"
    return _own_name(kind, number, title).lower()


def _section_name(chain: Sequence[tuple[str, str, str]]) -> str:
    numbers = [_bare(number) for kind, number, _title in chain if kind == "section" and number]
    return f"Mục {'.'.join(numbers)}" if numbers else _own_name(*chain[-1])


def _own_name(kind: str, number: str, title: str) -> str:
    if _bare(number) and kind not in ("bullet",):
        return _bare(number)
    return title.strip()[:80] or _WORDS.get(kind, "Đoạn")


def _bare(number: str) -> str:
    """ "Điều 3." → "Điều 3", "a)" → "a"."""
    return _TAIL.sub("", number.strip())
