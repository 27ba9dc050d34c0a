"""Reads a .docx: its paragraphs with the numbers Word prints, tables, footnotes and text boxes, in order."""

from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

from feedback.parsing import doubts
from feedback.parsing.blocks import Block, BlockKind
from feedback.parsing.footnotes import read_footnote
from feedback.parsing.joining import join_blocks
from feedback.parsing.markdown import is_rule
from feedback.parsing.word_changes import check_changes
from feedback.parsing.word_numbers import Numbers
from feedback.parsing.word_runs import Paragraph, RunReader
from feedback.parsing.word_styles import Look, Styles, paragraph_look
from feedback.parsing.word_tables import is_layout, table_text
from feedback.parsing.word_xml import W, WordFile, value

_WRAPPERS = {
    f"{W}sdt",
    f"{W}sdtContent",
    f"{W}customXml",
    f"{W}ins",
    f"{W}del",
    f"{W}moveFrom",
    f"{W}moveTo",
    f"{W}smartTag",
}


def read_word(data: bytes, changes: str | None) -> list[Block]:
    """The blocks of the file; raises HasChanges where it holds changes and `changes` does not choose."""
    file = WordFile(data)
    body = file.document()
    if changes is None:
        check_changes(file, body)
    reader = _Reader(file, changes or "final")
    blocks = [*reader.blocks_of(body), *reader.end_notes()]
    return join_blocks(blocks, is_wrapped=False)


class _Reader:
    def __init__(self, file: WordFile, changes: str) -> None:
        self.styles = Styles(file.part("word/styles.xml"))
        self.numbers = Numbers(file.part("word/numbering.xml"))
        self.runs = RunReader(self.styles, changes)
        self.notes = _notes(file)
        self._waiting_codes: tuple[
            str, ...
        ] = ()  # of a picture that stands alone: said at the next text
        self._waiting_end_notes: list[tuple[str, str]] = []
        self._open: Paragraph | None = (
            None  # a paragraph whose mark is deleted runs on into the next
        )

    def blocks_of(self, parent: Element) -> Iterator[Block]:
        for child in parent:
            if child.tag == f"{W}p":
                yield from self.paragraph(child)
            elif child.tag == f"{W}tbl":
                yield from self.table(child)
            elif child.tag in _WRAPPERS and not self.runs.is_left_out(child):
                yield from self.blocks_of(child)

    def paragraph(self, element: Element) -> Iterator[Block]:
        properties = element.find(f"{W}pPr")
        look = self._look(properties)
        read = self.runs.read(element, look)
        runs_on = self._mark_is_gone(properties)
        if self._open is not None:
            read = _glued(self._open, read)
        self._open = read if runs_on else None
        if runs_on:
            return
        number = (
            self.numbers.next_number(look.number_id, look.number_level or 0)
            if read.text.strip()
            else ""
        )
        yield from self._printed(read, number, look)
        for box in read.boxes:
            yield from self.blocks_of(box)
        yield from self._foot_notes(read)

    def _look(self, properties: Element | None) -> Look:
        style = value(properties.find(f"{W}pStyle")) if properties is not None else None
        return paragraph_look(properties).over(self.styles.look(style))

    def _mark_is_gone(self, properties: Element | None) -> bool:
        mark = properties.find(f"{W}rPr") if properties is not None else None
        return mark is not None and any(self.runs.is_left_out(child) for child in mark)

    def _printed(self, read: Paragraph, number: str, look: Look) -> Iterator[Block]:
        """One block a line: a break inside a paragraph may part a heading from its title."""
        gap = True
        pictures = [doubts.PICTURE_LEFT_OUT] if read.has_picture else []
        codes = tuple(dict.fromkeys([*self._waiting_codes, *read.doubts, *pictures]))
        self._waiting_codes = codes
        for line, bold_to in _lines(read, number):
            if not line or is_rule(line):
                continue
            block = Block(
                line, bold_to=bold_to, heading=look.outline is not None, gap=gap, doubts=codes,
                is_prose=look.is_contents,
            )  # fmt: skip
            yield read_footnote(block) or block
            gap, codes, self._waiting_codes = False, (), ()

    def table(self, element: Element) -> Iterator[Block]:
        if is_layout(element):
            for cell in element.iterfind(f"{W}tr/{W}tc"):
                yield from self.blocks_of(cell)
            return
        notes: list[Block] = []
        text, codes = table_text(element, self._cell_lines, notes, self.runs.is_left_out)
        if text.strip():
            yield Block(text, BlockKind.TABLE, doubts=codes)
        yield from notes

    def _cell_lines(self, element: Element) -> tuple[list[Block], list[Block]]:
        """The printed lines of a cell's paragraph, and the footnotes it refers to."""
        blocks = list(self.paragraph(element))
        return [b for b in blocks if b.is_paragraph], [b for b in blocks if not b.is_paragraph]

    def _foot_notes(self, read: Paragraph) -> Iterator[Block]:
        for key, number in read.notes:
            if key.startswith("endnote:"):
                self._waiting_end_notes.append((key, number))
            else:
                yield from self._note(key, number)

    def end_notes(self) -> Iterator[Block]:
        waiting, self._waiting_end_notes = self._waiting_end_notes, []
        for key, number in waiting:
            yield from self._note(key, number)

    def _note(self, key: str, number: str) -> Iterator[Block]:
        element = self.notes.pop(key, None)
        if element is None:
            return
        inner = [block for block in self.blocks_of(element) if block.text]
        text = " ".join(" ".join(block.text.split()) for block in inner)
        codes = tuple(dict.fromkeys(code for block in inner for code in block.doubts))
        if text:
            yield replace(Block(text, BlockKind.FOOTNOTE, number=number), doubts=codes)


def _notes(file: WordFile) -> dict[str, Element]:
    notes: dict[str, Element] = {}
    for part, kind in (("word/footnotes.xml", "footnote"), ("word/endnotes.xml", "endnote")):
        tree = file.part(part)
        for note in tree.iter(f"{W}{kind}") if tree is not None else ():
            if value(note, "type") in (None, "normal"):
                notes[f"{kind}:{value(note, 'id')}"] = note
    return notes


def _glued(before: Paragraph, after: Paragraph) -> Paragraph:
    return Paragraph(
        before.pieces + after.pieces, before.notes + after.notes, before.boxes + after.boxes,
        before.has_picture or after.has_picture, before.doubts + after.doubts,
    )  # fmt: skip


def _lines(read: Paragraph, number: str) -> Iterator[tuple[str, int]]:
    """Each printed line with the count of its leading bold characters; the number is bold as its text is."""
    line, bold_to, is_bold_so_far = "", 0, True
    for text, bold in [*_words_in_pieces(read), ("\n", False)]:
        if text == "\n":
            shown = line.strip()
            lead = f"{number} " if number and shown else ""
            if shown:
                yield lead + shown, (len(lead) + min(bold_to, len(shown)) if bold_to else 0)
                number = ""
            line, bold_to, is_bold_so_far = "", 0, True
            continue
        if line.endswith(" ") or not line:
            text = text.lstrip(" ")
        line += text
        is_bold_so_far = is_bold_so_far and (bold or not text.strip())
        if is_bold_so_far:
            bold_to = len(line.rstrip())


def _words_in_pieces(read: Paragraph) -> Iterator[tuple[str, bool]]:
    for piece in read.pieces:
        for at, part in enumerate(piece.text.replace("\xa0", " ").split("\n")):
            if at:
                yield "\n", False
            squeezed = _squeezed(part)
            if squeezed:
                yield squeezed, bool(piece.look.bold)


def _squeezed(text: str) -> str:
    """Blanks made single, kept at the edges, for a word may run over from one run into the next."""
    inner = " ".join(text.split())
    if not inner:
        return " " if text else ""
    return (" " if text[0].isspace() else "") + inner + (" " if text[-1].isspace() else "")
