"""Reading a questionnaire back from its Excel sheet: the document, or every fault with row and column."""

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from base.spreadsheets import (
    CellValue,
    Fault,
    Sheet,
    SheetFaulty,
    SheetRow,
    column_letter,
    read_sheet,
)
from surveys.questionnaire_sheets import (
    BY_LANGUAGE,
    FLAGS,
    HEADINGS,
    NO,
    OPTION,
    QUESTION,
    RATED_WORDS,
    SECTION,
    TITLE,
    TYPE_WORDS,
    YES,
    columns_for,
)
from surveys.rules.questionnaires import check_content

ROW_LIMIT = 1500
_YES_WORDS, _NO_WORDS = {YES, "x", "true", "1"}, {NO, "false", "0"}
_LANGUAGE_HEADING = re.compile(r"(Lời|Giải thích) \(([a-z]{2,3})\)")


def read_questionnaire(data: bytes) -> dict[str, Any]:
    """The document in the file. Raises SheetFaulty naming every fault of file, cells and content."""
    sheet = read_sheet(data, ROW_LIMIT)
    reader = _Reader(sheet)
    raw = reader.read()
    content_faults = [
        reader.located(fault.path, fault.sentence, fault.values) for fault in check_content(raw)
    ]
    faults = reader.faults + [fault for fault in content_faults if fault is not None]
    if faults:
        raise SheetFaulty(sorted(set(faults), key=lambda one: (one.row, one.column)))
    return raw


class _Reader:
    """Walks down the rows; `places` remembers in which row each part of the document stands."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.faults: list[Fault] = []
        self.places: dict[str, int] = {"": 0}
        self.spoiled: set[str] = set()
        self.columns = self._known_columns()
        self.raw: dict[str, Any] = {"sections": []}

    def _known_columns(self) -> dict[str, int]:
        """field → column; a heading nobody knows, given twice or missing is a fault."""
        fixed = {heading: name for name, heading in HEADINGS.items() if name not in BY_LANGUAGE}
        found: dict[str, int] = {}
        for place, heading in enumerate(self.sheet.header):
            match = _LANGUAGE_HEADING.fullmatch(heading)
            name = fixed.get(heading, "")
            if match:
                name = f"{'texts' if match[1] == 'Lời' else 'help'}/{match[2]}"
            if not name or name in found:
                sentence = _("Không nhận ra cột «%(name)s». Xin dùng đúng tên cột trong tệp mẫu.")
                self._fault(1, place, sentence % {"name": heading})
            else:
                found[name] = place
        for needed in ("row", "key", "type", "texts/vi"):
            if needed not in found:
                name = columns_for(("vi",))[needed]
                sentence = _("Thiếu cột «%(name)s». Xin thêm cột đó vào dòng đầu.", name=name)
                self.faults.append(Fault(1, "", sentence))
        return found

    def _fault(self, row: int, place: int | None, sentence: str) -> None:
        column = "" if place is None else column_letter(place)
        self.faults.append(Fault(row, column, sentence))

    def located(self, path: str, sentence: str, values: Mapping[str, Any]) -> Fault | None:
        """A fault of the document where its cell is; None when that cell has its own fault already."""
        if any(path.startswith(spoiled) for spoiled in self.spoiled):
            return None
        part = max((one for one in self.places if _is_part(one, path)), key=len)
        field = path.removeprefix(part).strip("/")
        if part == "":
            field = field.replace("title/", "texts/").replace("purpose/", "help/")
        row = (
            self.places.get("title", 0) if part == "" and field != "sections" else self.places[part]
        )
        place = self.columns.get(field)
        return Fault(row, "" if place is None else column_letter(place), _(sentence, **values))

    def read(self) -> dict[str, Any]:
        readers = {
            TITLE: self._title,
            SECTION: self._section,
            QUESTION: self._question,
            OPTION: self._option,
        }
        for row in self.sheet.rows:
            kind = self._text(row, "row").lower()
            if kind in readers:
                readers[kind](row)
            else:
                words = ", ".join(readers)
                sentence = _("Cột «Dòng» phải là một trong: %(words)s.", words=words)
                self._fault(row.number, self.columns.get("row"), sentence)
        return self.raw

    def _cell(self, row: SheetRow, name: str) -> CellValue:
        place = self.columns.get(name)
        return None if place is None else row.cells[place]

    def _text(self, row: SheetRow, name: str) -> str:
        value = self._cell(row, name)
        if isinstance(value, bool):
            return YES if value else NO
        if isinstance(value, float):
            return str(int(value)) if value.is_integer() else str(value)
        return "" if value is None else str(value)

    def _texts(self, row: SheetRow, name: str) -> dict[str, str]:
        languages = [one.split("/")[1] for one in self.columns if one.startswith(f"{name}/")]
        texts = {language: self._text(row, f"{name}/{language}") for language in languages}
        return {language: text for language, text in texts.items() if text}

    def _word(self, row: SheetRow, name: str, words: Mapping[str, str], path: str) -> str:
        """The code of a Vietnamese word (or the code itself); another word is a fault."""
        typed = self._text(row, name)
        for code, word in words.items():
            if typed.lower() in (code, word):
                return code
        sentence = _("Ghi một trong: %(words)s.", words=", ".join(words.values()))
        self._fault(row.number, self.columns.get(name), sentence)
        self.spoiled.add(path)
        return typed

    def _flag(self, row: SheetRow, name: str) -> bool:
        typed = self._text(row, name).lower()
        if typed and typed not in _YES_WORDS | _NO_WORDS:
            self._fault(row.number, self.columns.get(name), _("Ghi «có» hoặc «không»."))
        return typed in _YES_WORDS

    def _title(self, row: SheetRow) -> None:
        if "title" in self.places:
            sentence = _("Mỗi tệp chỉ có một dòng «bộ câu hỏi». Xin xóa dòng này.")
            self._fault(row.number, self.columns.get("row"), sentence)
            return
        self.places["title"] = row.number
        minutes = self._text(row, "minutes")
        self.raw |= {
            "title": self._texts(row, "texts"),
            "purpose": self._texts(row, "help"),
            "minutes": _number(minutes) if minutes else 1,
        }

    def _section(self, row: SheetRow) -> None:
        sections = self.raw["sections"]
        self.places[f"sections/{len(sections)}"] = row.number
        texts = self._texts(row, "texts")
        sections.append({"key": self._text(row, "key"), "texts": texts, "questions": []})

    def _question(self, row: SheetRow) -> None:
        if not self.raw["sections"]:
            sentence = _("Câu hỏi phải đứng sau một dòng «nhóm». Xin thêm dòng nhóm ở trên.")
            self._fault(row.number, self.columns.get("row"), sentence)
            return
        questions = self.raw["sections"][-1]["questions"]
        path = f"sections/{len(self.raw['sections']) - 1}/questions/{len(questions)}"
        self.places[path] = row.number
        kind = self._word(row, "type", TYPE_WORDS, path)
        question: dict[str, Any] = {
            "key": self._text(row, "key"),
            "type": kind,
            "texts": self._texts(row, "texts"),
            "help": self._texts(row, "help"),
            **{name: self._flag(row, name) for name in FLAGS},
        }
        if self._text(row, "rated"):
            question["rated"] = self._word(row, "rated", RATED_WORDS, f"{path}/rated")
        for name in ("minimum", "maximum"):
            if self._text(row, name):
                question[name] = _number(self._text(row, name))
        if self._text(row, "show_if/question") or self._text(row, "show_if/values"):
            values = re.split(r"[,;\s]+", self._text(row, "show_if/values"))
            question["show_if"] = {
                "question": self._text(row, "show_if/question"),
                "values": [value for value in values if value],
            }
        questions.append(question)

    def _option(self, row: SheetRow) -> None:
        questions = [one for section in self.raw["sections"][-1:] for one in section["questions"]]
        if not questions:
            sentence = _("Lựa chọn phải đứng ngay sau câu hỏi của nó. Xin chuyển dòng này xuống.")
            self._fault(row.number, self.columns.get("row"), sentence)
            return
        options = questions[-1].setdefault("options", [])
        at = f"sections/{len(self.raw['sections']) - 1}/questions/{len(questions) - 1}"
        self.places[f"{at}/options/{len(options)}"] = row.number
        option = {"key": self._text(row, "key"), "texts": self._texts(row, "texts")}
        options.append(option | ({"is_other": True} if self._flag(row, "is_other") else {}))


def _is_part(part: str, path: str) -> bool:
    return part == "" or path == part or path.startswith(f"{part}/")


def _number(typed: str) -> int | str:
    return int(typed) if re.fullmatch(r"-?\d{1,11}", typed) else typed
