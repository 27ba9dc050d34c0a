"""Pure decisions about groups of near-identical comments: what must never fall together."""

import re
from collections.abc import Collection

from base.rules import RuleBroken

_NUMBER = re.compile(r"\d+(?:[.,/]\d+)*")
_NEGATIONS = frozenset(("khong", "chua", "chang"))


class GroupTooSmall(RuleBroken):
    sentence = "Một nhóm cần ít nhất hai ý kiến. Xin đánh dấu thêm ý kiến."


class GroupAcrossPlaces(RuleBroken):
    sentence = "Chỉ gộp nhóm được các ý kiến về cùng một điều, khoản của dự thảo."


def sense_mark(folded: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Numbers and negations of a text without diacritics, in order.

    «Tôi đồng ý» and «Tôi không đồng ý», «22 giờ» and «23 giờ» look nearly the same and say
    different things, so only texts with an equal mark may share a group.
    """
    numbers = tuple(sorted(_NUMBER.findall(folded)))
    negations = tuple(sorted(word for word in re.findall(r"\w+", folded) if word in _NEGATIONS))
    return numbers, negations


def check_joinable(place_ids: Collection[int | None], count: int) -> None:
    """`place_ids`: the provisions of those to be joined (None: the whole draft)."""
    if count < 2:
        raise GroupTooSmall
    if len(set(place_ids)) > 1:
        raise GroupAcrossPlaces
