"""What a cell of an earlier survey means: a level, an option, a day, an agency, a channel.

Each function gives the value as a form of the questionnaire would have sent it, or raises CellWrong with
a sentence that says what to do. Nothing is guessed: an unknown text is named, not taken for the nearest.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext as _

from base.spreadsheets import CellValue
from base.words import fold
from surveys.exports.columns import LEVEL_NAMES
from surveys.imports.mapping import ColumnSource
from surveys.index_pages.words import CHANNELS
from surveys.packing import NO_OPINION
from surveys.questionnaire_content import MULTIPLE, RATING, SINGLE, Question

_ENGLISH = {
    "very dissatisfied": 1,
    "dissatisfied": 2,
    "neutral": 3,
    "satisfied": 4,
    "very satisfied": 5,
    "no opinion": NO_OPINION,
}
_LEVEL_WORDS = {fold(name): level for level, name in LEVEL_NAMES.items()} | _ENGLISH
_LEADING_LEVEL = re.compile(r"([1-59])\s*[-–—.:)=]\s*\D")
_TICKED = {"1", "x", "co", "yes", "true", "✓", "co chon"}
_NOT_TICKED = {"", "0", "khong", "no", "false", "khong chon"}
_PARTS = re.compile(r"[;|\n]")
_DAY_FORMS = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d")
_MONTH = re.compile(r"(?:(\d{4})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{4}))")


class CellWrong(Exception):
    """`sentence` is translated and says what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class When:
    """A day, or a whole month when the file says no more (then `day` is its first)."""

    day: date
    is_month: bool = False

    @property
    def last(self) -> date:
        if not self.is_month:
            return self.day
        return (self.day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def plain(cell: CellValue) -> str:
    """The cell as a person sees it: 4.0 is «4»."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return str(cell)


def form_values(question: Question, cell: CellValue, source: ColumnSource) -> list[str]:
    """What the questionnaire's form would have sent for this cell; [] for an empty one."""
    text = plain(cell)
    if not text:
        return []
    if question.type in (RATING, SINGLE, MULTIPLE) and isinstance(cell, bool | date):
        raise CellWrong(_("Ô này phải là mức hoặc lựa chọn, không phải ngày hay đúng/sai."))
    if question.type == RATING:
        return [_level(question, text, source)]
    if question.type == SINGLE:
        return [_option(question, text, source.values)]
    if question.type == MULTIPLE:
        parts = [part.strip() for part in _PARTS.split(text)]
        return [_option(question, part, source.values) for part in parts if part]
    return [text]


def _level(question: Question, text: str, source: ColumnSource) -> str:
    folded = fold(text)
    meant = source.values.get(folded)
    if meant is None and folded in _LEVEL_WORDS:
        meant = str(_LEVEL_WORDS[folded])
    if meant is None:
        leading = _LEADING_LEVEL.match(text)
        digit = leading.group(1) if leading else text
        is_turned = source.is_reversed and digit in {"1", "2", "3", "4", "5"}
        meant = str(6 - int(digit)) if is_turned else digit
    if meant not in {"1", "2", "3", "4", "5"} and not (
        meant == str(NO_OPINION) and question.allows_no_opinion
    ):
        raise CellWrong(
            _(
                "Không có mức «%(text)s». Xin ghi 1–5 (5 là rất hài lòng), 9 hoặc để trống nếu không có "
                "ý kiến, hoặc tên mức như «Hài lòng».",
                text=text[:60],
            )
        )
    return meant


def _option(question: Question, text: str, values: Mapping[str, str]) -> str:
    folded = fold(text)
    meant = values.get(folded, text)
    for option in question.options:
        names = {fold(one) for one in option.texts.values()}
        if meant == option.key or folded in names:
            return option.key
    raise CellWrong(
        _(
            "Không có lựa chọn «%(text)s». Các lựa chọn: %(names)s.",
            text=text[:60],
            names="; ".join(option.texts["vi"] for option in question.options),
        )
    )


def is_ticked(cell: CellValue) -> bool:
    """A cell of a column that stands for one option of several."""
    folded = fold(plain(cell))
    if folded in _TICKED:
        return True
    if folded in _NOT_TICKED:
        return False
    raise CellWrong(_("Xin ghi «x» hoặc 1 nếu có chọn, để trống hoặc 0 nếu không."))


def read_when(cell: CellValue) -> When:
    if isinstance(cell, datetime):
        return When(cell.date())
    if isinstance(cell, date):
        return When(cell)
    text = plain(cell)
    if not text:
        raise CellWrong(_("Chưa có ngày. Xin điền ngày hoặc tháng khảo sát."))
    for form in _DAY_FORMS:
        try:
            return When(datetime.strptime(text.split(" ")[0], form).date())  # noqa: DTZ007
        except ValueError:
            continue
    month = _MONTH.fullmatch(text)
    if month:
        year, number = (int(one) for one in (month[1] or month[4], month[2] or month[3]))
        if 1 <= number <= 12:
            return When(date(year, number, 1), is_month=True)
    raise CellWrong(
        _(
            "Không đọc được ngày «%(text)s». Xin ghi theo mẫu 15/10/2024 hoặc 10/2024.",
            text=text[:40],
        )
    )


def check_in_round(when: When, opens_on: date, closes_on: date) -> None:
    """The round lasts [opens_on, closes_on); a month counts when a part of it lies inside."""
    if when.last < opens_on or when.day >= closes_on:
        raise CellWrong(
            _(
                "Ngày này nằm ngoài đợt khảo sát (từ %(first)s đến hết %(last)s).",
                first=f"{opens_on:%d/%m/%Y}",
                last=f"{closes_on - timedelta(days=1):%d/%m/%Y}",
            )
        )


def read_channel(cell: CellValue, source: ColumnSource) -> str:
    if source.value:
        return source.value
    text = plain(cell)
    meant = source.values.get(fold(text), text)
    for channel, name in CHANNELS.items():
        if meant == channel or fold(text) in {fold(name), fold(_(name))}:
            return channel
    raise CellWrong(
        _(
            "Không có kênh «%(channel)s». Các kênh: %(names)s.",
            channel=text[:40],
            names=", ".join(CHANNELS.values()),
        )
    )


class AgencyFinder:
    """The round's agencies by code or by exact name, diacritics and case aside."""

    def __init__(self, agencies: Sequence[tuple[int, str, str]]) -> None:
        self.by_code = {code.upper(): agency_id for agency_id, code, _name in agencies}
        self.by_name: dict[str, list[int]] = {}
        for agency_id, _code, name in agencies:
            self.by_name.setdefault(fold(name), []).append(agency_id)

    def find(self, cell: CellValue) -> int:
        text = plain(cell)
        if not text:
            raise CellWrong(_("Chưa có cơ quan. Xin điền mã hoặc tên cơ quan được đánh giá."))
        found = self.by_code.get(text.upper())
        if found is not None:
            return found
        if text.isdecimal() and len(text) < 5 and text.zfill(5) in self.by_code:
            raise CellWrong(
                _(
                    "Mã «%(code)s» có vẻ đã mất số 0 ở đầu. Xin để cột này kiểu Văn bản (Text) rồi gõ "
                    "lại đủ 5 ký tự.",
                    code=text,
                )
            )
        named = self.by_name.get(fold(text), [])
        if len(named) > 1:
            raise CellWrong(_("Có nhiều cơ quan tên «%(name)s». Xin ghi mã cơ quan.", name=text))
        if not named:
            sentence = _(
                "Đợt này không có cơ quan «%(name)s». Xin ghi đúng mã hoặc tên, hoặc thêm cơ quan đó "
                "khi lập đợt.",
                name=text[:80],
            )
            raise CellWrong(sentence)
        return named[0]
