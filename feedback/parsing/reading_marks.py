"""The marks of a zone's blocks, with doubtful ones decided by their neighbours: «C.» as letter or number."""

from collections.abc import Sequence
from dataclasses import replace

from feedback.parsing import ordinals
from feedback.parsing.blocks import Block
from feedback.parsing.marks import Mark, Style, mark_of


def resolve_marks(blocks: Sequence[Block], body: range, quoted: set[int]) -> dict[int, Mark]:
    """The mark of each numbered block outside quotations."""
    marks: dict[int, Mark] = {}
    last: dict[Style, Mark] = {}
    for at in body:
        block = blocks[at]
        mark = mark_of(block) if at not in quoted else None
        if mark is None or not _may_stand(mark, last):
            continue
        mark = _as_letter(mark, last)
        marks[at] = last[mark.style] = mark
        _forget_below(mark, last)
    return marks


def _may_stand(mark: Mark, last: dict[Style, Mark]) -> bool:
    """«2.5 triệu» and «Điều 7 Phạm vi» count only where the row leads to them."""
    if mark.is_sure:
        return True
    if mark.style is Style.DIEU:
        return Style.DIEU not in last or mark.value == last[Style.DIEU].value + 1
    before = last.get(mark.style)
    if before is not None and before.key.rpartition(".")[0] == mark.key.rpartition(".")[0]:
        return mark.value == before.value + 1
    return mark.value == 1 and any(
        earlier.key == mark.key.rpartition(".")[0] for earlier in last.values()
    )


def _as_letter(mark: Mark, last: dict[Style, Mark]) -> Mark:
    """«C.» after «B.» is a letter; «I.» a Roman number; «D.» alone a letter."""
    letter = last.get(Style.CAPITAL)
    if mark.style is not Style.ROMAN or len(mark.key) != 1 or letter is None:
        return mark
    roman = last.get(Style.ROMAN)
    if roman is not None and mark.value == roman.value + 1:
        return mark
    if ordinals.letters_follow(letter.key, mark.key):
        return replace(mark, style=Style.CAPITAL, value=ordinals.letter_value(mark.key) or 0)
    return mark


def _forget_below(mark: Mark, last: dict[Style, Mark]) -> None:
    """A new «Chương» or «A.» starts the Roman numbers anew."""
    if mark.style in (Style.PHAN, Style.CHUONG, Style.CAPITAL):
        last.pop(Style.ROMAN, None)
