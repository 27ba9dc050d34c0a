"""The document inside a questionnaire version: sections, questions, texts by language.

Pure data: `read_content` turns the stored JSON into frozen objects and raises ContentInvalid naming
every fault; `to_json` gives the JSON back. No framework, no database.
"""

from collections.abc import Mapping
from dataclasses import dataclass
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


class ContentInvalid(Exception):
    """`faults` lists (path, Vietnamese sentence) for everything that is wrong at once."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{path}: {sentence}" for path, sentence in faults))
        self.faults = faults


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

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions in their order, which is also the order of the packed slots."""
        return tuple(question for section in self.sections for question in section.questions)

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


def _question(raw: Mapping[str, Any]) -> Question:
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


def read_content(raw: Mapping[str, Any]) -> Content:
    """The stored document as objects; the caller stores only what `check_content` passed."""
    return Content(
        title=dict(raw["title"]),
        purpose=dict(raw.get("purpose", {})),
        minutes=int(raw.get("minutes", 1)),
        sections=tuple(
            Section(one["key"], dict(one["texts"]), tuple(_question(q) for q in one["questions"]))
            for one in raw["sections"]
        ),
    )
