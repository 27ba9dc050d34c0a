"""What residents type, made ready to keep, and what is said when it cannot be kept."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from base.words import N_, nfc

_UNREADABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffd-\uffff]")
Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Mistake:
    """`sentence` is a message id with named placeholders for `values`."""

    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)


UNREADABLE = Mistake(N_("Có ký tự không đọc được. Xin xóa phần đó rồi gõ lại."))


class TypedWrong(Exception):
    """What was typed in one field cannot be kept; the mistake says what to do."""

    def __init__(self, mistake: Mistake) -> None:
        super().__init__(mistake.sentence)
        self.mistake = mistake


def clean_words(typed: str, limit: int) -> str:
    """Composed, trimmed, lines ended by one sign; raises TypedWrong for what is too long or unreadable."""
    text = nfc(typed.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if _UNREADABLE.search(text):
        raise TypedWrong(UNREADABLE)
    if len(text) > limit:
        sentence = N_(
            "Phần này có %(length)s chữ cái và dấu, nhiều nhất là %(limit)s. Xin rút ngắn; "
            "những gì đã gõ vẫn còn nguyên."
        )
        raise TypedWrong(Mistake(sentence, {"length": len(text), "limit": limit}))
    return text


def is_unreadable(character: str) -> bool:
    """Controls but line end and tab, halves of pairs, and the sign that stands for broken UTF-8."""
    return bool(_UNREADABLE.match(character))


def printable(text: str) -> str:
    """Typed text for showing again: what no HTML page may hold is left out."""
    return "".join(ch for ch in text if ch == "\r" or not is_unreadable(ch))
