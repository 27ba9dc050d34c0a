"""The provisions of a version as a page draws them: a tree with what changed and how many spoke of each."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from feedback.models import Change, Provision
from feedback.provisions import ProvisionType
from feedback.rules.reading import Tally
from feedback.rules.word_changes import Run, RunKind, is_unchanged, word_changes

HEADING, CARD, ITEM, PLAIN = "heading", "card", "item", "plain"
_HEADINGS = {ProvisionType.PHAN, ProvisionType.CHUONG, ProvisionType.MUC}
_WITH_CARDS = {ProvisionType.DIEU, ProvisionType.SECTION, *_HEADINGS}
_SPOKEN_OF = {
    ProvisionType.DIEU,
    ProvisionType.SECTION,
    ProvisionType.KHOAN,
    ProvisionType.DIEM,
    ProvisionType.BULLET,
    ProvisionType.PARAGRAPH,
    ProvisionType.TABLE,
    ProvisionType.ANNEX,
}
_CLIPPED = 60
_STOPS = re.compile(r"[\s.:)/-]+$")


@dataclass(frozen=True)
class Past:
    """What a provision was in the version before: its words, what became of it, its name there."""

    change: str
    title: str = ""
    text: str = ""
    label: str = ""


@dataclass(frozen=True)
class Piece:
    """Words in a row; `note` is the number of a footnote they are the mark of."""

    text: str
    note: str = ""


@dataclass(frozen=True)
class Line:
    """One provision. `role`: heading | card | item | plain; `level` of its heading, 2 … 6.

    `runs` are set where words changed, else `pieces` hold the text. `rows` of a TABLE, the first its
    head. `tally` is of this provision and all below it.
    """

    path: str
    type: str
    number: str
    bare: str
    role: str
    level: int
    is_spoken_of: bool
    title: str
    title_runs: Sequence[Run]
    pieces: Sequence[Piece]
    runs: Sequence[Run]
    rows: Sequence[Sequence[str]]
    tally: Tally
    past: Past | None
    children: list["Line"] = field(default_factory=list)

    @property
    def opening(self) -> str:
        """The number before a title: «Điều 1» gets its stop, «Chương I» and «1.» stay."""
        stops = self.role == CARD and self.title and self.number[-1:].isalnum()
        return f"{self.number}." if stops else self.number

    @property
    def short(self) -> str:
        """Title, or the first words of the text, for the table of contents."""
        words = self.title or "".join(one.text for one in self.pieces)
        return words if len(words) <= _CLIPPED else words[:_CLIPPED].rsplit(" ", 1)[0] + "…"


@dataclass(frozen=True)
class LineSource:
    """What lines are made from; `tallies` by provision id, `pasts` only where something changed."""

    provisions: Sequence[Provision]
    tallies: Mapping[int, Tally]
    pasts: Mapping[int, Past]


def make_lines(source: LineSource) -> tuple[list[Line], list[Line]]:
    """(the outermost lines in the order of the document, the footnotes)."""
    below: dict[int | None, list[Provision]] = defaultdict(list)
    notes: list[Provision] = []
    for one in source.provisions:
        (notes if one.type == ProvisionType.FOOTNOTE else below[one.parent_id]).append(one)
    maker = _Maker(source, below, _note_pattern(notes))
    return maker.lines(None, PLAIN, 2), [maker.line(one, PLAIN, 2) for one in notes]


def _note_pattern(notes: Sequence[Provision]) -> re.Pattern[str] | None:
    """Marks such as «¹» or «[1]» that a footnote answers to; plain figures are never taken for one."""
    marks = {one.number for one in notes if one.number and not one.number.isascii()}
    marks |= {one.number for one in notes if one.number.startswith("[")}
    longest_first = sorted(marks, key=len, reverse=True)
    return re.compile("|".join(re.escape(one) for one in longest_first)) if marks else None


class _Maker:
    def __init__(
        self,
        source: LineSource,
        below: Mapping[int | None, list[Provision]],
        marks: re.Pattern[str] | None,
    ) -> None:
        self._source, self._below, self._marks = source, below, marks
        self._has_cards = any(one.type in _WITH_CARDS for one in source.provisions)

    def lines(self, parent_id: int | None, around: str, level: int) -> list[Line]:
        return [self.line(one, around, level) for one in self._below.get(parent_id, [])]

    def line(self, one: Provision, around: str, level: int) -> Line:
        role = self._role(one, around)
        past = self._source.pasts.get(one.id)
        is_table = one.type == ProvisionType.TABLE
        further = level + 1 if role == HEADING else level
        return Line(
            path=one.path,
            type=one.type,
            number=one.number,
            bare=_STOPS.sub("", one.number.strip()),
            role=role,
            level=min(level, 6),
            is_spoken_of=one.type in _SPOKEN_OF and not self._is_opening(one),
            title=one.title,
            title_runs=_runs(past, past.title if past else "", one.title),
            pieces=() if is_table else self._pieces(one.text),
            runs=() if is_table else _runs(past, past.text if past else "", one.text),
            rows=table_rows(one.text) if is_table else (),
            tally=self._source.tallies[one.id],
            past=past,
            children=self.lines(one.id, role, further),
        )

    def _is_opening(self, one: Provision) -> bool:
        """Motto, place and date around the articles of a document: nobody is asked about them."""
        return self._has_cards and one.parent_id is None and one.type == ProvisionType.PARAGRAPH

    def _role(self, one: Provision, around: str) -> str:
        if around in (CARD, ITEM):
            return ITEM
        if one.type == ProvisionType.DIEU:
            return CARD
        inside = {child.type for child in self._below.get(one.id, [])}
        if one.type in _HEADINGS or (one.type == ProvisionType.ANNEX and inside & _WITH_CARDS):
            return HEADING
        if one.type == ProvisionType.SECTION:
            is_outermost = around == PLAIN
            return HEADING if is_outermost and ProvisionType.SECTION in inside else CARD
        return CARD if one.type == ProvisionType.ANNEX else PLAIN

    def _pieces(self, text: str) -> Sequence[Piece]:
        if not self._marks or not text:
            return (Piece(text),) if text else ()
        pieces, at = [], 0
        for mark in self._marks.finditer(text):
            if mark.start() > at:
                pieces.append(Piece(text[at : mark.start()]))
            pieces.append(Piece(mark[0], note=mark[0]))
            at = mark.end()
        return [*pieces, Piece(text[at:])] if at < len(text) else pieces


def _runs(past: Past | None, old: str, new: str) -> Sequence[Run]:
    """Word by word, where the words are not the same; a new provision is added as a whole."""
    if past is None or (not old and not new):
        return ()
    if past.change == Change.NEW:
        return [Run(RunKind.ADDED, new)] if new else ()
    if past.change == Change.MERGED or is_unchanged(old, new):
        return ()
    return word_changes(old, new)


def table_rows(text: str) -> Sequence[Sequence[str]]:
    """One line a row, cells parted by tabs; rows are filled up to the longest."""
    rows = [row.split("\t") for row in text.split("\n") if row.strip()]
    width = max((len(row) for row in rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]
