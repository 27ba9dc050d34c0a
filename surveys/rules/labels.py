"""Labels of a response: what a form tells about how it was filled in. They never change a weight.

They are packed into one small number that is kept for good and stands under the ledger's commitment: bit 0
the bait was filled in (a field that people do not see), bit 1 the page's small work was done (asked on
open pages only; without script nobody does it), bits 2–4 whether anybody was beside. How fast the form was
filled in is a column of its own. A questionnaire that asks BESIDE_QUESTION itself answers for the page; else
the page asks as its own last question, outside of everything that counts.

Fields of a page that belong to no question begin with a full stop, or end with PRIVATE_SUFFIX.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from base.typed import Fields

BAIT_FIELD = ".website"
WORK_FIELD = ".work"
BESIDE_FIELD = ".beside"
LABEL_FIELDS = frozenset({BAIT_FIELD, WORK_FIELD, BESIDE_FIELD})
PRIVATE_SUFFIX = ".private"

WORK_BITS = 11
_LONGEST_WORK = 9
_BAIT, _WORK, _BESIDE_SHIFT = 1, 2, 2


class Beside(IntEnum):
    """«Khi trả lời có ai đứng cạnh hoặc hướng dẫn ông/bà chọn không?»"""

    BLANK = 0
    ALONE = 1
    FAMILY = 2
    STAFF_NEAR = 3
    STAFF_GUIDED = 4

    @property
    def option(self) -> str:
        """Its key in a form: that of the shipped questionnaires' options."""
        return self.name.lower()


BESIDE_QUESTION = "someone_beside"
_BESIDE = {one.option: one for one in Beside if one}


@dataclass(frozen=True)
class Labels:
    is_bait_taken: bool = False
    is_work_done: bool = False
    beside: Beside = Beside.BLANK

    def packed(self) -> int:
        return (
            self.is_bait_taken * _BAIT + self.is_work_done * _WORK + (self.beside << _BESIDE_SHIFT)
        )


NO_LABELS = Labels()


def unpacked(labels: int) -> Labels:
    return Labels(
        bool(labels & _BAIT), bool(labels & _WORK), Beside(min(labels >> _BESIDE_SHIFT & 7, 4))
    )


def read_labels(fields: Fields, token: str) -> Labels:
    """Whatever was sent gives labels: nothing here is a mistake, and nothing is refused for it."""
    beside = fields.get(BESIDE_FIELD) or fields.get(BESIDE_QUESTION, ())
    return Labels(
        is_bait_taken=any(value.strip() for value in fields.get(BAIT_FIELD, ())),
        is_work_done=is_work_done(token, _first(fields.get(WORK_FIELD, ()))),
        beside=_BESIDE.get(_first(beside), Beside.BLANK),
    )


def _first(values: Sequence[str]) -> str:
    return values[0] if values else ""


def is_work_done(token: str, number: str) -> bool:
    """Whether SHA-256 of "<token>:<number>" begins with WORK_BITS zero bits."""
    if not (number.isascii() and number.isdigit() and len(number) <= _LONGEST_WORK):
        return False
    digest = hashlib.sha256(f"{token}:{number}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - WORK_BITS) == 0
