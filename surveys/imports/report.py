"""What a file holds, or what is wrong with it, as a page and the command line show it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from flask_babel import gettext as _

from base.spreadsheets import Fault, Sheet
from surveys.exports.columns import LEVEL_NAMES
from surveys.imports.reading import Reading
from surveys.questionnaire_content import RATING, Content, Question


@dataclass(frozen=True)
class QuestionCount:
    """`values`: (what was answered, how often)."""

    text: str
    values: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class ImportReport:
    """`response_count` is of rows without a fault; `fault_count` may exceed the faults that are kept."""

    file_name: str
    response_count: int = 0
    faults: tuple[Fault, ...] = ()
    fault_count: int = 0
    agency_counts: tuple[tuple[int, int], ...] = ()
    month_counts: tuple[tuple[str, int], ...] = ()
    channel_counts: tuple[tuple[str, int], ...] = ()
    questions: tuple[QuestionCount, ...] = ()
    ignored_columns: tuple[str, ...] = ()
    dropped_count: int = 0
    is_imported: bool = False

    @property
    def is_sound(self) -> bool:
        return self.fault_count == 0

    def as_imported(self) -> "ImportReport":
        return replace(self, is_imported=True)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def report_from_json(raw: Mapping[str, Any]) -> ImportReport:
    """What `to_json` gave, after it was a file."""
    pairs = ("agency_counts", "month_counts", "channel_counts")
    return ImportReport(
        **{
            **raw,
            **{name: tuple(tuple(one) for one in raw[name]) for name in pairs},
            "faults": tuple(Fault(**one) for one in raw["faults"]),
            "questions": tuple(
                QuestionCount(one["text"], tuple(tuple(pair) for pair in one["values"]))
                for one in raw["questions"]
            ),
            "ignored_columns": tuple(raw["ignored_columns"]),
        }
    )


def faulty_report(file_name: str, faults: Sequence[Fault]) -> ImportReport:
    return ImportReport(file_name, faults=tuple(faults), fault_count=len(faults))


def make_report(
    file_name: str, content: Content, sheet: Sheet, found: Reading, used: Sequence[str] = ()
) -> ImportReport:
    questions = {one.key: one for one in content.questions}
    months = Counter(f"{one.when.day:%m/%Y}" for one in found.responses)
    return ImportReport(
        file_name=file_name,
        response_count=len(found.responses),
        faults=tuple(found.faults),
        fault_count=found.fault_count,
        agency_counts=tuple(sorted(Counter(one.agency_id for one in found.responses).items())),
        month_counts=tuple(sorted(months.items(), key=lambda one: (one[0][3:], one[0]))),
        channel_counts=tuple(sorted(Counter(one.channel for one in found.responses).items())),
        questions=tuple(
            _question_count(questions[key], counter)
            for key, counter in found.counts.items()
            if key in questions
        ),
        ignored_columns=tuple(name for name in sheet.header if name and name not in used),
        dropped_count=found.dropped_count,
    )


def _question_count(question: Question, counter: Counter[str]) -> QuestionCount:
    if question.type == RATING:
        named = [(_(name), counter[str(level)]) for level, name in LEVEL_NAMES.items()]
    elif question.options:
        named = [(option.texts["vi"], counter[option.key]) for option in question.options]
    else:
        named = [(_("Có trả lời"), counter.total())]
    return QuestionCount(question.texts["vi"], tuple(named))
