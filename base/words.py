"""Vietnamese words made comparable: Unicode NFC, folding away of diacritics, sort keys."""

import unicodedata

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_RANK = {letter: rank for rank, letter in enumerate(_ALPHABET)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}


def N_(message: str) -> str:
    """Marks a text for the message catalogue where it is not shown yet."""
    return message


def nfc(text: str) -> str:
    """The composed form in which every text is stored."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Lower case without diacritics, for search: «Thọ Xuân» and «tho xuan» become equal."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    bare = "".join(ch for ch in decomposed if not unicodedata.combining(ch))
    return " ".join(bare.split())


def sort_key(text: str) -> tuple[tuple[tuple[int, int], ...], str]:
    """Orders as a Vietnamese dictionary does: a ă â b … d đ; tones break ties within a word."""
    letters = []
    for ch in unicodedata.normalize("NFC", text.lower()):
        tone = 0
        marks = unicodedata.normalize("NFD", ch)
        for mark in marks:
            tone = _TONES.get(mark, tone)
        base = unicodedata.normalize("NFC", "".join(m for m in marks if m not in _TONES))
        letters.append(
            (_LETTER_RANK.get(base, -1) if base.isalpha() else ord(base[0]) - 1000, tone)
        )
    return tuple(letters), text
