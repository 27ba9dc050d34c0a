"""Finds telephone and identity numbers and e-mail addresses in what somebody is about to publish.

It only warns: the person decides whether to change or keep the words.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

_GAP = r"[ .\-\u00a0]?"
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(rf"(?<![\d/])(?:\+?84{_GAP}|0)(?:[2-9](?:{_GAP}\d){{8,9}})(?![\d/])")
_IDENTITY = re.compile(rf"(?<![\d/])\d(?:{_GAP}\d){{11}}(?![\d/])")
_OLD_IDENTITY = re.compile(r"(?<![\d/.,])\d{9}(?![\d/]|[.,]\d)")


class Personal(StrEnum):
    PHONE = "phone"
    IDENTITY = "identity"  # căn cước công dân (12 digits), chứng minh nhân dân (9)
    EMAIL = "email"


@dataclass(frozen=True)
class Found:
    kind: Personal
    words: str


def find_personal(text: str) -> list[Found]:
    """Each number or address once, in the order of the text; overlapping readings count as the first."""
    spans = [
        (match.start(), match.end(), Found(kind, match.group()))
        for kind, pattern in (
            (Personal.EMAIL, _EMAIL),
            (Personal.IDENTITY, _IDENTITY),
            (Personal.PHONE, _PHONE),
            (Personal.IDENTITY, _OLD_IDENTITY),
        )
        for match in pattern.finditer(text)
    ]
    taken: list[tuple[int, int, Found]] = []
    for start, end, found in spans:
        if all(end <= other_start or start >= other_end for other_start, other_end, _ in taken):
            taken.append((start, end, found))
    return list(dict.fromkeys(found for _start, _end, found in sorted(taken, key=lambda t: t[0])))
