"""TCVN3, VNI and other letters from before Unicode, turned into Unicode; by font name or by the letters."""

import re
from functools import cache

from viparse import detect_text_encoding
from viparse.normalize.encodings import get_charmap
from viparse.normalize.frequency import vietnamese_score
from viparse.normalize.tables import convert

from base.words import nfc
from feedback.parsing import doubts

_UNICODE_VIETNAMESE = re.compile(r"[ạ-ỹẠ-ỸăĂđĐơƠưƯ]")
_CODES = {"tcvn3": doubts.FROM_TCVN3, "vni": doubts.FROM_VNI}
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_SAMPLE = 6000


def font_encoding(font: str | None) -> str | None:
    """«.VnTime» → tcvn3, «VNI-Times» → vni, other fonts → None."""
    name = _SUBSET.sub("", font or "").upper()
    if name.startswith(".VN"):
        return "tcvn3"
    return "vni" if name.startswith("VNI") else None


def from_font(text: str, font: str | None) -> tuple[str, str | None]:
    """The text of one run in Unicode, and the code of the doubt if it was changed.

    A font whose name ends in H draws capitals; a text that is Unicode already is left alone.
    """
    encoding = font_encoding(font)
    if encoding is None or not text.strip() or _UNICODE_VIETNAMESE.search(text):
        return text, None
    turned = in_unicode(text, encoding)
    if encoding == "tcvn3" and (font or "").upper().rstrip(" BI").endswith("H"):
        turned = turned.upper()
    return turned, _CODES[encoding] if turned != text else None


def in_unicode(text: str, encoding: str) -> str:
    charmap = get_charmap(encoding)
    return convert(text, charmap, "NFC") if charmap else nfc(text)


def guessed(text: str) -> tuple[str, str | None]:
    """A text without fonts: turned only where it holds no Vietnamese Unicode and surely is legacy."""
    if _UNICODE_VIETNAMESE.search(text[:_SAMPLE]) or text.isascii():
        return text, None
    encoding = detect_text_encoding(text[:_SAMPLE])
    if encoding is None:
        return text, None
    return in_unicode(text, encoding), _CODES.get(encoding, doubts.FROM_OTHER_ENCODING)


def decode_text(data: bytes) -> tuple[str, str | None]:
    """The text of a .txt in whatever encoding it was saved; the doubt where it was no Unicode."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            return guessed(data.decode(encoding, "replace"))
    if data[:400].count(0) > len(data[:400]) // 4:
        return guessed(data.decode("utf-16-le" if data[1:2] == b"\0" else "utf-16-be", "replace"))
    try:
        return guessed(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _best_of_single_bytes(data)


def _best_of_single_bytes(data: bytes) -> tuple[str, str | None]:
    western = data.decode("cp1252", "replace").replace("\ufffd", " ")
    candidates = [(nfc(data.decode("cp1258", "replace")), doubts.FROM_OTHER_ENCODING)]
    candidates += [(in_unicode(western, name), _CODES[name]) for name in ("tcvn3", "vni")]
    return max(candidates, key=lambda candidate: vietnamese_score(candidate[0][:_SAMPLE]))


@cache
def is_symbol_font(font: str) -> bool:
    return font.lower().startswith(("wingdings", "symbol", "webdings"))
