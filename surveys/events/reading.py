"""Reads an events file with polars: every row checked, every fault named by its line. Nothing is written.

Times are those of a wall clock in Vietnam (UTC+7), to the second.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

import polars as pl

from surveys.events.columns import (
    BLANK,
    CHANNELS,
    CODE,
    COLUMNS,
    DOSSIERS,
    MODES,
    NEEDED,
    NO_OPINION_MARK,
    RESPONSE,
    EventFault,
    EventsFaulty,
)

FAULTS_NAMED = 100
_FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M")


@dataclass(frozen=True)
class Known:
    """What the file is checked against."""

    agency_codes: Collection[str]
    rating_count: int
    beside_keys: Collection[str]
    code_days: int
    today: date


@dataclass(frozen=True)
class Events:
    """Three tables, checked; `line` names the row of the file.

    dossiers: line day agency field late mode count · codes: line at agency code field late mode ·
    responses: line at agency channel code seconds levels beside at_desk cap_rank id replaces, and of coded
    ones issued (instant of the code), field, late, mode.
    """

    dossiers: pl.DataFrame
    codes: pl.DataFrame
    responses: pl.DataFrame

    @property
    def row_count(self) -> int:
        return len(self.dossiers) + len(self.codes) + len(self.responses)

    @property
    def span(self) -> tuple[date, date]:
        """First and last day on which anything happened."""
        parts = (self.dossiers["at"], self.codes["at"], self.responses["at"])
        days = [(one.dt.date().min(), one.dt.date().max()) for one in parts if len(one)]
        return min(one[0] for one in days), max(one[1] for one in days)  # type: ignore[type-var, return-value]


def read_events(path: Path, known: Known) -> Events:
    """The file's events; raises EventsFaulty with the lines that cannot be loaded."""
    table = _read(path).with_columns(_instant())
    faults = [_faults(table, known)]
    codes = _codes_of(table)
    faults.append(_double(codes, "code", "this code was issued on an earlier line"))
    responses = _with_codes(table.filter(pl.col("event") == RESPONSE), codes)
    faults.append(_code_faults(responses, known))
    faults.append(
        _double(responses.filter(pl.col("id") != ""), "id", "this id stands on an earlier line")
    )
    faults.append(_replacement_faults(responses))
    _raise(pl.concat(faults))
    dossiers = table.filter(pl.col("event") == DOSSIERS).with_columns(
        pl.col("count").cast(pl.Int64)
    )
    return Events(dossiers, codes, _typed(responses))


def _read(path: Path) -> pl.DataFrame:
    """All columns as text, missing ones empty, with the line of each row."""
    data = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    try:
        table = pl.read_csv(BytesIO(data), infer_schema=False)
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        raise _whole_file(f"not readable as CSV in UTF-8: {error}") from error
    unknown = [one for one in table.columns if one not in COLUMNS]
    missing = [one for one in NEEDED if one not in table.columns]
    if unknown or missing:
        words = [f"unknown column {one}" for one in unknown] + [
            f"column {one} is missing" for one in missing
        ]
        raise _whole_file("; ".join(words))
    if not len(table):
        raise _whole_file("the file has no events")
    absent = [pl.lit("").alias(one) for one in COLUMNS if one not in table.columns]
    filled = table.with_columns(pl.col(pl.String).fill_null("").str.strip_chars(), *absent)
    return filled.with_row_index("line", offset=2)


def _whole_file(sentence: str) -> EventsFaulty:
    return EventsFaulty([EventFault(0, sentence)], 1)


def _instant() -> pl.Expr:
    """`at` as a naive local instant; null where it cannot be read."""
    text = pl.col("at").str.replace("T", " ", literal=True)
    forms = [text.str.to_datetime(one, strict=False) for one in _FORMATS]
    day = text.str.to_date("%Y-%m-%d", strict=False).cast(pl.Datetime("us"))
    return pl.coalesce(*forms, pl.when(pl.col("event") == DOSSIERS).then(day)).alias("at")


def _is(kind: str) -> pl.Expr:
    return pl.col("event") == kind


def _not_in(column: str, allowed: Collection[str]) -> pl.Expr:
    return ~pl.col(column).is_in(sorted(allowed))


def _faults(table: pl.DataFrame, known: Known) -> pl.DataFrame:
    """What is wrong with a row by itself; of one row the first fault."""
    level = f"^[1-5{BLANK}{NO_OPINION_MARK}]{{{known.rating_count}}}$".replace("?]", "\\?]")
    seconds = pl.col("seconds").str.contains(r"^[0-9]{0,5}$")
    classed = _is(DOSSIERS) | _is(CODE)
    rules: list[tuple[pl.Expr, str]] = [
        (_not_in("event", (DOSSIERS, CODE, RESPONSE)), "event must be dossiers, code or response"),
        (pl.col("at").is_null(), "at must be written like 2026-03-02 09:14:05"),
        (pl.col("at").dt.date() > known.today, "at lies in the future"),
        (_not_in("agency", known.agency_codes), "agency is not in the register"),
        (
            _is(RESPONSE) & _not_in("channel", CHANNELS),
            f"channel must be one of {', '.join(CHANNELS)}",
        ),
        (_is(CODE) & (pl.col("code") == ""), "code is missing"),
        (classed & _not_in("mode", MODES), f"mode must be one of {', '.join(MODES)}"),
        (_is(DOSSIERS) & _not_in("late", ("0", "1")), "late must be 0 or 1"),
        (_is(CODE) & _not_in("late", ("0", "1", "")), "late must be 0, 1 or empty"),
        (
            classed & ~pl.col("field").str.contains(r"^[a-z0-9_-]{1,40}$"),
            "field must be 1-40 of a-z, 0-9, - and _",
        ),
        (
            _is(DOSSIERS) & ~pl.col("count").str.contains(r"^[0-9]{1,6}$"),
            "count must be a number from 0",
        ),
        (
            _is(RESPONSE) & ~pl.col("levels").str.contains(level),
            f"levels must be {known.rating_count} characters: 1-5, {BLANK} or {NO_OPINION_MARK}",
        ),
        (_is(RESPONSE) & ~seconds, "seconds must be a number from 0 to 99999"),
        (
            _is(RESPONSE) & _not_in("beside", {"", *known.beside_keys}),
            "beside is no option of the questionnaire",
        ),
        (_is(RESPONSE) & _not_in("at_desk", ("", "0", "1")), "at_desk must be 0 or 1"),
        (_is(RESPONSE) & _not_in("cap_rank", ("", "0", "1", "2", "3")), "cap_rank must be 0 to 3"),
    ]
    return _named(table, rules)


def _named(table: pl.DataFrame, rules: list[tuple[pl.Expr, str]]) -> pl.DataFrame:
    found = pl.coalesce(*(pl.when(rule).then(pl.lit(sentence)) for rule, sentence in rules))
    named = table.select("line", found.alias("sentence"))
    return named.filter(pl.col("sentence").is_not_null())


def _codes_of(table: pl.DataFrame) -> pl.DataFrame:
    return table.filter(_is(CODE)).select("line", "at", "agency", "code", "field", "late", "mode")


def _double(table: pl.DataFrame, column: str, sentence: str) -> pl.DataFrame:
    """Rows that repeat a value of an earlier row."""
    repeated = table.filter(~pl.col(column).is_first_distinct())
    return repeated.select("line", pl.lit(sentence).alias("sentence"))


def _with_codes(responses: pl.DataFrame, codes: pl.DataFrame) -> pl.DataFrame:
    """Every coded response with its code's instant, office and class."""
    own = codes.unique("code", keep="first").select(
        "code", "field", "late", "mode", issued="at", office="agency"
    )
    return responses.drop("field", "late", "mode").join(
        own, on="code", how="left", maintain_order="left"
    )


def _code_faults(responses: pl.DataFrame, known: Known) -> pl.DataFrame:
    coded = pl.col("channel") == "code"
    again = coded & ~pl.col("code").is_first_distinct() & (pl.col("replaces") == "")
    last = pl.col("issued").dt.date() + pl.duration(days=known.code_days)
    rules = [
        (coded & (pl.col("code") == ""), "a response by code needs its code"),
        (~coded & (pl.col("code") != ""), "only the channel code takes a code"),
        (coded & pl.col("issued").is_null(), "this code was never issued in the file"),
        (coded & (pl.col("office") != pl.col("agency")), "this code belongs to another agency"),
        (coded & (pl.col("at") < pl.col("issued")), "the code is used before it was issued"),
        (coded & (pl.col("at").dt.date() > last), "the code has expired"),
        (again, "this code was spent on an earlier line"),
    ]
    return _named(responses, rules)


def _replacement_faults(responses: pl.DataFrame) -> pl.DataFrame:
    """A re-answer names the id of an earlier coded response, which nobody else replaces."""
    again = responses.filter(pl.col("replaces") != "")
    earlier = responses.filter((pl.col("id") != "") & (pl.col("channel") == "code"))
    found = again.join(
        earlier.select(replaces="id", before="at", first_code="code"),
        on="replaces",
        how="left",
        maintain_order="left",
    )
    rules = [
        (pl.col("before").is_null(), "replaces is the id of no response by code in the file"),
        (
            pl.col("first_code") != pl.col("code"),
            "a re-answer must have the code of the one it replaces",
        ),
        (pl.col("at") <= pl.col("before"), "a re-answer must come after the one it replaces"),
        (
            pl.col("at") > pl.col("before") + pl.duration(days=7),
            "a re-answer must come within 7 days",
        ),
        (~pl.col("replaces").is_first_distinct(), "this response was replaced on an earlier line"),
    ]
    return _named(found, rules)


def _raise(faults: pl.DataFrame) -> None:
    if not len(faults):
        return
    first = faults.sort("line", maintain_order=True).unique(
        "line", keep="first", maintain_order=True
    )
    named = [EventFault(*row) for row in first.head(FAULTS_NAMED).iter_rows()]
    raise EventsFaulty(named, len(first))


def _typed(responses: pl.DataFrame) -> pl.DataFrame:
    """Numbers as numbers; empty ones are 0."""
    numbers = [
        pl.col(name).replace("", "0").cast(pl.Int64) for name in ("seconds", "at_desk", "cap_rank")
    ]
    return responses.with_columns(*numbers)
