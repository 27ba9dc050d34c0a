"""What stands in the place of words that were taken out, and the result of taking them out."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The value is what a reader sees between brackets; the words are Vietnamese, as the texts are."""

    EMAIL = "địa chỉ thư"
    LINK = "liên kết"
    DOSSIER = "mã hồ sơ"
    PLATE = "biển số xe"
    PHONE = "số điện thoại"
    IDENTITY = "số giấy tờ"
    ADDRESS = "địa chỉ"
    NAME = "tên người"


@dataclass(frozen=True)
class Span:
    """Characters [start, end) of the text that are to go."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True)
class Redaction:
    """The text with marks, and what kinds of things were taken out, in the order of the text."""

    text: str
    kinds: tuple[Kind, ...]


def mark(kind: Kind) -> str:
    return f"[{kind}]"


MARK = re.compile(r"\[[^\[\]\n]{1,40}\]")
