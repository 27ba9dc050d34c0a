"""Where a numbered line hangs in the tree: which styles of number stand above which, draft by draft."""

from collections.abc import Sequence

from feedback.parsing.marks import BULLETS, DIVISIONS, Mark, Style
from feedback.provisions import ProvisionType

_RANKS = {
    Style.PHAN: 1.0,
    Style.CHUONG: 2.0,
    Style.MUC: 3.0,
    Style.TIEU_MUC: 4.0,
    Style.DIEU: 5.0,
    Style.BARE: 0.5,
    Style.CAPITAL: 6.0,
    Style.ROMAN: 7.0,
    Style.DECIMAL: 8.0,
    Style.DECIMAL_2: 9.0,
    Style.DECIMAL_3: 10.0,
    Style.DECIMAL_4: 11.0,
}
_POINTS = 20.0  # a), a., 1), (1), (i): whichever comes first stands above
_BULLET_RANK = 30.0

_TYPES = {
    Style.PHAN: ProvisionType.PHAN,
    Style.CHUONG: ProvisionType.CHUONG,
    Style.MUC: ProvisionType.MUC,
    Style.TIEU_MUC: ProvisionType.MUC,
    Style.DIEU: ProvisionType.DIEU,
}


class Levels:
    """The ranks of one draft: «I.» stands above «Điều» where the first I. comes before the first Điều."""

    def __init__(self, styles: Sequence[Style]) -> None:
        self._ranks = dict(_RANKS)
        seen = [style for style in styles if style in (Style.DIEU, Style.ROMAN, Style.CAPITAL)]
        if Style.DIEU in seen:
            above = seen[: seen.index(Style.DIEU)]
            if Style.CAPITAL in above:
                self._ranks[Style.CAPITAL] = 4.3
            if Style.ROMAN in above:
                self._ranks[Style.ROMAN] = 4.6

    def rank(self, style: Style) -> float:
        if style in BULLETS:
            return _BULLET_RANK
        return self._ranks.get(style, _POINTS)

    def depth(self, stack: Sequence[Mark], mark: Mark) -> int:
        """How many of the open branches (outermost first) stay open above this mark."""
        for at in range(len(stack) - 1, -1, -1):
            if stack[at].style is mark.style:
                return at
        rank = self.rank(mark.style)
        keep = self._above_bare(stack, mark)
        while keep and self.rank(stack[keep - 1].style) > rank:
            if _restarts_below(stack[keep - 1], mark):
                break
            keep -= 1
        return keep

    def _above_bare(self, stack: Sequence[Mark], mark: Mark) -> int:
        """Below a heading without a number only a row that begins there stands."""
        begins = mark.value <= 1 and mark.style not in DIVISIONS and mark.style is not Style.DIEU
        bare = next(
            (at for at, open_mark in enumerate(stack) if open_mark.style is Style.BARE), len(stack)
        )
        return len(stack) if begins else bare

    def bare_depth(self, stack: Sequence[Mark], following: Mark | None) -> int:
        """How deep a heading without a number stands: beside the row that goes on behind it, or outermost."""
        if following is None:
            return 0
        for at, open_mark in enumerate(stack):
            if open_mark.style is following.style and following.value == open_mark.value + 1:
                return at
        if following.style in DIVISIONS or following.style is Style.DIEU:
            above = [
                at
                for at, one in enumerate(stack)
                if self.rank(one.style) < self.rank(following.style)
            ]
            return above[-1] + 1 if above else 0
        return 0


def _restarts_below(above: Mark, mark: Mark) -> bool:
    """«1.» right under «a)» opens a row of its own there, when no «1.» stands above it."""
    return mark.value == 1 and mark.style is Style.DECIMAL and above.style not in BULLETS


def provision_type(mark: Mark, in_article: bool) -> ProvisionType:
    """khoản and điểm inside an article; section, whatever its depth, in plans and reports."""
    if mark.style in BULLETS:
        return ProvisionType.BULLET
    if mark.style in _TYPES:
        return _TYPES[mark.style]
    if not in_article or mark.style in (Style.ROMAN, Style.CAPITAL):
        return ProvisionType.SECTION
    return ProvisionType.KHOAN if mark.style is Style.DECIMAL else ProvisionType.DIEM
