"""What Word's styles say of a paragraph or run: bold, capitals, font, outline level, list number."""

from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from feedback.parsing.word_xml import W, is_on, value


@dataclass(frozen=True)
class Look:
    """None where nothing is said."""

    bold: bool | None = None
    capitals: bool | None = None
    hidden: bool | None = None
    raised: bool | None = None
    font: str | None = None
    number_id: str | None = None
    number_level: int | None = None
    outline: int | None = None
    is_contents: bool = False

    def over(self, below: "Look") -> "Look":
        """This look where it says something, else the one below it."""
        said = {
            name: mine
            for name in (
                "bold",
                "capitals",
                "hidden",
                "raised",
                "font",
                "number_id",
                "number_level",
                "outline",
            )
            if (mine := getattr(self, name)) is not None
        }
        return replace(below, **said, is_contents=self.is_contents or below.is_contents)


def run_look(properties: Element | None) -> Look:
    """What <w:rPr> says."""
    if properties is None:
        return Look()
    fonts = properties.find(f"{W}rFonts")
    align = value(properties.find(f"{W}vertAlign"))
    return Look(
        bold=_switch(properties, "b"),
        capitals=_switch(properties, "caps"),
        hidden=_switch(properties, "vanish"),
        raised=None if align is None else align == "superscript",
        font=(value(fonts, "ascii") or value(fonts, "hAnsi")),
    )


def paragraph_look(properties: Element | None) -> Look:
    """What <w:pPr> says of the paragraph itself (its mark's own look is left out)."""
    if properties is None:
        return Look()
    number = properties.find(f"{W}numPr")
    level = value(number.find(f"{W}ilvl")) if number is not None else None
    outline = value(properties.find(f"{W}outlineLvl"))
    return Look(
        number_id=value(number.find(f"{W}numId")) if number is not None else None,
        number_level=int(level) if level and level.isdecimal() else None,
        outline=int(outline) if outline and outline.isdecimal() and int(outline) < 9 else None,
    )


def _switch(properties: Element, name: str) -> bool | None:
    found = properties.find(f"{W}{name}")
    return None if found is None else is_on(found)


class Styles:
    """The styles of one file by their id, each with what it inherits."""

    def __init__(self, tree: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._looks: dict[str, Look] = {}
        self._base = Look()
        self._default = ""
        if tree is None:
            return
        for style in tree.iter(f"{W}style"):
            self._elements[style.get(f"{W}styleId", "")] = style
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") == "1":
                self._default = style.get(f"{W}styleId", "")
        self._base = run_look(tree.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))

    def look(self, style_id: str | None, depth: int = 0) -> Look:
        """Of a paragraph style (None: the default one) or a character style."""
        key = self._default if style_id is None else style_id
        if key not in self._looks:
            self._looks[key] = self._read(key, depth)
        return self._looks[key]

    def character_look(self, style_id: str) -> Look:
        """Of a character style alone, without what the file's defaults say."""
        return self._read(style_id, 0, based_on_defaults=False)

    def _read(self, key: str, depth: int, based_on_defaults: bool = True) -> Look:
        style = self._elements.get(key)
        base = self._base if based_on_defaults else Look()
        if style is None or depth > 20:
            return base
        parent = value(style.find(f"{W}basedOn"))
        if parent is not None:
            base = (
                self.look(parent, depth + 1) if based_on_defaults else self.character_look(parent)
            )
        own = paragraph_look(style.find(f"{W}pPr")).over(Look())
        name = (value(style.find(f"{W}name")) or "").lower()
        contents = name.startswith(("toc ", "table of"))
        return replace(run_look(style.find(f"{W}rPr")).over(own), is_contents=contents).over(base)
