"""The values of printed numbers: 5, 5a, XIV, đ, «thứ hai»; and which number may follow which."""

import re

LETTERS = "abcdđeghiklmnopqrstuvxy"
LATIN = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_ROMAN_FORM = re.compile(r"(?:C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_WORDS = {
    "nhất": 1, "một": 1, "hai": 2, "nhì": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6,
    "bảy": 7, "tám": 8, "chín": 9, "mười": 10,
}  # fmt: skip


def roman_value(text: str) -> int | None:
    """«XIV» → 14; None for what is no Roman number."""
    upper = text.upper()
    if not upper or not _ROMAN_FORM.fullmatch(upper):
        return None
    values = [_ROMAN[letter] for letter in upper]
    following = [*values[1:], 0]
    return sum(-a if a < b else a for a, b in zip(values, following, strict=True))


def word_value(text: str) -> int | None:
    """«nhất» → 1, «mười hai» → 12."""
    values = [_WORDS.get(word) for word in text.lower().split()]
    if not values or None in values:
        return None
    return sum(value for value in values if value)


def letter_value(text: str) -> int | None:
    """«đ» → 5: its place in the row of Vietnamese points; None for letters that row leaves out."""
    place = LETTERS.find(text.lower()) if len(text) == 1 else -1
    return place + 1 if place >= 0 else None


def division_value(text: str) -> int | None:
    """The number of a Phần, Chương or Mục: digits, Roman, a word, or a single capital letter."""
    if text.isdecimal():
        return int(text)
    words = text.lower().removeprefix("thứ").strip()
    return roman_value(text) or word_value(words) or letter_value(text)


def letters_follow(before: str, after: str) -> bool:
    """Whether point `after` comes next: đ after d, or e after d where đ is not used."""
    for row in (LETTERS, LATIN, "aăâbcdđeêghiklmnoôơpqrstuưvxy"):
        place = row.find(before.lower())
        if place >= 0 and row[place + 1 : place + 2] == after.lower():
            return True
    return False
