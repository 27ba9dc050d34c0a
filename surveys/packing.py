"""Answers as bytes: one slot a question, so that a million rows are one numpy array.

rating: 1 byte, 0 blank, 1–5 the level, 9 «không có ý kiến»; single: 1 byte, 0 blank, 1… the option's place;
multiple: 2 bytes big-endian, bit i = option i; number: 4 bytes big-endian signed, the least value = blank;
texts: no slot (they are rows of `response_text`). A question that was not shown is blank.
"""

import struct
from collections.abc import Mapping
from typing import Any

from surveys.questionnaire_content import MULTIPLE, NUMBER, RATING, SINGLE, Content, Question

NO_OPINION = 9
_BLANK_NUMBER = -(2**31)
_WIDTH = {RATING: 1, SINGLE: 1, MULTIPLE: 2, NUMBER: 4}


def slots(content: Content) -> dict[str, tuple[int, int]]:
    """question key → (offset, width) in the packed bytes; texts are absent."""
    offset = 0
    layout = {}
    for question in content.questions:
        width = _WIDTH.get(question.type, 0)
        if width:
            layout[question.key] = (offset, width)
            offset += width
    return layout


def pack(content: Content, answers: Mapping[str, Any]) -> bytes:
    """`answers`: rating → 1–5 or 9; single → option key; multiple → option keys; number → int."""
    return b"".join(
        _pack_one(question, answers.get(question.key))
        for question in content.questions
        if question.type in _WIDTH
    )


def _pack_one(question: Question, value: Any) -> bytes:
    keys = [option.key for option in question.options]
    if question.type == NUMBER:
        return struct.pack(">i", _BLANK_NUMBER if value is None else value)
    if question.type == MULTIPLE:
        return struct.pack(">H", sum(1 << keys.index(key) for key in value or ()))
    if question.type == SINGLE:
        return bytes([0 if value is None else keys.index(value) + 1])
    return bytes([0 if value is None else value])


def unpack(content: Content, packed: bytes) -> dict[str, Any]:
    """The answers back, blanks left out."""
    answers = {}
    layout = slots(content)
    for question in content.questions:
        if question.key in layout:
            offset, width = layout[question.key]
            value = _unpack_one(question, packed[offset : offset + width])
            if value not in (None, []):
                answers[question.key] = value
    return answers


def _unpack_one(question: Question, raw: bytes) -> Any:
    if question.type == NUMBER:
        number = struct.unpack(">i", raw)[0]
        return None if number == _BLANK_NUMBER else number
    value = int.from_bytes(raw, "big")
    if question.type == MULTIPLE:
        return [option.key for bit, option in enumerate(question.options) if value >> bit & 1]
    if value == 0:
        return None
    return question.options[value - 1].key if question.type == SINGLE else value
