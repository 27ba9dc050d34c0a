"""Made-up comments: the sentences of comments.csv, said by several people in slightly different words."""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).parent / "comments.csv"
_BEFORE = ("", "", "", "Theo tôi: ", "Tôi thấy: ", "Ý kiến của tôi: ", "Kính gửi quý cơ quan. ")
_AFTER = ("", "", "", " Mong được xem xét.", " Cảm ơn.", " Đề nghị nghiên cứu.")
_CHANNELS = ("web",) * 14 + ("meeting",) * 3 + ("paper",) * 2 + ("front",)


@dataclass(frozen=True)
class Said:
    """One line of the file: a thought, and how the agency answered it (empty: not yet)."""

    draft: str
    path: str
    stance: str
    copies: int
    text: str
    wording: str
    disposition: str
    reason: str
    after: str


@dataclass(frozen=True)
class Voice:
    """One made-up comment: in whose words, how it came, and how far into the round (0 … 1)."""

    said: Said
    text: str
    channel: str
    author_kind: str
    when: float


def sayings(draft: str) -> list[Said]:
    """What is said about a draft; the path is empty where it is about the whole."""
    with _FILE.open(encoding="utf-8", newline="") as handle:
        return [
            Said(**{**row, "copies": int(row["copies"])})  # type: ignore[arg-type]
            for row in csv.DictReader(handle)
            if row["draft"] == draft
        ]


def voices(draft: str, draw: random.Random) -> Iterator[Voice]:
    """Every saying as often as the file says; the first in its own words."""
    for said in sayings(draft):
        for copy in range(said.copies):
            text = said.text if copy == 0 else _varied(said.text, draw)
            kind = "organisation" if draw.random() < 0.08 else "individual"
            yield Voice(said, text, draw.choice(_CHANNELS), kind, draw.betavariate(1.1, 1.6))


def _varied(text: str, draw: random.Random) -> str:
    if draw.random() < 0.12:
        text = text.rstrip(".").lower()
    return f"{draw.choice(_BEFORE)}{text}{draw.choice(_AFTER)}"
