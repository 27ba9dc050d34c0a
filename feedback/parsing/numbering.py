"""Looks along each row of numbers for one that is repeated, left out or runs backwards; mends nothing."""

from collections.abc import Iterator

from feedback.parsing import doubts, ordinals
from feedback.parsing.branches import Branch
from feedback.parsing.marks import BULLETS, DECIMALS, Mark, Style
from feedback.provisions import ProvisionType

_LETTERED = (Style.LETTER, Style.LETTER_DOT, Style.BRACKETED_LETTER, Style.CAPITAL)
_RUNS_ON = (Style.DIEU, Style.CHUONG)  # numbered through the whole text, not within their parent
_NOT_COUNTED = {*BULLETS, *_RUNS_ON, Style.BARE}


def check_numbers(root: Branch) -> None:
    for scope in (root, *(child for child in root.children if child.type is ProvisionType.ANNEX)):
        branches = list(_inside(scope))
        for style in _RUNS_ON:
            _check_row([branch for branch in branches if branch.style is style])
        for parent in (scope, *branches):
            _check_children(parent)


def _inside(scope: Branch) -> Iterator[Branch]:
    for child in scope.children:
        if child.type is not ProvisionType.ANNEX:
            yield child
            yield from _inside(child)


def _check_children(parent: Branch) -> None:
    rows: dict[Style, list[Branch]] = {}
    for child in parent.children:
        if child.mark and child.mark.style not in _NOT_COUNTED:
            rows.setdefault(child.mark.style, []).append(child)
    for row in rows.values():
        _check_row(row)


def _check_row(row: list[Branch]) -> None:
    seen: set[str] = set()
    before: Mark | None = None
    for branch in row:
        mark = branch.mark
        if mark is None:
            continue
        if mark.key in seen and not _starts_anew(before, mark):
            branch.doubt(doubts.NUMBER_REPEATED)
        else:
            code = _doubt_between(before, mark)
            if code:
                branch.doubt(code)
        if _starts_anew(before, mark):
            seen = set()
        seen.add(mark.key)
        before = mark


def _starts_anew(before: Mark | None, mark: Mark) -> bool:
    """Chương I may come again in Phần thứ hai; an article may not come twice."""
    return mark.style is Style.CHUONG and mark.value == 1 and before is not None


def _doubt_between(before: Mark | None, mark: Mark) -> str | None:
    if before is None:
        return None if mark.value <= 1 or _may_start(mark) else doubts.NUMBER_SKIPPED
    if mark.style in _LETTERED:
        if ordinals.letters_follow(before.key, mark.key):
            return None
        return doubts.NUMBER_BACKWARDS if 0 < mark.value < before.value else doubts.NUMBER_SKIPPED
    if mark.value == before.value and mark.key > before.key:
        return None
    if _starts_anew(before, mark) or mark.value == before.value + 1:
        return None
    if mark.style in DECIMALS[1:] and mark.value == 1:
        return None
    return doubts.NUMBER_BACKWARDS if mark.value < before.value else doubts.NUMBER_SKIPPED


def _may_start(mark: Mark) -> bool:
    """An amending text may quote from the middle; articles of an annex begin at one."""
    return mark.style is Style.DIEU and mark.key != str(mark.value)
