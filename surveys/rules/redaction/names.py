"""Names of persons in Vietnamese text: after «ông, bà, anh, chị…» or an office, by family name, of staff."""

import re
from collections.abc import Iterator, Sequence

from base.words import fold
from surveys.rules.redaction import name_words as words
from surveys.rules.redaction.marks import Kind, Span

_WORD = re.compile(r"[^\W\d_]+")
_LONGEST = 5


class _Text:
    """The text as words with their places."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found = [(match.start(), match.end()) for match in _WORD.finditer(text)]
        self.words = [text[start:end] for start, end in self.found]
        self.lower = [word.lower() for word in self.words]
        self.folded = [fold(word) for word in self.words]

    def __len__(self) -> int:
        return len(self.words)

    def follows(self, at: int) -> bool:
        """Whether word `at` stands behind the word before it, with nothing but blanks between."""
        if not 0 < at < len(self):
            return False
        return self.text[self.found[at - 1][1] : self.found[at][0]].strip(" \u00a0") == ""

    def follows_short(self, at: int) -> bool:
        """Likewise, behind a shortened word («đ/c. Hoa», «a. Tuấn»)."""
        return 0 < at < len(self) and self.text[self.found[at - 1][1] : self.found[at][0]].strip(
            " \u00a0"
        ) in ("", ".")

    def phrase(self, at: int, length: int) -> str:
        """`length` words from `at` in lower case, "" where they do not stand together."""
        if at + length > len(self) or not all(self.follows(at + n) for n in range(1, length)):
            return ""
        return " ".join(self.lower[at : at + length])

    def span(self, first: int, last: int) -> Span:
        """Words first … last, with the full stop of an initial («bà H.»)."""
        start, end = self.found[first][0], self.found[last][1]
        return Span(start, end, Kind.NAME)


def find_names(text: str, staff_names: Sequence[str]) -> Iterator[Span]:
    read = _Text(text)
    given = {fold(name).split()[-1] for name in staff_names if name.strip()}
    for at in range(len(read)):
        if _stands_in_place_name(read, at):
            continue
        yield from _after_address(read, at, given)
        if read.lower[at] in words.SURNAMES and _is_capital(read.words[at]):
            yield from _by_surname(read, at)
    for name in staff_names:
        yield from _full_names(read, fold(name).split())


def _is_capital(word: str) -> bool:
    return word[0].isupper()


def _stands_in_place_name(read: _Text, at: int) -> bool:
    """«đường Lê Lợi», «phường Bà Rịa», «trường THPT Hàm Rồng»."""
    if not read.follows(at):
        return False
    before = read.lower[at - 1]
    if at > 1 and read.phrase(at - 2, 2) in words.PLACE_PHRASES:
        return True
    return before in words.PLACES


def _after_address(read: _Text, at: int, given: set[str]) -> Iterator[Span]:
    """A name behind a form of address or an office; offices between the two are passed over."""
    length = next((n for n in (3, 2, 1) if read.phrase(at, n) in words.ADDRESSES), 0)
    if not length:
        return
    first = at + length
    is_short = read.lower[at] in words.SHORT_ADDRESSES
    if not (read.follows(first) or (is_short and read.follows_short(first))):
        return
    while (n := next((n for n in (3, 2) if read.phrase(first, n) in words.OFFICES), 0)) > 0:
        first += n
        if not read.follows(first):
            return
    last = _end_of_name(read, first)
    if last is not None:
        yield read.span(first, last)
    elif read.folded[first] in given and not is_short:
        yield read.span(first, first)


def _end_of_name(read: _Text, first: int) -> int | None:
    """The last capitalised word of a name that begins at `first`."""
    if not _begins_name(read, first):
        return None
    last = first
    while last - first + 1 < _LONGEST and read.follows(last + 1):
        if not _is_capital(read.words[last + 1]) or read.lower[last + 1] in words.NO_NAMES:
            break
        if read.phrase(last + 1, 2) in words.OFFICES:
            break
        last += 1
    return last


def _begins_name(read: _Text, at: int) -> bool:
    return (
        _is_capital(read.words[at])
        and read.lower[at] not in words.NO_NAMES
        and read.lower[at] not in words.ADDRESSES
    )


def _by_surname(read: _Text, at: int) -> Iterator[Span]:
    """«Nguyễn Văn An» without a form of address; a province of that name is none."""
    if read.phrase(at, 2) in words.PROVINCES or read.phrase(at, 3) in words.PROVINCES:
        return
    last = _end_of_name(read, at)
    if last is not None and last > at:
        yield read.span(at, last)


def _full_names(read: _Text, name: Sequence[str]) -> Iterator[Span]:
    """A staff member's full name in whatever case, with or without diacritics."""
    length = len(name)
    for at in range(len(read) - length + 1) if length > 1 else ():
        if read.folded[at : at + length] == list(name) and read.phrase(at, length):
            yield read.span(at, at + length - 1)
