"""A whole file read into responses, with a report of what it holds and of every cell that is wrong."""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext as _

from base.spreadsheets import CellValue, Fault, Sheet, SheetRow
from surveys.imports.cells import (
    AgencyFinder,
    CellWrong,
    When,
    check_in_round,
    form_values,
    is_ticked,
    plain,
    read_channel,
    read_when,
)
from surveys.imports.mapping import ColumnMap, ColumnSource
from surveys.packing import pack
from surveys.questionnaire_content import RESPONDENT_KEY, Content, Question
from surveys.rules.answers import OTHER_SUFFIX, REQUIRED, REQUIRED_RATING, Given, read_answers

FAULTS_KEPT = 500
TELL_EVERY = 1_000
Told = Callable[[int], None]


@dataclass(frozen=True)
class ReadResponse:
    agency_id: int
    channel: str
    when: When
    respondent_kind: str
    words: Mapping[str, str]
    packed: bytes


@dataclass
class Reading:
    """`dropped_count` is answers to questions that the same response's answers do not call for."""

    responses: list[ReadResponse] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    fault_count: int = 0
    dropped_count: int = 0
    counts: dict[str, Counter[str]] = field(default_factory=dict)

    def add_fault(self, row: int, column: str, sentence: str) -> None:
        self.fault_count += 1
        if len(self.faults) < FAULTS_KEPT:
            self.faults.append(Fault(row, column, sentence))

    def content_hash(self) -> str:
        """The same for the same answers, whatever the order of rows and columns."""
        marks = sorted(
            hashlib.sha256(
                repr(
                    (
                        one.agency_id,
                        one.channel,
                        one.when,
                        one.packed,
                        sorted(one.words.items()),
                    )
                ).encode()
            ).digest()
            for one in self.responses
        )
        return hashlib.sha256(b"".join(marks)).hexdigest()


class RowReader:
    """Reads the rows of one sheet by one mapping; the round lasts [opens_on, closes_on)."""

    def __init__(
        self,
        sheet: Sheet,
        mapping: ColumnMap,
        content: Content,
        agencies: AgencyFinder,
        opens_on: date,
        closes_on: date,
    ) -> None:
        self.sheet = sheet
        self.mapping = mapping
        self.content = content
        self.agencies = agencies
        self.period = (opens_on, closes_on)
        self.days: dict[CellValue, When] = {}
        self.places = {name: place for place, name in enumerate(sheet.header)}
        self.questions: Mapping[str, Question] = {one.key: one for one in content.questions}
        self.reading = Reading(counts={key: Counter() for key in mapping.questions})

    def read(self, told: Told) -> Reading:
        for number, row in enumerate(self.sheet.rows, start=1):
            self._read_row(row)
            if number % TELL_EVERY == 0:
                told(number)
        if not self.sheet.rows:
            self.reading.add_fault(0, "", _("Tệp chỉ có dòng tiêu đề, chưa có phiếu nào."))
        return self.reading

    def _read_row(self, row: SheetRow) -> None:
        before = self.reading.fault_count
        agency_id = self._take(row, self.mapping.agency, self.agencies.find)
        channel = self._take(
            row, self.mapping.channel, lambda cell: read_channel(cell, self.mapping.channel)
        )
        when = self._take(row, self.mapping.date, self._when)
        fields = self._fields(row)
        given = read_answers(self.content, fields)
        self._note_mistakes(row, given)
        if self.reading.fault_count > before:
            return
        if not given.answers and not given.words:
            self.reading.add_fault(
                row.number, "", _("Dòng này không có câu trả lời nào. Xin điền hoặc xóa dòng.")
            )
            return
        self.reading.dropped_count += len(
            [key for key in fields if key in self.questions and not _is_kept(key, given)]
        )
        self._count(given)
        packed = pack(self.content, given.answers)
        kind = given.answers.get(RESPONDENT_KEY, "unknown")
        self.reading.responses.append(
            ReadResponse(agency_id, channel, when, kind, given.words, packed)
        )

    def _cell(self, row: SheetRow, name: str) -> CellValue:
        return row.cells[self.places[name]]

    def _take(self, row: SheetRow, source: ColumnSource, read: Callable[[CellValue], Any]) -> Any:
        """The value of a cell (or of the mapping itself), None after naming what is wrong with it."""
        try:
            return read(self._cell(row, source.column) if source.column else source.value)
        except CellWrong as wrong:
            self.reading.add_fault(row.number, source.column, wrong.sentence)
            return None

    def _when(self, cell: CellValue) -> When:
        """A file has few days and many rows: each day is read once."""
        when = self.days.get(cell)
        if when is None:
            when = read_when(cell)
            check_in_round(when, *self.period)
            self.days[cell] = when
        return when

    def _fields(self, row: SheetRow) -> dict[str, list[str]]:
        """The row as a filled form: question key → values."""
        fields = {}
        for key, source in self.mapping.questions.items():
            question = self.questions.get(key.removesuffix(OTHER_SUFFIX))
            if key.endswith(OTHER_SUFFIX) or question is None:
                values = self._take(row, source, lambda cell: [plain(cell)] if cell else [])
            elif source.columns:
                values = self._ticked(row, source)
            else:
                values = self._take(row, source, lambda cell: form_values(question, cell, source))  # noqa: B023
            if values:
                fields[key] = values
        return fields

    def _ticked(self, row: SheetRow, source: ColumnSource) -> list[str]:
        ticked = []
        for option, name in source.columns.items():
            if self._take(row, ColumnSource(column=name), is_ticked):
                ticked.append(option)
        return ticked

    def _note_mistakes(self, row: SheetRow, given: Given) -> None:
        """An earlier survey may have left out what is required today."""
        for key, mistake in given.mistakes.items():
            if mistake not in (REQUIRED, REQUIRED_RATING):
                source = self.mapping.questions.get(key, ColumnSource())
                sentence = _(mistake.sentence)
                values = mistake.values
                names = ", ".join(source.names()) or key
                self.reading.add_fault(row.number, names, sentence % values if values else sentence)

    def _count(self, given: Given) -> None:
        for key, counter in self.reading.counts.items():
            value = given.answers.get(key)
            if isinstance(value, list):
                counter.update(value)
            elif value is not None:
                counter[str(value)] += 1
            elif key in given.words:
                counter["words"] += 1


def _is_kept(key: str, given: Given) -> bool:
    return key in given.answers or key in given.words or key in given.mistakes
