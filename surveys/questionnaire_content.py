"""The document inside a questionnaire version: sections, questions, texts by language.

Pure data: `read_content` turns the stored JSON into frozen objects, `to_json` gives the JSON back;
`surveys.rules.questionnaires.check_content` names every fault of a document. No framework, no database.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

Texts = Mapping[str, str]  # language → text; "vi" is always there

RATING = "rating"
SINGLE = "single"
MULTIPLE = "multiple"
NUMBER = "number"
SHORT_TEXT = "short_text"
LONG_TEXT = "long_text"
QUESTION_TYPES = (RATING, SINGLE, MULTIPLE, NUMBER, SHORT_TEXT, LONG_TEXT)

RESPONDENT_KEY = "respondent_kind"  # every questionnaire asks it: individual | organisation


@dataclass(frozen=True)
class Option:
    key: str
    texts: Texts
    is_other: bool = False  # chosen, it asks for words


@dataclass(frozen=True)
class ShowIf:
    """Shown when an earlier question was answered with one of `values` (levels or option keys)."""

    question: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """`rated` says whose part it is: receiving | resolving | both (which agency the item counts for)."""

    key: str
    type: str
    texts: Texts
    help: Texts
    is_required: bool = False
    counts_in_index: bool = False
    allows_no_opinion: bool = True
    options: tuple[Option, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    show_if: ShowIf | None = None
    rated: str = "both"


@dataclass(frozen=True)
class Section:
    """A section is a dimension of the index."""

    key: str
    texts: Texts
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Content:
    title: Texts
    purpose: Texts
    minutes: int
    sections: tuple[Section, ...]

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """All questions in their order, which is also the order of the packed slots."""
        return tuple(question for section in self.sections for question in section.questions)

    @cached_property
    def question_keys(self) -> frozenset[str]:
        return frozenset(question.key for question in self.questions)

    @property
    def index_questions(self) -> tuple[Question, ...]:
        return tuple(question for question in self.questions if question.counts_in_index)


def text_in(texts: Texts, language: str) -> str:
    """The text in the language, or in Vietnamese where no translation exists."""
    return texts.get(language) or texts["vi"]


def _option(raw: Mapping[str, Any]) -> Option:
    return Option(raw["key"], dict(raw["texts"]), bool(raw.get("is_other", False)))


def _show_if(raw: Mapping[str, Any] | None) -> ShowIf | None:
    return ShowIf(raw["question"], tuple(str(value) for value in raw["values"])) if raw else None


def read_question(raw: Mapping[str, Any]) -> Question:
    return Question(
        key=raw["key"],
        type=raw["type"],
        texts=dict(raw["texts"]),
        help=dict(raw.get("help", {})),
        is_required=bool(raw.get("is_required", False)),
        counts_in_index=bool(raw.get("counts_in_index", False)),
        allows_no_opinion=bool(raw.get("allows_no_opinion", raw["type"] == RATING)),
        options=tuple(_option(one) for one in raw.get("options", ())),
        minimum=raw.get("minimum"),
        maximum=raw.get("maximum"),
        show_if=_show_if(raw.get("show_if")),
        rated=raw.get("rated", "both"),
    )


def read_section(raw: Mapping[str, Any]) -> Section:
    questions = tuple(read_question(one) for one in raw["questions"])
    return Section(raw["key"], dict(raw["texts"]), questions)


def read_content(raw: Mapping[str, Any]) -> Content:
    """The stored document as objects; the caller stores only what `check_content` passed."""
    return Content(
        title=dict(raw["title"]),
        purpose=dict(raw.get("purpose", {})),
        minutes=int(raw.get("minutes", 1)),
        sections=tuple(read_section(one) for one in raw["sections"]),
    )


def read_general(raw: Mapping[str, Any], content: Content) -> Content:
    """The content under another title, purpose and time."""
    return replace(
        content, title=dict(raw["title"]), purpose=dict(raw["purpose"]), minutes=int(raw["minutes"])
    )


def _optional(**values: Any) -> dict[str, Any]:
    """What differs from its default; the document stays short enough to be read by people."""
    return {name: value for name, value in values.items() if value}


def _option_json(option: Option) -> dict[str, Any]:
    return {
        "key": option.key,
        "texts": dict(option.texts),
        **_optional(is_other=option.is_other),
    }


def _show_if_json(show_if: ShowIf | None) -> dict[str, Any] | None:
    return {"question": show_if.question, "values": list(show_if.values)} if show_if else None


def question_json(question: Question) -> dict[str, Any]:
    bounds = {"minimum": question.minimum, "maximum": question.maximum}
    return {
        "key": question.key,
        "type": question.type,
        "texts": dict(question.texts),
        **_optional(help=dict(question.help)),
        "is_required": question.is_required,
        "counts_in_index": question.counts_in_index,
        "allows_no_opinion": question.allows_no_opinion,
        **_optional(options=[_option_json(one) for one in question.options]),
        **{name: bound for name, bound in bounds.items() if bound is not None},
        **_optional(
            show_if=_show_if_json(question.show_if),
            rated=question.rated if question.rated != "both" else "",
        ),
    }


def section_json(section: Section) -> dict[str, Any]:
    return {
        "key": section.key,
        "texts": dict(section.texts),
        "questions": [question_json(question) for question in section.questions],
    }


def to_json(content: Content) -> dict[str, Any]:
    """The document to store; `read_content(to_json(content)) == content`."""
    return {
        "title": dict(content.title),
        "purpose": dict(content.purpose),
        "minutes": content.minutes,
        "sections": [section_json(section) for section in content.sections],
    }


def hash_content(raw: Mapping[str, Any]) -> str:
    """SHA-256 of the document in one fixed spelling, in hexadecimal."""
    spelled = json.dumps(raw, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(spelled.encode()).hexdigest()


def without_translations(raw: Any) -> Any:
    """The document with Vietnamese alone: what stays for ever once a version is published."""
    if isinstance(raw, Mapping):
        kept = {
            name: ({"vi": value["vi"]} if "vi" in value else {})
            if name in ("title", "purpose", "texts", "help")
            else without_translations(value)
            for name, value in raw.items()
        }
        return {name: value for name, value in kept.items() if value != {}}
    return [without_translations(one) for one in raw] if isinstance(raw, list) else raw
