"""What a reviewer may make of a text: take words out, bring words back, never say anything new."""

from base.rules import RuleBroken
from base.words import nfc
from surveys.rules.redaction.marks import MARK


class WordsAdded(RuleBroken):
    sentence = (
        "Bản sửa có chữ mà người dân không viết: «%(words)s». Chỉ được bỏ bớt chữ, hoặc thay bằng dấu "
        "ngoặc vuông như [tên người]."
    )


def check_only_removes(original: str, edited: str) -> None:
    """Whatever stands between the marks of `edited` stands in `original`, in the same order."""
    source, at = _plain(original), 0
    for piece in MARK.split(nfc(edited)):
        words = _plain(piece)
        if not words:
            continue
        found = source.find(words, at)
        if found < 0:
            raise WordsAdded(words=words[:80])
        at = found + len(words)


def is_cut(redacted: str, shown: str) -> bool:
    """Whether words that the rule had left are missing from what is to be shown."""
    try:
        check_only_removes(shown, redacted)
    except WordsAdded:
        return True
    return False


def _plain(text: str) -> str:
    return " ".join(nfc(text).split())
