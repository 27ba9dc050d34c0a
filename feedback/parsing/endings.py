"""The end of a draft: nơi nhận, the signature block, and what stands around them."""

from collections.abc import Sequence

from feedback.parsing.blocks import Block, BlockKind
from feedback.parsing.branches import Branch
from feedback.parsing.marks import mark_of
from feedback.parsing.zones import RECIPIENTS, letterhead_at
from feedback.provisions import ProvisionType


def grow_ending(home: Branch, blocks: Sequence[Block], before_annex: bool) -> None:
    """Recipients and signatures in the order they are printed, one line a printed line.

    `before_annex`: what follows is annexed, so the lines at the end may be the head of that text.
    """
    end = letterhead_at(blocks) if before_annex else len(blocks)
    _grow_lines(home, blocks[:end])
    for block in blocks[end:]:
        home.add(Branch(ProvisionType.PARAGRAPH, text=block.text)).doubt(*block.doubts)


def _grow_lines(home: Branch, blocks: Sequence[Block]) -> None:
    current: Branch | None = None
    for block in blocks:
        found = RECIPIENTS.match(block.text) if block.is_paragraph else None
        if found:
            current = home.add(Branch(ProvisionType.RECIPIENTS, title=found[0].strip()))
            _add_line(current, block, block.text[found.end() :].strip())
            continue
        if block.kind is BlockKind.FOOTNOTE:
            home.add(Branch(ProvisionType.FOOTNOTE, block.number, "", block.text)).doubt(
                *block.doubts
            )
            current = None
            continue
        if current is None or (_is_recipients(current) and not _is_recipient(block)):
            current = home.add(Branch(ProvisionType.SIGNATURE))
        elif not _is_recipients(current) and _is_bulleted(block):
            current = home.add(Branch(ProvisionType.RECIPIENTS))
        _add_line(current, block, block.text)


def _is_recipients(branch: Branch) -> bool:
    return branch.type is ProvisionType.RECIPIENTS


def _is_bulleted(block: Block) -> bool:
    return mark_of(block) is not None


def _is_recipient(block: Block) -> bool:
    if not block.is_paragraph:
        return False
    if _is_bulleted(block):
        return True
    if block.is_capital:
        return False
    return block.text[:1].islower() or block.text.endswith((";", ",", "./."))


def _add_line(branch: Branch, block: Block, line: str) -> None:
    branch.doubt(*block.doubts)
    if line:
        branch.text = f"{branch.text}\n{line}" if branch.text else line
