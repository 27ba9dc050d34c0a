"""The printed text of one Word paragraph: runs, breaks, raised numbers, changes accepted or left out."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from base.words import nfc
from feedback.parsing.legacy_letters import font_encoding, from_font
from feedback.parsing.markdown import superscript
from feedback.parsing.word_styles import Look, Styles, run_look
from feedback.parsing.word_xml import MATH, W, value

_SKIPPED = {"del": "final", "moveFrom": "final", "ins": "original", "moveTo": "original"}
_TRANSPARENT = {
    "hyperlink", "smartTag", "fldSimple", "sdt", "sdtContent", "ins", "del", "moveFrom", "moveTo",
    "customXml", "dir", "bdo", "r", "ruby", "rubyBase",
}  # fmt: skip
_SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": " "}
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"


@dataclass
class Piece:
    text: str
    look: Look


@dataclass
class Paragraph:
    """What one paragraph prints; `notes` are the ids of footnotes it refers to, in order."""

    pieces: list[Piece] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    has_picture: bool = False
    doubts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


class RunReader:
    """`changes` is "final" or "original"; `note_number` gives the printed number of a footnote."""

    def __init__(self, styles: Styles, changes: str) -> None:
        self.styles, self.changes = styles, changes
        self.note_count = 0
        self._field_depth: list[bool] = []

    def read(self, paragraph: Element, base: Look) -> Paragraph:
        out = Paragraph()
        for child in paragraph:
            self._walk(child, base, out)
        _turn_legacy(out)
        return out

    def _walk(self, element: Element, base: Look, out: Paragraph) -> None:
        name = _local(element)
        if self.is_left_out(element):
            return
        if name == "r":
            self._run(element, base, out)
        elif element.tag == f"{MATH}oMath" or element.tag == f"{MATH}oMathPara":
            out.pieces.append(
                Piece("".join(text.text or "" for text in element.iter(f"{MATH}t")), base)
            )
        elif name in _TRANSPARENT:
            for child in element:
                self._walk(child, base, out)

    def is_left_out(self, element: Element) -> bool:
        """Inserted text of the original, deleted text of the final one."""
        return _SKIPPED.get(_local(element)) == self.changes and element.tag.startswith(W)

    def _run(self, run: Element, base: Look, out: Paragraph) -> None:
        properties = run.find(f"{W}rPr")
        style = value(properties.find(f"{W}rStyle")) if properties is not None else None
        look = self.styles.character_look(style).over(base) if style else base
        look = run_look(properties).over(look)
        for child in run:
            self._run_child(child, look, out)

    def _run_child(self, child: Element, look: Look, out: Paragraph) -> None:
        name = _local(child)
        if name == "fldChar":
            self._field(child)
        elif name in ("drawing", "pict", "object", "AlternateContent"):
            _look_into_drawing(child, out)
        elif look.hidden or (self._field_depth and not self._field_depth[-1]):
            return
        elif name in ("t", "delText"):
            out.pieces.append(Piece(_printed(child.text or "", look), look))
        elif name in _SIGNS:
            out.pieces.append(Piece(_SIGNS[name], look))
        elif name == "sym":
            out.pieces.append(Piece(_symbol(child), look))
        elif name in ("footnoteReference", "endnoteReference"):
            self._note(child, name, look, out)

    def _field(self, child: Element) -> None:
        """A field's code is not printed, its result is."""
        kind = value(child, "fldCharType")
        if kind == "begin":
            self._field_depth.append(False)
        elif kind == "separate" and self._field_depth:
            self._field_depth[-1] = True
        elif kind == "end" and self._field_depth:
            self._field_depth.pop()

    def _note(self, child: Element, name: str, look: Look, out: Paragraph) -> None:
        if value(child, "customMarkFollows") in ("1", "true"):
            number = ""
        else:
            self.note_count += 1
            number = superscript(str(self.note_count))
            out.pieces.append(Piece(number, look))
        out.notes.append(
            (name.removesuffix("Reference") + ":" + (value(child, "id") or ""), number)
        )


def _look_into_drawing(element: Element, out: Paragraph) -> None:
    """Text boxes are read after the paragraph; Word keeps each twice, the second for old programs."""
    for found in _first_choices(element):
        if found.tag == f"{W}txbxContent":
            out.boxes.append(found)
        elif found.tag == _PICTURE or _local(found) == "imagedata":
            out.has_picture = True


def _first_choices(element: Element) -> Iterator[Element]:
    yield element
    if element.tag == f"{W}txbxContent":
        return
    for child in element:
        if child.tag != f"{_ALTERNATE}Fallback":
            yield from _first_choices(child)


def _printed(text: str, look: Look) -> str:
    shown = text.upper() if look.capitals and font_encoding(look.font) is None else text
    return superscript(shown) if look.raised and shown.strip().isdecimal() else shown


def _symbol(child: Element) -> str:
    code = value(child, "char") or ""
    try:
        sign = chr(int(code, 16))
    except ValueError:
        return ""
    return "•" if "\ue000" <= sign <= "\uf8ff" else sign


def _turn_legacy(out: Paragraph) -> None:
    """Runs of one legacy font are turned together: VNI writes a letter and its mark apart."""
    at = 0
    while at < len(out.pieces):
        font, end = out.pieces[at].look.font, at + 1
        while end < len(out.pieces) and font_encoding(out.pieces[end].look.font) == font_encoding(
            font
        ):
            end += 1
        if font_encoding(font):
            _turn_pieces(out, at, end)
        at = end
    for piece in out.pieces:
        piece.text = nfc(piece.text)


def _turn_pieces(out: Paragraph, start: int, end: int) -> None:
    """Piece by piece while that changes nothing against turning them as a whole."""
    pieces = out.pieces[start:end]
    turned = [from_font(piece.text, piece.look.font) for piece in pieces]
    whole, code = from_font("".join(piece.text for piece in pieces), pieces[0].look.font)
    parts = [text for text, _ in turned]
    if "".join(parts).casefold() != whole.casefold():
        parts = [whole] + [""] * (len(pieces) - 1)
    for piece, text in zip(pieces, parts, strict=True):
        piece.text = text
    out.doubts += [found for found in {code, *(one for _, one in turned)} if found]


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
