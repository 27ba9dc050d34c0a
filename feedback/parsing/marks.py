"""The numbers that open a provision: «Điều 3.», «2.», «đ)», «IV.», «1.1.», «-»; read off a line's start."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from feedback.parsing import ordinals
from feedback.parsing.blocks import Block


class Style(StrEnum):
    PHAN = "phan"
    CHUONG = "chuong"
    MUC = "muc"
    TIEU_MUC = "tieu-muc"
    DIEU = "dieu"
    CAPITAL = "capital"  # A.
    ROMAN = "roman"  # I.
    DECIMAL = "decimal"  # 1.
    DECIMAL_2 = "decimal-2"  # 1.1.
    DECIMAL_3 = "decimal-3"
    DECIMAL_4 = "decimal-4"
    LETTER = "letter"  # a)
    LETTER_DOT = "letter-dot"  # a.
    NUMBER_BRACKET = "number-bracket"  # 1)
    BRACKETED_NUMBER = "bracketed-number"  # (1)
    BRACKETED_LETTER = "bracketed-letter"  # (a)
    SMALL_ROMAN = "small-roman"  # (i)
    DASH = "dash"
    PLUS = "plus"
    DOT = "dot"
    STAR = "star"
    BARE = "bare"  # a heading without a number


BULLETS = {Style.DASH, Style.PLUS, Style.DOT, Style.STAR}
DIVISIONS = {Style.PHAN, Style.CHUONG, Style.MUC, Style.TIEU_MUC}
DECIMALS = (Style.DECIMAL, Style.DECIMAL_2, Style.DECIMAL_3, Style.DECIMAL_4)


@dataclass(frozen=True)
class Mark:
    """`number` as printed, `rest` what follows it, `value` its place in its row (0 for bullets).

    `key` is what tells two of a row apart: «5a», «đ», «1.2». `is_sure` is False where the number has no
    full stop behind it and might be a reference.
    """

    style: Style
    number: str
    rest: str
    value: int = 0
    key: str = ""
    is_sure: bool = True


_WORD = r"(?:thứ\s+)?(?:nhất|nhì|một|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười)(?:\s+(?:một|hai|ba|tư|năm))?"
_DIVISION = re.compile(
    rf"(?P<number>(?P<kind>phần|chương|tiểu\s+mục|mục)\s+(?P<value>[ivxlc]+|\d{{1,3}}|[a-hđ]|{_WORD}))"
    r"(?P<end>\s*[.:]|\s+[-–—](?=\s)|(?=\s|$))\s*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_ARTICLE = re.compile(
    r"(?P<number>(?:Điều|ĐIỀU)\s+(?P<value>\d{1,4})(?P<suffix>[a-zđ]{0,2}))(?![\w/])"
    r"(?P<end>\s*[.:](?:\s?[-–](?=\s))?|\s*[-–—](?=\s)|)\s*(?P<rest>.*)",
    re.DOTALL,
)
_DECIMAL = re.compile(
    r"(?P<number>(?P<value>\d{1,3}(?:\.\d{1,2}){0,3})(?P<end>[./)]|[-–](?=\s))?)(?P<space>\s+|(?=[^\W\d])|$)"
    r"(?P<rest>.*)",
    re.DOTALL,
)
_ROMAN_LINE = re.compile(
    r"(?P<number>(?P<value>[IVXLC]{1,6})(?:[./)]|\s*[-–](?=\s)))\s*(?P<rest>.*)", re.DOTALL
)
_CAPITAL_LINE = re.compile(r"(?P<number>(?P<value>[A-HĐ])[./)])\s+(?P<rest>.*)", re.DOTALL)
_LETTER_LINE = re.compile(
    r"(?P<number>(?P<value>[a-zđ])(?P<end>[.)/,]))(?P<space>\s*)(?P<rest>.*)", re.DOTALL
)
_IN_BRACKETS = re.compile(
    r"(?P<number>\((?P<value>[a-zđ]|[ivx]{1,5}|\d{1,2})\))\s+(?P<rest>.*)", re.DOTALL
)
_BULLET = re.compile(r"(?P<number>[-–—−+•●▪■◦○*]|o(?=\t))(?P<space>\s*)(?P<rest>.+)", re.DOTALL)
_DIVISION_STYLES = {
    "phần": Style.PHAN,
    "chương": Style.CHUONG,
    "mục": Style.MUC,
    "tiểu mục": Style.TIEU_MUC,
}
_CONTENTS_LINE = re.compile(r"(?:\.{4,}|…{2,})\s*\d{1,3}$")
_POINTS_ELSEWHERE = re.compile(
    r"(của|này|và|hoặc|đến|nêu|trong|tại|thì|Chương|Phần|Mục|Điều|Luật|Nghị|Bộ luật)\b"
)
_NAMES_A_TEXT = re.compile(
    r"(Luật|Nghị|Quyết|Quy|Thông|Bộ|Hiến|Pháp lệnh|Điều lệ|Chỉ thị|Kế hoạch)\b"
)


@lru_cache(maxsize=8192)
def read_mark(text: str) -> Mark | None:
    """The mark a line opens with, or None; a reference such as «Điều 3 của Luật này» is none."""
    for reader in (_article, _division, _bracketed, _decimal, _roman, _capital, _letter, _bullet):
        mark = reader(text)
        if mark:
            return mark
    return None


def _article(text: str) -> Mark | None:
    found = _ARTICLE.match(text)
    if not found:
        return None
    rest, end = found["rest"], found["end"].strip()
    is_sure = bool(end) or not rest
    if not is_sure and (not rest[0].isupper() or _NAMES_A_TEXT.match(rest)):
        return None
    key = found["value"] + found["suffix"]
    return Mark(Style.DIEU, _one_line(found["number"]), rest, int(found["value"]), key, is_sure)


def _division(text: str) -> Mark | None:
    found = _DIVISION.match(text)
    if not found or not found["kind"][0].isupper():
        return None
    rest = found["rest"]
    if rest and (rest[0].islower() or (not found["end"] and _POINTS_ELSEWHERE.match(rest))):
        return None
    value = ordinals.division_value(" ".join(found["value"].split()))
    if value is None:
        return None
    style = _DIVISION_STYLES[" ".join(found["kind"].lower().split())]
    return Mark(style, _one_line(found["number"]), rest, value, str(value))


def _decimal(text: str) -> Mark | None:
    found = _DECIMAL.match(text)
    if not found:
        return None
    parts, end = found["value"].split("."), found["end"]
    if end is None and len(parts) == 1:
        return None
    if end is None and (not found["space"] or not found["rest"][:1].isupper()):
        return None
    if end == ")":
        return _number_bracket(found) if len(parts) == 1 else None
    if end in ("-", "–") and len(parts) > 1:
        return None
    if end == "/" and not found["space"]:
        return None
    style = DECIMALS[len(parts) - 1]
    return Mark(
        style, found["number"], found["rest"], int(parts[-1]), found["value"], end is not None
    )


def _number_bracket(found: re.Match[str]) -> Mark:
    return Mark(
        Style.NUMBER_BRACKET, found["number"], found["rest"], int(found["value"]), found["value"]
    )


def _roman(text: str) -> Mark | None:
    found = _ROMAN_LINE.match(text)
    value = ordinals.roman_value(found["value"]) if found else None
    if not found or not value:
        return None
    return Mark(Style.ROMAN, found["number"], found["rest"], value, found["value"])


def _capital(text: str) -> Mark | None:
    found = _CAPITAL_LINE.match(text)
    if not found:
        return None
    value = ordinals.letter_value(found["value"]) or 0
    return Mark(Style.CAPITAL, found["number"], found["rest"], value, found["value"])


def _letter(text: str) -> Mark | None:
    found = _LETTER_LINE.match(text)
    if not found or (found["end"] != ")" and not found["space"]):
        return None
    style = Style.LETTER if found["end"] == ")" else Style.LETTER_DOT
    value = ordinals.letter_value(found["value"]) or 0
    return Mark(style, found["number"], found["rest"], value, found["value"])


def _bracketed(text: str) -> Mark | None:
    found = _IN_BRACKETS.match(text)
    if not found:
        return None
    value, number, rest = found["value"], found["number"], found["rest"]
    if value.isdecimal():
        return Mark(Style.BRACKETED_NUMBER, number, rest, int(value), value)
    roman = ordinals.roman_value(value)
    if roman and (len(value) > 1 or value == "i"):
        return Mark(Style.SMALL_ROMAN, number, rest, roman, value)
    return Mark(Style.BRACKETED_LETTER, number, rest, ordinals.letter_value(value) or 0, value)


def _bullet(text: str) -> Mark | None:
    found = _BULLET.match(text)
    if not found or (not found["space"] and not found["rest"][0].isupper()):
        return None
    sign = found["number"]
    style = (
        Style.DASH if sign in "-–—−" else {"+": Style.PLUS, "*": Style.STAR}.get(sign, Style.DOT)
    )
    return Mark(style, sign, found["rest"])


def _one_line(text: str) -> str:
    return " ".join(text.split())


def mark_of(block: Block) -> Mark | None:
    """The mark of a paragraph; tables, footnotes and lines of a table of contents have none."""
    if not block.is_paragraph or block.is_prose or _CONTENTS_LINE.search(block.text):
        return None
    return read_mark(block.text)
