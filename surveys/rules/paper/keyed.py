"""What a clerk types of a form: one key an answer; and how two keyings of a form are compared.

Rating: 1–5, 0 «không có ý kiến», empty blank. One choice: its place, 1…; several: their places in a row
(«134»). A number as it stands. Free words are typed as they are, by the first clerk only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from base.rules import RuleBroken
from base.typed import Fields, Mistake, TypedWrong, clean_words
from base.words import N_
from surveys.packing import NO_OPINION, pack, unpack
from surveys.questionnaire_content import (
    LONG_TEXT,
    MULTIPLE,
    NUMBER,
    RATING,
    SHORT_TEXT,
    SINGLE,
    Content,
    Question,
)
from surveys.rules.answers import TEXT_LIMITS, is_shown

FILLED, SPOILED, BLANK = "filled", "spoiled", "blank"
OUTCOMES = (FILLED, SPOILED, BLANK)
WORD_TYPES = (SHORT_TEXT, LONG_TEXT)
NO_SUCH_LEVEL = Mistake(N_("Chỉ gõ 1 đến 5, gõ 0 nếu «không có ý kiến», để trống nếu không chọn."))
NO_SUCH_CHOICE = Mistake(N_("Chỉ gõ số thứ tự của ô được chọn, từ 1 đến %(last)s."))
NOT_A_NUMBER = Mistake(N_("Chỉ gõ một số nguyên."))


class OutcomeUnknown(RuleBroken):
    sentence = "Xin chọn: phiếu có trả lời, phiếu hỏng, hoặc phiếu trắng."


class NothingKeyed(RuleBroken):
    sentence = "Chưa gõ câu trả lời nào. Nếu phiếu không ghi gì, xin chọn «Phiếu trắng»."


@dataclass(frozen=True)
class Keyed:
    """A form as one person read it; `answers` packed, empty unless filled."""

    outcome: str
    answers: bytes = b""


@dataclass(frozen=True)
class TypedForm:
    """What came from the page: `mistakes` by question key; `keyed` counts only without any."""

    keyed: Keyed
    words: Mapping[str, str]
    mistakes: Mapping[str, Mistake]


def keyed_questions(content: Content) -> tuple[Question, ...]:
    """Those that are answered by keys, in their order."""
    return tuple(one for one in content.questions if one.type not in WORD_TYPES)


def word_questions(content: Content) -> tuple[Question, ...]:
    return tuple(one for one in content.questions if one.type in WORD_TYPES)


def read_typed(content: Content, fields: Fields, outcome: str) -> TypedForm:
    """Raises OutcomeUnknown or NothingKeyed; questions that no answer calls for are left out."""
    if outcome not in OUTCOMES:
        raise OutcomeUnknown
    if outcome != FILLED:
        return TypedForm(Keyed(outcome), {}, {})
    answers: dict[str, Any] = {}
    mistakes: dict[str, Mistake] = {}
    for question in keyed_questions(content):
        try:
            value = _value(question, "".join(fields.get(question.key, ())).strip())
        except TypedWrong as wrong:
            mistakes[question.key] = wrong.mistake
            continue
        if value not in (None, []) and is_shown(question, answers):
            answers[question.key] = value
    words = _words(content, fields, mistakes)
    if not (answers or words or mistakes):
        raise NothingKeyed
    packed = b"" if mistakes else pack(content, answers)
    return TypedForm(Keyed(FILLED, packed), words, mistakes)


def _words(content: Content, fields: Fields, mistakes: dict[str, Mistake]) -> dict[str, str]:
    words = {}
    for question in word_questions(content):
        try:
            text = clean_words("\n".join(fields.get(question.key, ())), TEXT_LIMITS[question.type])
        except TypedWrong as wrong:
            mistakes[question.key] = wrong.mistake
            continue
        if text:
            words[question.key] = text
    return words


def _value(question: Question, typed: str) -> Any:
    if not typed:
        return None
    if question.type == RATING:
        return _level(question, typed)
    if question.type == NUMBER:
        return _number(question, typed)
    return _choice(question, typed)


def _level(question: Question, typed: str) -> int:
    if typed == "0" and question.allows_no_opinion:
        return NO_OPINION
    if typed not in ("1", "2", "3", "4", "5"):
        raise TypedWrong(NO_SUCH_LEVEL)
    return int(typed)


def _number(question: Question, typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 9):
        raise TypedWrong(NOT_A_NUMBER)
    number = int(typed)
    low = question.minimum if question.minimum is not None else 0
    high = question.maximum if question.maximum is not None else 10**9
    if not low <= number <= high:
        raise TypedWrong(Mistake(N_("Số này phải từ %(low)s trở lên."), {"low": low}))
    return number


def _choice(question: Question, typed: str) -> Any:
    last = len(question.options)
    places = [int(ch) if ch.isascii() and ch.isdigit() else 0 for ch in typed]
    is_one = question.type == SINGLE and len(places) == 1
    if not all(1 <= place <= last for place in places) or not (is_one or question.type == MULTIPLE):
        raise TypedWrong(Mistake(NO_SUCH_CHOICE.sentence, {"last": last}))
    if question.type == SINGLE:
        return question.options[places[0] - 1].key
    return [option.key for at, option in enumerate(question.options, start=1) if at in places]


def keys_of(content: Content, answers: bytes) -> dict[str, str]:
    """question key → what one would type for it; blanks are empty. The inverse of `read_typed`."""
    if not answers:
        return {}
    given = unpack(content, answers)
    return {one.key: _keys(one, given.get(one.key)) for one in keyed_questions(content)}


def _keys(question: Question, value: Any) -> str:
    if value is None:
        return ""
    if question.type == RATING:
        return "0" if value == NO_OPINION else str(value)
    if question.type == NUMBER:
        return str(value)
    chosen = value if isinstance(value, list) else [value]
    return "".join(str(at) for at, one in enumerate(question.options, 1) if one.key in chosen)


def is_same(first: Keyed, second: Keyed) -> bool:
    return first.outcome == second.outcome and first.answers == second.answers


def differing(content: Content, first: Keyed | None, second: Keyed | None) -> list[str]:
    """Keys of the questions read differently; nothing where one has no such form or another outcome."""
    if first is None or second is None or first.outcome != second.outcome:
        return []
    one, other = keys_of(content, first.answers), keys_of(content, second.answers)
    return [key for key in one if one[key] != other.get(key)]
