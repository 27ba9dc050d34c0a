"""Pure decisions about groups of near-identical comments: what must never fall together."""

import re
from collections.abc import Collection

from base.rules import RuleBroken

_NUMBER = re.compile(r"\d+(?:[.,/]\d+)*")
# Polite words around what somebody says; of a text without diacritics.
_OPENING = re.compile(
    r"(?:kinh (?:gui|thua)[^.,:;!]{0,60}"
    r"|theo (?:toi|gia dinh toi|y kien cua toi)|ve phia (?:toi|gia dinh toi)|toi thay(?: rang)?"
    r"|(?:day la )?y kien cua (?:toi|gia dinh toi)(?: la)?"
    r"|toi xin (?:co y kien|gop y)(?: nhu sau)?)\s*[.,:;!-]+\s*"
)
_CLOSING = re.compile(
    r"\s*[.,;!-]+\s*(?:(?:toi )?(?:xin )?(?:chan thanh |tran trong )?cam on[^.,;!]{0,40}"
    r"|(?:xin )?tran trong|mong duoc xem xet)\s*[.!]*$"
)
_LEFT = 12  # letters that must be left: «Theo tôi, không» keeps its opening
_NEGATIONS = frozenset(("khong", "chua", "chang"))


class GroupTooSmall(RuleBroken):
    sentence = "Một nhóm cần ít nhất hai ý kiến. Xin đánh dấu thêm ý kiến."


class GroupAcrossPlaces(RuleBroken):
    sentence = "Chỉ gộp nhóm được các ý kiến về cùng một điều, khoản của dự thảo."


class GroupAcrossStances(RuleBroken):
    is_custody = True
    sentence = (
        "Chỉ gộp nhóm được các ý kiến có cùng một lựa chọn (đồng ý, không đồng ý…), để ý kiến phản đối "
        "không nằm khuất trong nhóm ý kiến ủng hộ."
    )


def sense_mark(folded: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Numbers and negations of a text without diacritics, in order.

    «Tôi đồng ý» and «Tôi không đồng ý», «22 giờ» and «23 giờ» look nearly the same and say
    different things, so only texts with an equal mark may share a group.
    """
    numbers = tuple(sorted(_NUMBER.findall(folded)))
    negations = tuple(sorted(word for word in re.findall(r"\w+", folded) if word in _NEGATIONS))
    return numbers, negations


def without_courtesies(folded: str) -> str:
    """A text without diacritics less its polite opening and closing, so that «Kính gửi …» and «Theo tôi:»

    do not keep apart people who say the same. Too little left: the text as it was.
    """
    text = folded
    while (opening := _OPENING.match(text)) is not None:
        text = text[opening.end() :]
    while (closing := _CLOSING.search(text)) is not None:
        text = text[: closing.start()]
    text = text.rstrip(" .!")
    return text if len(text) >= _LEFT else folded


def check_joinable(place_ids: Collection[int | None], stances: Collection[str], count: int) -> None:
    """`place_ids`: the provisions of those to be joined (None: the whole draft); `stances`: theirs.

    One comment stands for its group on the public page: it must say what the others say.
    """
    if count < 2:
        raise GroupTooSmall
    if len(set(place_ids)) > 1:
        raise GroupAcrossPlaces
    if len(set(stances)) > 1:
        raise GroupAcrossStances
