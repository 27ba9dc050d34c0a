"""Grows the tree of a draft from its blocks: every block's words go into exactly one branch."""

import re
from collections.abc import Sequence

from feedback.parsing import doubts
from feedback.parsing.blocks import Block, BlockKind
from feedback.parsing.branches import Branch
from feedback.parsing.endings import grow_ending
from feedback.parsing.footnotes import with_bracketed_notes
from feedback.parsing.levels import Levels, provision_type
from feedback.parsing.marks import BULLETS, DIVISIONS, Mark, Style
from feedback.parsing.numbering import check_numbers
from feedback.parsing.quotes import quoted_blocks
from feedback.parsing.reading_marks import resolve_marks
from feedback.parsing.titles import continues_title, split_title
from feedback.parsing.zones import CLOSING, Zone, annex_number, find_zones
from feedback.provisions import Node, ProvisionType

_OPENS_ROW = (Style.DIEU, Style.ROMAN, Style.CAPITAL, Style.BARE, None)
_BASIS = re.compile(r"Căn cứ\b")
_BASIS_TOO = re.compile(
    r"(?:Xét|Theo đề nghị|Trên cơ sở|Sau khi|Thực hiện|Luật|Bộ luật|Nghị định|Nghị quyết|Thông tư)\b"
)


def grow_tree(blocks: Sequence[Block]) -> Node:
    """The tree of a whole draft; its words in order are the words of the blocks in order."""
    root = Branch(ProvisionType.DOCUMENT)
    blocks = with_bracketed_notes(blocks)
    quoted, unclosed = quoted_blocks(blocks)
    for zone in find_zones(blocks, quoted):
        home = _annex(root, blocks, zone) if zone.head else root
        body = range(zone.start + zone.head, zone.ending)
        _Body(home, blocks, body, quoted, unclosed).grow()
        grow_ending(home, blocks[zone.ending : zone.end], zone.end < len(blocks))
    check_numbers(root)
    return root.freeze()


def _annex(root: Branch, blocks: Sequence[Block], zone: Zone) -> Branch:
    head = blocks[zone.start : zone.start + zone.head]
    number, rest = annex_number(head[0].text)
    title = " ".join(part for part in (rest, *(block.text for block in head[1:])) if part)
    annex = root.add(Branch(ProvisionType.ANNEX, number, title))
    for block in head:
        annex.doubt(*block.doubts)
    return annex


class _Body:
    """The growing of one zone: `stack` holds the open branches below `home`, outermost first."""

    def __init__(
        self,
        home: Branch,
        blocks: Sequence[Block],
        body: range,
        quoted: set[int],
        unclosed: set[int],
    ) -> None:
        self.home, self.blocks, self.body = home, blocks, body
        self.quoted, self.unclosed = quoted, unclosed
        self.marks = resolve_marks(blocks, body, quoted)
        self.levels = Levels([mark.style for mark in self.marks.values()])
        self.stack: list[Branch] = []
        self.begun = False
        self.is_preamble = any(
            _BASIS.match(_words_of(blocks[at], self.marks.get(at))) for at in body
        )

    def grow(self) -> None:
        at = self.body.start
        while at < self.body.stop:
            block, mark = self.blocks[at], self.marks.get(at)
            at += 1
            if block.kind is BlockKind.FOOTNOTE:
                note = Branch(ProvisionType.FOOTNOTE, block.number, "", block.text)
                self._add(self._above_bullets(), note, block)
            elif block.kind is BlockKind.TABLE:
                self._add(
                    self._above_bullets(), Branch(ProvisionType.TABLE, text=block.text), block
                )
            elif self._is_basis(block, mark):
                self._add_basis(block, mark)
            elif mark is None:
                self._add_prose(block, at - 1)
            else:
                at = self._add_numbered(block, mark, at)

    def _top(self) -> Branch:
        return self.stack[-1] if self.stack else self.home

    def _above_bullets(self) -> Branch:
        while self.stack and self.stack[-1].style in BULLETS:
            self.stack.pop()
        return self._top()

    def _add(self, parent: Branch, branch: Branch, block: Block) -> Branch:
        branch.doubt(*block.doubts)
        return parent.add(branch)

    def _is_basis(self, block: Block, mark: Mark | None) -> bool:
        if self.begun or not self.is_preamble:
            return False
        if mark is not None and mark.style not in BULLETS:
            return False
        words = _words_of(block, mark)
        last = self.home.children[-1] if self.home.children else None
        follows = last is not None and last.type is ProvisionType.LEGAL_BASIS
        return bool(_BASIS.match(words) or (follows and _BASIS_TOO.match(words)))

    def _add_basis(self, block: Block, mark: Mark | None) -> None:
        self.stack.clear()
        number = mark.number if mark else ""
        self._add(
            self.home, Branch(ProvisionType.LEGAL_BASIS, number, "", _words_of(block, mark)), block
        )

    def _add_prose(self, block: Block, at: int) -> None:
        if at not in self.quoted and CLOSING.match(block.text) and self._free_depth(at) == 0:
            self.stack.clear()
        branch = Branch(ProvisionType.PARAGRAPH, text=block.text)
        if at in self.unclosed:
            branch.doubt(doubts.QUOTE_UNCLOSED)
        if at in self.quoted:
            self._add(self._top(), branch, block)
            return
        if self.begun and _is_bare_heading(block):
            self._add_bare_heading(block, at)
            return
        parent = self._above_bullets()
        if self._belongs_above(parent):
            self.stack.pop()
            parent = self._top()
            branch.doubt(doubts.PLACE_UNSURE)
        if self.begun and (block.heading or (block.is_bold and not block.is_finished)):
            branch.doubt(doubts.MAY_BE_HEADING)
        self._add(parent, branch, block)

    def _add_bare_heading(self, block: Block, at: int) -> None:
        """As high as the number that comes next allows, so that its row goes on behind the heading."""
        self.stack = self.stack[: self._free_depth(at)]
        heading = Branch(ProvisionType.SECTION, title=block.text, mark=Mark(Style.BARE, "", ""))
        heading.doubt(doubts.MAY_BE_HEADING)
        self.stack.append(self._add(self._top(), heading, block))

    def _free_depth(self, at: int) -> int:
        """How many open branches the next number still needs."""
        later = (self.marks[place] for place in range(at, self.body.stop) if place in self.marks)
        following = next((mark for mark in later if mark.style not in BULLETS), None)
        open_marks = [branch.mark for branch in self.stack if branch.mark]
        return self.levels.bare_depth(open_marks, following)

    def _belongs_above(self, parent: Branch) -> bool:
        """Whether the paragraph closes a row of points: «a) …; b) ….» and then «Trường hợp …»."""
        if (
            len(self.stack) < 2
            or parent.type is not ProvisionType.DIEM
            or parent.title
            or parent.children
        ):
            return False
        row = [child for child in self.stack[-2].children if child.style is parent.style]
        return (
            len(row) >= 2
            and parent.text.endswith(".")
            and all(p.text.endswith(";") for p in row[:-1])
        )

    def _add_numbered(self, block: Block, mark: Mark, at: int) -> int:
        open_marks = [branch.mark for branch in self.stack if branch.mark]
        self.stack = self.stack[: self.levels.depth(open_marks, mark)]
        in_article = any(branch.type is ProvisionType.DIEU for branch in self.stack)
        following = self.blocks[at] if at < self.body.stop else None
        title, text = split_title(mark, block, following, in_article)
        branch = Branch(provision_type(mark, in_article), mark.number, title, text, mark)
        if not mark.is_sure:
            branch.doubt(doubts.MAY_BE_HEADING)
        if self.stack and self.stack[-1].style not in DIVISIONS and _jumps(self.stack[-1], mark):
            branch.doubt(doubts.LEVEL_UNSURE)
        if at - 1 in self.unclosed:
            branch.doubt(doubts.QUOTE_UNCLOSED)
        self.stack.append(self._add(self._top(), branch, block))
        self.begun = self.begun or mark.style not in BULLETS
        return self._take_title(branch, mark, block, at)

    def _take_title(self, branch: Branch, mark: Mark, block: Block, at: int) -> int:
        """A division's title often stands on the next lines, an article's only when its own line is bare."""
        takes = mark.style in DIVISIONS or (mark.style is Style.DIEU and not mark.rest)
        if not takes or (branch.title and not block.is_capital):
            return at
        while at < self.body.stop and at not in self.quoted and continues_title(self.blocks[at]):
            line = self.blocks[at]
            if branch.title and not line.is_capital:
                break
            branch.title = f"{branch.title} {line.text}".strip()
            branch.doubt(*line.doubts)
            at += 1
            if not line.is_capital:
                break
        return at


def _is_bare_heading(block: Block) -> bool:
    """A line without a number in capitals («KẾT LUẬN»), or set as a heading, in the middle of a text."""
    words = len(block.text.split())
    looks_so = (block.is_capital and 2 <= words <= 12) or (block.heading and words <= 25)
    return looks_so and not block.text.endswith((".", ";", ","))


def _words_of(block: Block, mark: Mark | None) -> str:
    return mark.rest if mark else block.text


def _jumps(above: Branch, mark: Mark) -> bool:
    """«1.» hanging below «a)»: possible, but an officer should look."""
    return mark.style is Style.DECIMAL and above.style not in (
        Style.DIEU,
        Style.ROMAN,
        Style.CAPITAL,
        None,
    )
