"""What a resident filled in, read against the questionnaire: values, free words, and every mistake.

Field names: a question's key; `<key>.other` for the words beside «khác». A question that was not shown
(show-if) is dropped without a word; anything else that does not fit is a mistake, never guessed at.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from base.typed import Fields, Mistake, TypedWrong, clean_words
from base.words import N_
from surveys.packing import NO_OPINION
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
from surveys.rules.labels import LABEL_FIELDS, PRIVATE_SUFFIX

TEXT_LIMITS = {SHORT_TEXT: 200, LONG_TEXT: 2000}
OTHER_LIMIT = 200
OTHER_SUFFIX = ".other"
_LEVELS = {str(level): level for level in range(1, 6)}
_LEAST_NUMBER, _MOST_NUMBER = -(2**31) + 1, 2**31 - 1

REQUIRED = Mistake(N_("Xin trả lời câu này."))
REQUIRED_RATING = Mistake(N_("Xin chọn một mức, hoặc «Không có ý kiến»."))
NOT_OFFERED = Mistake(N_("Câu trả lời gửi tới không có trong các lựa chọn. Xin chọn lại."))
CHOOSE_ONE = Mistake(N_("Câu này chỉ chọn một. Xin chọn lại."))
NOT_A_NUMBER = Mistake(N_("Xin gõ một số nguyên, ví dụ 30."))
STRANGE_QUESTION = Mistake(
    N_("Phiếu gửi tới có câu không nằm trong bộ câu hỏi này. Xin xem lại rồi bấm gửi lần nữa.")
)


NOTHING_ANSWERED = Mistake(N_("Ông/bà chưa trả lời câu nào. Xin trả lời ít nhất một câu rồi gửi."))


@dataclass(frozen=True)
class Given:
    """`answers` as `surveys.packing.pack` takes them; `words` by question key, composed and trimmed.

    `mistakes` belong to a question each, `whole` to the form as a whole; the words of the questions in
    `province_only` are not to be published.
    """

    answers: Mapping[str, Any]
    words: Mapping[str, str]
    mistakes: Mapping[str, Mistake]
    whole: tuple[Mistake, ...] = ()
    province_only: frozenset[str] = frozenset()

    @property
    def is_sound(self) -> bool:
        return not self.mistakes and not self.whole


def read_answers(content: Content, fields: Fields) -> Given:
    """Everything the form holds; what is wrong is in `mistakes`, and the rest is read all the same."""
    answers: dict[str, Any] = {}
    words: dict[str, str] = {}
    mistakes: dict[str, Mistake] = {}
    for question in content.questions:
        if not is_shown(question, answers):
            continue
        try:
            value, text = _read_question(question, fields)
        except TypedWrong as wrong:
            mistakes[question.key] = wrong.mistake
            continue
        if value not in (None, []):
            answers[question.key] = value
        if text:
            words[question.key] = text
    whole = [STRANGE_QUESTION] if _strangers(content, fields) else []
    if not (answers or words or mistakes):
        whole.append(NOTHING_ANSWERED)
    province_only = frozenset(key for key in words if key + PRIVATE_SUFFIX in fields)
    return Given(answers, words, mistakes, tuple(whole), province_only)


def is_shown(question: Question, answers: Mapping[str, Any]) -> bool:
    """Whether the answers so far call for the question."""
    if question.show_if is None:
        return True
    given = answers.get(question.show_if.question)
    chosen = given if isinstance(given, list) else [given]
    return any(str(one) in question.show_if.values for one in chosen if one is not None)


def _strangers(content: Content, fields: Fields) -> set[str]:
    """Names of fields that neither a question nor the page itself has."""
    unknown = set(fields) - content.question_keys - LABEL_FIELDS
    return unknown - _names_beside(content) if unknown else unknown


def _names_beside(content: Content) -> set[str]:
    """Of the fields that stand beside a question's own."""
    private = {
        question.key + PRIVATE_SUFFIX
        for question in content.questions
        if question.type == LONG_TEXT
    }
    return private | {
        question.key + OTHER_SUFFIX
        for question in content.questions
        if any(option.is_other for option in question.options)
    }


def _read_question(question: Question, fields: Fields) -> tuple[Any, str]:
    """(value, words) of one question; raises TypedWrong."""
    values = [value for value in fields.get(question.key, ()) if value.strip()]
    value, text = _READERS[question.type](question, values)
    if question.type in (SINGLE, MULTIPLE):
        text = _other_words(question, value, fields)
    if question.is_required and value in (None, []) and not text:
        raise TypedWrong(REQUIRED_RATING if _offers_no_opinion(question) else REQUIRED)
    return value, text


def _offers_no_opinion(question: Question) -> bool:
    return question.type == RATING and question.allows_no_opinion


def _only(values: Sequence[str]) -> str | None:
    if len(set(values)) > 1:
        raise TypedWrong(CHOOSE_ONE)
    return values[0] if values else None


def _read_rating(question: Question, values: Sequence[str]) -> tuple[Any, str]:
    value = _only(values)
    if value is None:
        return None, ""
    if value == str(NO_OPINION) and question.allows_no_opinion:
        return NO_OPINION, ""
    if value not in _LEVELS:
        raise TypedWrong(NOT_OFFERED)
    return _LEVELS[value], ""


def _read_single(question: Question, values: Sequence[str]) -> tuple[Any, str]:
    value = _only(values)
    if value is not None and value not in [option.key for option in question.options]:
        raise TypedWrong(NOT_OFFERED)
    return value, ""


def _read_multiple(question: Question, values: Sequence[str]) -> tuple[Any, str]:
    keys = [option.key for option in question.options]
    if any(value not in keys for value in values):
        raise TypedWrong(NOT_OFFERED)
    return [key for key in keys if key in values], ""


def _read_number(question: Question, values: Sequence[str]) -> tuple[Any, str]:
    typed = _only([value.strip() for value in values])
    if typed is None:
        return None, ""
    digits = typed.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 10):
        raise TypedWrong(NOT_A_NUMBER)
    number = int(typed)
    low = _LEAST_NUMBER if question.minimum is None else question.minimum
    high = _MOST_NUMBER if question.maximum is None else question.maximum
    if number < low:
        raise TypedWrong(Mistake(N_("Số này phải từ %(low)s trở lên."), {"low": low}))
    if number > high:
        raise TypedWrong(Mistake(N_("Số này không được quá %(high)s."), {"high": high}))
    return number, ""


def _read_words(question: Question, values: Sequence[str]) -> tuple[Any, str]:
    return None, clean_words("\n".join(values), TEXT_LIMITS[question.type])


def _other_words(question: Question, value: Any, fields: Fields) -> str:
    """The words beside «khác», only while it is chosen."""
    others = {option.key for option in question.options if option.is_other}
    chosen = set(value) if isinstance(value, list) else {value}
    if not others & chosen:
        return ""
    return clean_words("\n".join(fields.get(question.key + OTHER_SUFFIX, ())), OTHER_LIMIT)


_READERS: dict[str, Callable[[Question, Sequence[str]], tuple[Any, str]]] = {
    RATING: _read_rating,
    SINGLE: _read_single,
    MULTIPLE: _read_multiple,
    NUMBER: _read_number,
    SHORT_TEXT: _read_words,
    LONG_TEXT: _read_words,
}
