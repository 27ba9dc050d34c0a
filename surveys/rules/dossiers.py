"""Dossier counts as another system or a file tells them, and what is wrong with one. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from base.rules import RuleBroken
from surveys.rules.dossier_classes import FILING_MODES

MOST_ROWS = 20_000
MOST_DOSSIERS = 100_000
_FIELD = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_NAMES = ("agency", "day", "field", "is_late", "filing_mode", "count")


class CountsNotList(RuleBroken):
    sentence = "Nội dung gửi lên phải là một đối tượng JSON có danh sách «counts» gồm từ 1 đến %(most)s dòng."
    status = 400


class CountWrong(RuleBroken):
    sentence = "Dòng %(row)s, trường «%(name)s»: phải là %(wanted)s."
    status = 400


class CountOfFuture(RuleBroken):
    sentence = "Dòng %(row)s: ngày %(day)s chưa đến nên chưa thể có số hồ sơ."
    status = 400


class CountTwice(RuleBroken):
    sentence = "Dòng %(row)s: cùng cơ quan, ngày và loại hồ sơ với một dòng trên. Xin gộp lại."
    status = 400


class OwnCounts(RuleBroken):
    is_custody = True
    sentence = (
        "Không cơ quan nào tự ghi số hồ sơ của chính mình. Xin bỏ các dòng mang mã %(agency)s khỏi tệp; "
        "số ấy do phần mềm một cửa gửi hoặc cơ quan thay thế ghi."
    )


@dataclass(frozen=True)
class CountLine:
    """Dossiers that an office (its permanent code) finished on a day, of one class."""

    agency: str
    day: date
    field_key: str
    is_late: bool
    filing_mode: str
    count: int

    @property
    def key(self) -> tuple[Any, ...]:
        return (self.agency, self.day, self.field_key, self.is_late, self.filing_mode)


def read_counts(body: Any, today: date) -> list[CountLine]:
    """The lines of an API call; raises the first thing that is wrong with its row, from 1."""
    rows = body.get("counts") if isinstance(body, Mapping) else None
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST_ROWS:
        raise CountsNotList(most=MOST_ROWS)
    lines = [_read_line(row, number) for number, row in enumerate(rows, start=1)]
    check_lines(lines, today)
    return lines


def check_lines(lines: Sequence[CountLine], today: date) -> None:
    seen: set[tuple[Any, ...]] = set()
    for number, line in enumerate(lines, start=1):
        if line.day > today:
            raise CountOfFuture(row=number, day=f"{line.day:%d/%m/%Y}")
        if line.key in seen:
            raise CountTwice(row=number)
        seen.add(line.key)


def _read_line(row: Any, number: int) -> CountLine:
    if not isinstance(row, Mapping):
        raise CountWrong(row=number, name="counts", wanted="{…}")
    for name in row:
        if name not in _NAMES:
            raise CountWrong(row=number, name=str(name)[:40], wanted=", ".join(_NAMES))
    if not isinstance(row.get("is_late"), bool):
        raise CountWrong(row=number, name="is_late", wanted="true, false")
    return CountLine(
        agency=_text(row, "agency", number, "1–30 ký tự", 30),
        day=_day(row.get("day"), number),
        field_key=_field(_text(row, "field", number, "a–z, 0–9, «-» (≤ 40)", 40), number),
        is_late=row["is_late"],
        filing_mode=_mode(row.get("filing_mode"), number),
        count=_count(row.get("count"), number),
    )


def _text(row: Mapping[str, Any], name: str, number: int, wanted: str, most: int) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not 1 <= len(value.strip()) <= most:
        raise CountWrong(row=number, name=name, wanted=wanted)
    return value.strip()


def _day(value: Any, number: int) -> date:
    try:
        if isinstance(value, str) and len(value) == 10:
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise CountWrong(row=number, name="day", wanted="2026-11-23 (năm-tháng-ngày)")


def is_field(value: str) -> bool:
    return _FIELD.fullmatch(value) is not None


def _field(value: str, number: int) -> str:
    if not is_field(value):
        raise CountWrong(row=number, name="field", wanted="a–z, 0–9, «-» (≤ 40)")
    return value


def _mode(value: Any, number: int) -> str:
    if value not in FILING_MODES:
        raise CountWrong(row=number, name="filing_mode", wanted=", ".join(FILING_MODES))
    return str(value)


def _count(value: Any, number: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_DOSSIERS:
        raise CountWrong(row=number, name="count", wanted=f"0–{MOST_DOSSIERS}")
    return value
