"""The numbers Word prints itself: rebuilt from numbering.xml, for they are not in the paragraph's text."""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from feedback.parsing.word_xml import W, is_on, value

_PLACE = re.compile(r"%([1-9])")
_PRIVATE_BULLETS = {
    "\uf0b7": "•",
    "\uf0a7": "▪",
    "\uf02d": "-",
    "\uf0d8": "➢",
    "\uf0fc": "✓",
    "\uf02b": "+",
    "o": "○",
}
_WORDS = ("", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_ROMANS = (
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


@dataclass(frozen=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None  # the level whose change starts this one anew; 0: never
    is_legal: bool = False


class Numbers:
    """Counts through one file; `next_number` is asked once for each numbered paragraph, in order."""

    def __init__(self, tree: Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()
        if tree is not None:
            self._read(tree)

    def _read(self, tree: Element) -> None:
        styled: dict[str, str] = {}
        links: dict[str, str] = {}
        for abstract in tree.iter(f"{W}abstractNum"):
            key = abstract.get(f"{W}abstractNumId", "")
            self._levels[key] = {_index(level): _level(level) for level in abstract.iter(f"{W}lvl")}
            style = value(abstract.find(f"{W}styleLink"))
            link = value(abstract.find(f"{W}numStyleLink"))
            if style:
                styled[style] = key
            if link:
                links[key] = link
        for key, link in links.items():
            self._levels[key] = self._levels[key] or self._levels.get(styled.get(link, ""), {})
        for number in tree.iter(f"{W}num"):
            self._read_list(number)

    def _read_list(self, number: Element) -> None:
        key = number.get(f"{W}numId", "")
        abstract = value(number.find(f"{W}abstractNumId")) or ""
        self._lists[key] = abstract
        for override in number.iter(f"{W}lvlOverride"):
            index = _index(override)
            start = value(override.find(f"{W}startOverride"))
            own = override.find(f"{W}lvl")
            if own is not None:
                copy = f"{abstract}/{key}"
                self._levels.setdefault(copy, dict(self._levels.get(abstract, {})))[index] = _level(
                    own
                )
                self._lists[key] = copy
            if start is not None and start.lstrip("-").isdecimal():
                self._starts[(key, index)] = int(start)

    def next_number(self, number_id: str | None, index: int) -> str:
        """The number printed before this paragraph: "2.", "a)", "-"; empty where it has none."""
        family = self._lists.get(number_id or "")
        levels = self._levels.get(family or "", {})
        if number_id is None or family is None or index not in levels:
            return ""
        level = levels[index]
        if level.form == "bullet":
            return "".join(_PRIVATE_BULLETS.get(sign, _shown(sign)) for sign in level.text.strip())
        counts = self._counts.setdefault(family, {})
        self._count(counts, levels, number_id, index)
        if level.form == "none" and not _PLACE.search(level.text):
            return level.text.strip()
        return _PLACE.sub(
            lambda place: self._printed(counts, levels, int(place[1]) - 1, level), level.text
        ).strip()

    def _count(
        self, counts: dict[int, int], levels: dict[int, _Level], number_id: str, index: int
    ) -> None:
        start = self._starts.get((number_id, index))
        if start is not None and (number_id, index) not in self._started:
            self._started.add((number_id, index))
            counts[index] = start
        else:
            counts[index] = counts.get(index, levels[index].start - 1) + 1
        for below in [other for other in counts if other > index]:
            restart = levels[below].restart if below in levels else None
            if restart is None or (restart and index < restart):
                del counts[below]

    def _printed(
        self, counts: dict[int, int], levels: dict[int, _Level], index: int, level: _Level
    ) -> str:
        wanted = levels.get(index, _Level())
        count = counts.get(index, wanted.start)
        return in_form(count, "decimal" if level.is_legal else wanted.form)


def in_form(count: int, form: str) -> str:
    """A count in one of Word's number formats; formats we do not know are printed in digits."""
    if form == "none":
        return ""
    if form == "decimalZero":
        return f"{count:02d}"
    if form in ("lowerRoman", "upperRoman"):
        roman = _roman(count)
        return roman.upper() if form == "upperRoman" else roman
    if form in ("lowerLetter", "upperLetter") and count > 0:
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("vietnameseCounting", "cardinalText"):
        return _in_words(count)
    return str(count)


def _in_words(count: int) -> str:
    if count <= 10:
        return _WORDS[count] or "không"
    tens, units = divmod(count, 10)
    unit = {1: "mốt" if tens > 1 else "một", 5: "lăm"}.get(units, _WORDS[units])
    return " ".join(
        part
        for part in (
            "" if tens == 1 else _WORDS[min(tens, 9)],
            "mười" if tens == 1 else "mươi",
            unit,
        )
        if part
    )


def _roman(count: int) -> str:
    out = ""
    for worth, sign in _ROMANS:
        times, count = divmod(count, worth)
        out += sign * min(times, 20)
    return out


def _shown(sign: str) -> str:
    return "•" if "\ue000" <= sign <= "\uf8ff" else sign


def _index(element: Element) -> int:
    index = element.get(f"{W}ilvl", "0")
    return int(index) if index.isdecimal() else 0


def _level(element: Element) -> _Level:
    start = value(element.find(f"{W}start"))
    restart = value(element.find(f"{W}lvlRestart"))
    return _Level(
        int(start) if start and start.isdecimal() else 1,
        value(element.find(f"{W}numFmt")) or "decimal",
        value(element.find(f"{W}lvlText")) or "",
        int(restart) if restart and restart.isdecimal() else None,
        is_on(element.find(f"{W}isLgl")),
    )
