"""Numbers and addresses that name a person: e-mail, links, dossiers, plates, telephones, papers, houses."""

import re
from collections.abc import Iterator

from surveys.rules.redaction.marks import Kind, Span

_GAP = r"[ .\-\u00a0]?"
_LETTER = r"[^\W\d_]"
_EMAIL = r"[\w.+-]+ ?(?:@|\(a\)|\[at\]|a còng) ?[\w-]+(?: ?\. ?[\w-]+)+"
_LINK = r"(?:https?://|www\.)\S+|\b(?:facebook|fb|zalo|tiktok|youtube)\.(?:com|me|vn|com\.vn)/\S*"
# «H56.23.15-251123-0012», «000.00.15.H56-251123-0012»
_DOSSIER = r"\b[A-Z]?\d{1,3}(?:\.[A-Z]?\d{1,3}){1,5}-\d{6}-\d{2,6}\b"
_DOSSIER_NAMED = (
    r"\b(?:mã|số)\s+(?:hồ sơ|biên nhận|biên lai|giấy hẹn|phiếu hẹn|đơn)(?:\s+(?:số|là))?\s*:?\s*"
    r"(?P<kept>(?=[\w./-]*\d)[\w./-]*\w)"
)
_PLATE = (
    rf"\b\d{{2}}[ -]?[A-ZĐ]{{1,2}}\d?[ .-]{{0,3}}(?:\d{{3}}[. ]?\d{{2}}|\d{{4}})\b"
    rf"|\bbiển(?: số)?(?: xe)? (?P<kept>{_LETTER}{{0,2}} ?\d[\w. -]*\d)"
)
_PHONE = (
    rf"(?<![\w/])(?:\(?\+?84\)?{_GAP}|\(?[0oO])(?:{_GAP}\d\)?){{9,10}}(?![\d/])"
    rf"|(?<![\d/])\(0\d{{2,3}}\){_GAP}\d(?:{_GAP}\d){{6,7}}(?![\d/])"
)
_INSURANCE = rf"\b[A-Z]{{2}}{_GAP}\d(?:{_GAP}\d){{12}}\b"
_PASSPORT = r"\b[A-Z]\d{7,8}\b"
_LONG_NUMBER = rf"(?<![\d/])\d(?:{_GAP}\d){{8,}}(?![\d/])"
_ADDRESS = (
    r"\bsố nhà \d+[\w/]*|\b(?:ngõ|ngách|hẻm|kiệt) \d+[\w/]*"
    r"|\bsố \d+[\w/]* (?:đường|phố)(?: \w+){1,3}"
    r"|\bthửa(?: đất)?(?: số)? \d+|\btờ(?: bản đồ)?(?: số)? \d+"
)
_MONEY = re.compile(r"\s?(?:đồng|đ\b|vnđ|vnd|triệu|tỷ|tỉ|nghìn|ngàn|k\b|đ/)", re.IGNORECASE)
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:[. ]\d{3})+")

_PATTERNS = tuple(
    (kind, re.compile(pattern, flags))
    for kind, pattern, flags in (
        (Kind.EMAIL, _EMAIL, re.IGNORECASE),
        (Kind.LINK, _LINK, re.IGNORECASE),
        (Kind.DOSSIER, _DOSSIER, re.IGNORECASE),
        (Kind.DOSSIER, _DOSSIER_NAMED, re.IGNORECASE),
        (Kind.PLATE, _PLATE, re.IGNORECASE),
        (Kind.IDENTITY, _INSURANCE, re.IGNORECASE),
        (Kind.PHONE, _PHONE, 0),
        (Kind.IDENTITY, _PASSPORT, 0),
        (Kind.IDENTITY, _LONG_NUMBER, 0),
        (Kind.ADDRESS, _ADDRESS, re.IGNORECASE),
    )
)


def find_numbers(text: str) -> Iterator[Span]:
    """In the order in which they are to be believed: the first reading of overlapping ones counts."""
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if not _is_money(text, match):
                named = "kept" if match.groupdict().get("kept") else 0
                yield Span(match.start(named), match.end(named), kind)


def _is_money(text: str, match: re.Match[str]) -> bool:
    """«1.250.000.000 đồng» is a sum, whatever number it looks like."""
    number = match.group().replace("\u00a0", " ")
    plain = number.isdigit() or _GROUPED.fullmatch(number) is not None
    return plain and _MONEY.match(text, match.end()) is not None
