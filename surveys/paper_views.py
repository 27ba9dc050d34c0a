"""The keying form as the page draws it: one box a question, with its keys; shared by three pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from base.typed import Fields, Mistake, printable
from base.web import current_language
from base.words import N_
from surveys.questionnaire_content import MULTIPLE, NUMBER, RATING, Content, Question, text_in
from surveys.rules.paper.keyed import OUTCOMES, WORD_TYPES

OUTCOME_WORDS = {
    "filled": N_("Phiếu có trả lời"),
    "spoiled": N_("Phiếu hỏng"),
    "blank": N_("Phiếu trắng"),
    "missing": N_("Không có tờ này"),
}


@dataclass(frozen=True)
class KeyRow:
    """`kind`: rating | one | many | number | words; `keys` mean something; `seen`: two readings."""

    number: int
    key: str
    text: str
    kind: str
    keys: str
    legend: str
    value: str
    error: str
    seen: tuple[str, str] | None = None


@dataclass(frozen=True)
class KeyingView:
    """`rows` in the order of the paper; those of kind words stand there by name and are typed last."""

    rows: Sequence[KeyRow]
    words: Sequence[KeyRow]
    outcome: str
    errors: Sequence[str]


def keying_view(
    content: Content,
    fields: Fields | None = None,
    mistakes: Mapping[str, Mistake] | None = None,
    outcome: str = "filled",
    errors: Sequence[str] = (),
    seen: Mapping[str, tuple[str, str]] | None = None,
) -> KeyingView:
    """`seen`: question key → what the first and the second clerk keyed, where they differ."""
    rows: list[KeyRow] = []
    words: list[KeyRow] = []
    for number, question in enumerate(content.questions, start=1):
        row = _row(number, question, fields or {}, mistakes or {}, seen or {})
        rows.append(row)
        if question.type in WORD_TYPES:
            words.append(row)
    return KeyingView(rows, words, outcome if outcome in OUTCOMES else "filled", errors)


def _row(
    number: int,
    question: Question,
    fields: Fields,
    mistakes: Mapping[str, Mistake],
    seen: Mapping[str, tuple[str, str]],
) -> KeyRow:
    mistake = mistakes.get(question.key)
    kinds = {RATING: "rating", MULTIPLE: "many", NUMBER: "number"} | dict.fromkeys(
        WORD_TYPES, "words"
    )
    return KeyRow(
        number=number,
        key=question.key,
        text=text_in(question.texts, current_language()),
        kind=kinds.get(question.type, "one"),
        keys=_keys(question),
        legend=_legend(question),
        value=printable(" ".join(fields.get(question.key, ()))),
        error=_(mistake.sentence) % mistake.values if mistake else "",
        seen=seen.get(question.key),
    )


def _keys(question: Question) -> str:
    if question.type == RATING:
        return "012345" if question.allows_no_opinion else "12345"
    if question.type == NUMBER:
        return "0123456789"
    return "".join(str(at) for at in range(1, min(len(question.options), 9) + 1))


def _legend(question: Question) -> str:
    """What each key stands for, where the number alone does not say."""
    language = current_language()
    parts = [f"{at} {text_in(one.texts, language)}" for at, one in enumerate(question.options, 1)]
    return " · ".join(parts)


def typed_fields(content: Content, form: Any) -> dict[str, list[str]]:
    """What was posted, by question key; anything else is left alone."""
    return {one.key: form.getlist(one.key) for one in content.questions}
