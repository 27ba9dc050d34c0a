"""Which column of a file is what: read from MAP.json or from the officer's form, checked against the file.

    {"agency": {"column": "Đơn vị"},                  or {"value": "14797"}
     "date": {"column": "Ngày"},                      or {"value": "2024-11"}
     "channel": {"value": "paper"},                   or {"column": "Kênh", "values": {"Giấy": "paper"}}
     "questions": {"on_time": "Câu 3",                a column, or
                   "manner": {"column": "Câu 4", "values": {"Tốt": "5"}, "reversed": false},
                   "ways": {"columns": {"desk": "Tại quầy", "online": "Trực tuyến"}},
                   "ways.other": "Cách khác"}}

`values` says what a cell's text means (a level, an option's key); `reversed` that 1 is the best level.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from base.spreadsheets import Fault
from base.words import fold
from surveys.index_pages.words import CHANNELS
from surveys.questionnaire_content import MULTIPLE, Content
from surveys.rules.answers import OTHER_SUFFIX


@dataclass(frozen=True)
class ColumnSource:
    """A column, or one value for all rows; `values` by folded text; `columns` by option of the question."""

    column: str = ""
    value: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    is_reversed: bool = False

    def names(self) -> list[str]:
        return [name for name in (self.column, *self.columns.values()) if name]


@dataclass(frozen=True)
class ColumnMap:
    agency: ColumnSource
    date: ColumnSource
    channel: ColumnSource
    questions: Mapping[str, ColumnSource]

    def names(self) -> list[str]:
        sources = (self.agency, self.date, self.channel, *self.questions.values())
        return [name for source in sources for name in source.names()]


class MappingFaulty(Exception):
    """`faults` names every place of the mapping that does not fit."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(one.sentence for one in faults[:5]))
        self.faults = list(faults)


def read_mapping(raw: Any) -> ColumnMap:
    """The mapping as objects; raises MappingFaulty when its shape is wrong."""
    if not isinstance(raw, dict) or not isinstance(raw.get("questions"), dict):
        raise _faulty(
            _(
                "Tệp ghép cột phải là một đối tượng JSON có «agency», «date», «channel», «questions»."
            )
        )
    unknown = sorted(set(raw) - {"agency", "date", "channel", "questions"})
    if unknown:
        raise _faulty(_("Tệp ghép cột có mục lạ: %(names)s.", names=", ".join(unknown)))
    return ColumnMap(
        agency=_source(raw.get("agency"), "agency"),
        date=_source(raw.get("date"), "date"),
        channel=_source(raw.get("channel"), "channel"),
        questions={key: _source(one, key) for key, one in raw["questions"].items()},
    )


def _source(raw: Any, name: str) -> ColumnSource:
    if isinstance(raw, str) and raw.strip():
        return ColumnSource(column=raw)
    if isinstance(raw, dict) and any(raw.get(key) for key in ("column", "value", "columns")):
        return ColumnSource(
            column=str(raw.get("column", "")),
            value=str(raw.get("value", "")),
            values={fold(str(key)): str(value) for key, value in raw.get("values", {}).items()},
            columns={str(key): str(value) for key, value in raw.get("columns", {}).items()},
            is_reversed=raw.get("reversed") is True,
        )
    raise _faulty(
        _('Mục «%(name)s» của tệp ghép cột phải ghi tên cột, ví dụ {"column": "Ngày"}.', name=name)
    )


def _faulty(sentence: str) -> MappingFaulty:
    return MappingFaulty([Fault(0, "", sentence)])


def check_mapping(mapping: ColumnMap, content: Content, header: Sequence[str]) -> None:
    """Raises MappingFaulty: columns the file has not, questions the questionnaire has not."""
    faults = [
        Fault(
            1,
            name,
            _("Tệp không có cột này. Các cột của tệp: %(names)s.", names=", ".join(header)),
        )
        for name in mapping.names()
        if name not in header
    ]
    doubled = sorted({name for name in header if name and header.count(name) > 1})
    faults += [
        Fault(1, name, _("Tệp có hai cột cùng tên này. Xin đổi tên một cột."))
        for name in doubled
        if name in mapping.names()
    ]
    faults += _question_faults(mapping, content) + _channel_faults(mapping.channel)
    if faults:
        raise MappingFaulty(faults)


def _question_faults(mapping: ColumnMap, content: Content) -> list[Fault]:
    questions = {one.key: one for one in content.questions}
    known = set(questions) | {
        one.key + OTHER_SUFFIX
        for one in content.questions
        if any(option.is_other for option in one.options)
    }
    faults = []
    for key, source in mapping.questions.items():
        if key not in known:
            sentence = _("Bộ câu hỏi của đợt này không có câu «%(key)s».", key=key)
            faults.append(Fault(0, key, sentence))
        elif source.columns:
            options = {one.key for one in questions[key].options} if key in questions else set()
            if key not in questions or questions[key].type != MULTIPLE:
                sentence = _("Chỉ câu chọn nhiều mới ghép với nhiều cột.")
                faults.append(Fault(0, key, sentence))
            elif not set(source.columns) <= options:
                names = ", ".join(sorted(set(source.columns) - options))
                sentence = _("Câu này không có lựa chọn: %(names)s.", names=names)
                faults.append(Fault(0, key, sentence))
    if not mapping.questions:
        faults.append(Fault(0, "", _("Chưa ghép cột nào với câu hỏi. Xin ghép ít nhất một câu.")))
    return faults


def _channel_faults(channel: ColumnSource) -> list[Fault]:
    meant = [channel.value] if channel.value else list(channel.values.values())
    return [
        Fault(
            0,
            channel.column,
            _(
                "Không có kênh «%(channel)s». Các kênh: %(names)s.",
                channel=one,
                names=", ".join(CHANNELS),
            ),
        )
        for one in meant
        if one not in CHANNELS
    ]
