"""The columns of an export: one per fixed mark of a response, then those of the questions.

A rating is its level 1–5, 9 for «không có ý kiến»; a single choice the option's key (in SPSS its place
in the list, from 1); several choices are one 0/1 column an option; a number is itself. Blank is empty.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from base.words import N_
from surveys.index_pages.words import CHANNELS, LEVELS
from surveys.packing import NO_OPINION
from surveys.questionnaire_content import (
    MULTIPLE,
    NUMBER,
    RATING,
    SINGLE,
    Content,
    Option,
    Question,
)

LEVEL, CHOICE, FLAG, NUMERIC, TEXT = "level", "choice", "flag", "number", "text"

KIND_OF_TYPE = {RATING: LEVEL, SINGLE: CHOICE, MULTIPLE: FLAG, NUMBER: NUMERIC}

LEVEL_NAMES = dict(enumerate(LEVELS, start=1)) | {NO_OPINION: N_("Không có ý kiến")}
FLAG_NAMES = {0: "không chọn", 1: "có chọn"}
SOURCE_NAMES = {
    "live": "người dân gửi",
    "import": "nhập từ khảo sát trước",
    "demo": "dữ liệu giả lập",
}


@dataclass(frozen=True)
class ExportColumn:
    """`label` is Vietnamese and ready to read; `values` are the value labels by number.

    `keys` are the option keys of a choice, whose numbers are 1, 2, …
    """

    name: str
    kind: str
    label: str
    values: Mapping[int, str] = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    section: str = ""
    question_key: str = ""
    option_key: str = ""
    counts_in_index: bool = False


FIXED_COLUMNS = (
    ExportColumn("agency_code", TEXT, "Mã cơ quan được đánh giá"),
    ExportColumn("agency_name", TEXT, "Tên cơ quan được đánh giá"),
    ExportColumn("month", TEXT, "Tháng nhận phiếu (năm-tháng)"),
    ExportColumn("channel", TEXT, "Kênh: phiếu đến bằng cách nào"),
    ExportColumn("source", TEXT, "Nguồn của phiếu"),
    ExportColumn("standing", TEXT, "Phiếu được tính hay để ngoài theo quyết định của vụ việc"),
    ExportColumn("language", TEXT, "Ngôn ngữ của trang trả lời"),
    ExportColumn("questionnaire_version", NUMERIC, "Số phiên bản của bộ câu hỏi"),
)
STANDING_NAMES = {"counted": "được tính", "left_out": "tạm chưa tính hoặc không tính"}
FIXED_VALUES = {"channel": CHANNELS, "source": SOURCE_NAMES, "standing": STANDING_NAMES}


def question_columns(contents: Sequence[Content]) -> tuple[ExportColumn, ...]:
    """The columns of all questions of these versions, the newest version's order and texts first.

    A question is the same in two versions when key and type are the same.
    """
    found: dict[tuple[str, str], tuple[str, Question, dict[str, Option]]] = {}
    for content in contents:
        for section in content.sections:
            for question in section.questions:
                _section, _question, options = found.setdefault(
                    (question.key, question.type), (section.texts["vi"], question, {})
                )
                for option in question.options:
                    options.setdefault(option.key, option)
    columns = [
        column
        for section_text, question, options in found.values()
        for column in _columns_of(section_text, question, list(options.values()))
    ]
    return _named_apart(columns)


def _named_apart(columns: Sequence[ExportColumn]) -> tuple[ExportColumn, ...]:
    """A question whose key is the name of an earlier column gets a number behind it."""
    taken = {one.name for one in FIXED_COLUMNS}
    named = []
    for column in columns:
        name, number = column.name, 2
        while name in taken:
            name, number = f"{column.name}_{number}", number + 1
        taken.add(name)
        named.append(replace(column, name=name))
    return tuple(named)


def _columns_of(
    section: str, question: Question, options: Sequence[Option]
) -> Sequence[ExportColumn]:
    label = question.texts["vi"]
    if question.type == RATING:
        return [_column(question, section, LEVEL, label, values=LEVEL_NAMES)]
    if question.type == NUMBER:
        return [_column(question, section, NUMERIC, label)]
    if question.type == SINGLE:
        texts = {number: one.texts["vi"] for number, one in enumerate(options, start=1)}
        keys = tuple(one.key for one in options)
        return [_column(question, section, CHOICE, label, values=texts, keys=keys)]
    if question.type == MULTIPLE:
        return [
            _column(
                question,
                section,
                FLAG,
                f"{label} – {one.texts['vi']}",
                name=f"{question.key}__{one.key}",
                values=FLAG_NAMES,
                option_key=one.key,
            )
            for one in options
        ]
    return []


def _column(
    question: Question,
    section: str,
    kind: str,
    label: str,
    *,
    name: str = "",
    values: Mapping[int, str] | None = None,
    keys: tuple[str, ...] = (),
    option_key: str = "",
) -> ExportColumn:
    return ExportColumn(
        name=name or question.key,
        kind=kind,
        label=label,
        values=values or {},
        keys=keys,
        section=section,
        question_key=question.key,
        option_key=option_key,
        counts_in_index=question.counts_in_index,
    )
