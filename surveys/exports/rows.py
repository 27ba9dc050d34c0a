"""From stored responses to tables, a chunk at a time: packed bytes → numpy → polars.

Nothing here grows with the number of responses. The stream comes in the order of random ids; each chunk
is shuffled once more, so that two exports of a round never show the same order.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from base.spreadsheets import safe_text
from surveys.exports.columns import (
    CHOICE,
    FIXED_COLUMNS,
    FLAG,
    KIND_OF_TYPE,
    NUMERIC,
    TEXT,
    ExportColumn,
)
from surveys.models import QuestionnaireVersion
from surveys.packing import slots
from surveys.queries.exports import ExportRow
from surveys.questionnaire_content import MULTIPLE, NUMBER, SINGLE, Content, Question, read_content

Numbers = NDArray[np.int64]
MISSING = -(2**31)  # the least number, which no answer takes


@dataclass(frozen=True)
class Registry:
    """What ids stand for: agencies as (code, name), versions of the questionnaire."""

    agencies: Mapping[int, tuple[str, str]]
    versions: Mapping[int, QuestionnaireVersion]


class FrameMaker:
    """Makes the tables of one export. `as_numbers` gives choices as numbers (SPSS), else as keys."""

    def __init__(
        self, columns: Sequence[ExportColumn], registry: Registry, as_numbers: bool = False
    ) -> None:
        self.columns = columns
        self.as_numbers = as_numbers
        self.contents = {key: read_content(one.content) for key, one in registry.versions.items()}
        self.version_numbers = {key: one.number for key, one in registry.versions.items()}
        self.codes = {key: safe_text(code) for key, (code, _) in registry.agencies.items()}
        self.names = {key: safe_text(name) for key, (_, name) in registry.agencies.items()}
        self.random = np.random.default_rng()

    def frames(self, chunks: Iterable[Sequence[ExportRow]]) -> Iterator[pl.DataFrame]:
        for chunk in chunks:
            yield self.frame(chunk)

    def empty(self) -> pl.DataFrame:
        """A table without rows, for its heading."""
        columns = (*FIXED_COLUMNS, *self.columns)
        types = {TEXT: pl.String, CHOICE: pl.Int8 if self.as_numbers else pl.String}
        return pl.DataFrame(schema={one.name: types.get(one.kind, pl.Int32) for one in columns})

    def frame(self, chunk: Sequence[Any]) -> pl.DataFrame:
        agency, month, channel, source, language, version, answers, standing = zip(
            *chunk, strict=True
        )
        versions = np.array(version)
        numbers = self._numbers(versions, answers)
        fixed = [
            _named("agency_code", agency, self.codes),
            _named("agency_name", agency, self.names),
            _named("month", month, {one: f"{one // 100}-{one % 100:02d}" for one in set(month)}),
            pl.Series("channel", channel, pl.String),
            pl.Series("source", source, pl.String),
            pl.Series("standing", standing, pl.String),
            pl.Series("language", language, pl.String),
            pl.Series("questionnaire_version", version).replace_strict(self.version_numbers),
        ]
        series = [self._series(column, numbers[column.name]) for column in self.columns]
        order = self.random.permutation(len(chunk))
        return pl.DataFrame([*fixed, *series])[order]

    def _numbers(self, versions: Numbers, answers: Sequence[bytes]) -> dict[str, Numbers]:
        """column name → (n,) numbers, MISSING where blank or not asked."""
        found = {one.name: np.full(len(versions), MISSING, np.int64) for one in self.columns}
        for version in np.unique(versions).tolist():
            chosen = np.flatnonzero(versions == version)
            packed = b"".join(answers[one] for one in chosen.tolist())
            content = self.contents[version]
            layout = slots(content)
            width = sum(size for _, size in layout.values())
            table = np.frombuffer(packed, np.uint8).reshape(len(chosen), width)
            asked = {question.key: question for question in content.questions}
            for column in self.columns:
                question = asked.get(column.question_key)
                if question is not None and KIND_OF_TYPE.get(question.type) == column.kind:
                    offset, size = layout[column.question_key]
                    raw = table[:, offset : offset + size]
                    found[column.name][chosen] = _values(column, question, raw)
        return found

    def _series(self, column: ExportColumn, numbers: Numbers) -> pl.Series:
        series = pl.Series(column.name, numbers)
        series = series.set(series == MISSING, None)
        if column.kind == CHOICE and not self.as_numbers:
            return (series - 1).cast(pl.UInt32).cat.to(pl.Enum(column.keys))
        return series.cast(pl.Int32 if column.kind == NUMERIC else pl.Int8)


def _named(name: str, ids: Sequence[int], texts: Mapping[int, str]) -> pl.Series:
    return pl.Series(name, ids, pl.Int64).replace_strict(texts, return_dtype=pl.String)


def _values(column: ExportColumn, question: Question, raw: NDArray[np.uint8]) -> Numbers:
    """The numbers of one column from the packed slots (n, width) of its question."""
    if question.type == NUMBER:
        wide = raw.astype(np.int64)
        number = wide[:, 0] << 24 | wide[:, 1] << 16 | wide[:, 2] << 8 | wide[:, 3]
        signed: Numbers = np.where(number >= 2**31, number - 2**32, number)
        return signed
    keys = [option.key for option in question.options]
    if question.type == MULTIPLE and column.kind == FLAG:
        bits = raw[:, 0].astype(np.int64) << 8 | raw[:, 1]
        if column.option_key not in keys:
            return np.full(len(raw), MISSING, np.int64)
        ticked = bits >> keys.index(column.option_key) & 1
        return np.where(bits == 0, MISSING, ticked)
    value = raw[:, 0].astype(np.int64)
    if question.type == SINGLE:
        places = np.array([MISSING, *(column.keys.index(key) + 1 for key in keys)], np.int64)
        return places[value]
    return np.where(value == 0, MISSING, value)


def contents_of(versions: Sequence[QuestionnaireVersion]) -> list[Content]:
    return [read_content(one.content) for one in versions]
