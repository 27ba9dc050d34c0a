"""What a legal setting's value may look like: its shape, the fields a person fills, what is refused.

A shape is made of numbers, texts, choices and yes/no, in lists and tables. Readers of a setting rely
on its shape, so nothing that does not fit is ever stored. Paths name a place inside a value:
("normal",), ("0", "to").
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from base.words import N_

Path = tuple[str, ...]
KEY = "key"
_GROUPED = re.compile(r"[1-9]\d{0,2}(\.\d{3})+")  # 10.000, as Vietnamese writes ten thousand


@dataclass(frozen=True)
class Number:
    low: float = 0
    high: float = 1_000_000
    is_whole: bool = True


@dataclass(frozen=True)
class YesNo:
    """`only`: the one value that the software or the law allows, if there is but one."""

    only: bool | None = None


@dataclass(frozen=True)
class Choice:
    options: tuple[str, ...]


@dataclass(frozen=True)
class Text:
    pattern: str = ""
    sample: str = ""
    longest: int = 1000
    may_be_empty: bool = False


Leaf = Number | YesNo | Choice | Text


@dataclass(frozen=True)
class Many:
    """A list, one entry a line."""

    of: Leaf
    least: int = 1
    most: int = 30
    is_distinct: bool = False


@dataclass(frozen=True)
class Table:
    """Fixed names, each with its shape."""

    fields: Mapping[str, "Shape"]


@dataclass(frozen=True)
class Keyed:
    """Entries under keys that people add and remove (years, provinces)."""

    of: "Shape"
    pattern: str
    sample: str


Shape = Leaf | Many | Table | Keyed


@dataclass(frozen=True)
class ValueFault:
    """What is wrong at one place: a sentence with named places for `values`."""

    path: Path
    sentence: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class FormField:
    """One place a person fills; `shape` None is the key of an entry."""

    path: Path
    shape: Leaf | Many | None
    text: str


class ValueRefused(ValueError):
    """A value that does not have the shape; `faults` names every place."""

    def __init__(self, faults: Sequence[ValueFault]) -> None:
        super().__init__("; ".join(one.sentence for one in faults))
        self.faults = list(faults)


_EMPTY = N_("Xin điền ô này.")
_NO_NUMBER = N_("Xin ghi một số, ví dụ %(sample)s.")
_OUT_OF_RANGE = N_("Phải là số từ %(low)s đến %(high)s.")
_NOT_WHOLE = N_("Phải là số nguyên.")
_ONLY = N_("Phần mềm mới dùng được «%(option)s» ở đây. Xin giữ nguyên.")
_NO_OPTION = N_("Xin chọn một trong: %(options)s.")
_NOT_AS_SAMPLE = N_("Xin ghi theo mẫu «%(sample)s».")
_TOO_LONG = N_("Dài quá %(count)s ký tự. Xin rút ngắn.")
_COUNT = N_("Cần từ %(least)s đến %(most)s mục, mỗi mục một dòng.")
_DOUBLE = N_("Có mục ghi hai lần. Xin bỏ một.")
_NO_TABLE = N_("Thiếu mục «%(name)s».")


def fields_of(shape: Shape, value: Any, path: Path = ()) -> Iterator[FormField]:
    """The fields in which a person writes a value, filled with `value`; a spare entry ends each Keyed."""
    if isinstance(shape, Table):
        known = value if isinstance(value, Mapping) else {}
        for name, inner in shape.fields.items():
            yield from fields_of(inner, known.get(name), (*path, name))
    elif isinstance(shape, Keyed):
        entries = [*value.items()] if isinstance(value, Mapping) else []
        for number, (key, entry) in enumerate([*entries, ("", None)]):
            yield FormField((*path, str(number), KEY), None, str(key))
            yield from fields_of(shape.of, entry, (*path, str(number)))
    else:
        yield FormField(path, shape, text_of(value))


def text_of(value: Any) -> str:
    """A leaf or a list as it stands in a field; numbers with a decimal comma."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "\n".join(text_of(one) for one in value)
    if isinstance(value, int | float):
        return f"{value:.10g}".replace(".", ",")
    return "" if value is None else str(value)


def read_value(shape: Shape, texts: Mapping[Path, str]) -> Any:
    """The value that the texts of the fields say; raises ValueRefused."""
    faults: list[ValueFault] = []
    value = _read(shape, texts, (), faults)
    if faults:
        raise ValueRefused(faults)
    return value


def check_value(shape: Shape, value: Any) -> None:
    """Raises ValueRefused unless a stored value has the shape: written out and read again it is itself."""
    texts = {one.path: one.text for one in fields_of(shape, value)}
    if read_value(shape, texts) != value:
        raise ValueRefused([ValueFault((), _EMPTY, {})])


def _read(shape: Shape, texts: Mapping[Path, str], path: Path, faults: list[ValueFault]) -> Any:
    if isinstance(shape, Table):
        return {
            name: _read(inner, texts, (*path, name), faults) for name, inner in shape.fields.items()
        }
    if isinstance(shape, Keyed):
        return _read_keyed(shape, texts, path, faults)
    text = texts.get(path, "").strip()
    if isinstance(shape, Many):
        return _read_many(shape, text, path, faults)
    return _read_leaf(shape, text, path, faults)


def _read_keyed(
    shape: Keyed, texts: Mapping[Path, str], path: Path, faults: list[ValueFault]
) -> dict[str, Any]:
    """Entries whose fields are all empty are left out."""
    found: dict[str, Any] = {}
    depth = len(path)
    numbers = {one[depth] for one in texts if len(one) > depth + 1 and one[:depth] == path}
    for number in sorted(numbers, key=int):
        inside = (*path, number)
        if not any(text.strip() for one, text in texts.items() if one[: depth + 1] == inside):
            continue
        key = texts.get((*inside, KEY), "").strip()
        if not re.fullmatch(shape.pattern, key):
            faults.append(ValueFault((*inside, KEY), _NOT_AS_SAMPLE, {"sample": shape.sample}))
        elif key in found:
            faults.append(ValueFault((*inside, KEY), _DOUBLE, {}))
        found[key] = _read(shape.of, texts, inside, faults)
    return found


def _read_many(shape: Many, text: str, path: Path, faults: list[ValueFault]) -> list[Any]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not shape.least <= len(lines) <= shape.most:
        values = {"least": str(shape.least), "most": str(shape.most)}
        faults.append(ValueFault(path, _COUNT, values))
    found = [_read_leaf(shape.of, line, path, faults) for line in lines]
    if shape.is_distinct and len(set(map(str, found))) < len(found):
        faults.append(ValueFault(path, _DOUBLE, {}))
    return found


def _read_leaf(shape: Leaf, text: str, path: Path, faults: list[ValueFault]) -> Any:
    def refuse(sentence: str, **values: str) -> None:
        faults.append(ValueFault(path, sentence, values))

    if not text:
        is_allowed = isinstance(shape, Text) and shape.may_be_empty
        return "" if is_allowed else refuse(_EMPTY)
    if isinstance(shape, Number):
        return _read_number(shape, text, refuse)
    if isinstance(shape, YesNo):
        return _read_yes_no(shape, text, refuse)
    if isinstance(shape, Choice):
        return text if text in shape.options else _refuse_choice(shape, refuse)
    return _read_text(shape, text, refuse)


def _read_number(shape: Number, text: str, refuse: Any) -> float | int | None:
    plain = text.replace(" ", "")
    if shape.is_whole and _GROUPED.fullmatch(plain):
        plain = plain.replace(".", "")
    plain = plain.replace(",", ".")
    try:
        number = float(plain)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        refuse(_NO_NUMBER, sample=text_of(shape.low or 5))
    elif shape.is_whole and number != int(number):
        refuse(_NOT_WHOLE)
    elif not shape.low <= number <= shape.high:
        refuse(_OUT_OF_RANGE, low=text_of(shape.low), high=text_of(shape.high))
    else:
        return int(number) if number == int(number) else number
    return None


def _read_yes_no(shape: YesNo, text: str, refuse: Any) -> bool | None:
    if text not in ("yes", "no"):
        refuse(_EMPTY)
        return None
    answer = text == "yes"
    if shape.only is not None and answer != shape.only:
        refuse(_ONLY, option=N_("Có") if shape.only else N_("Không"))
    return answer


def _refuse_choice(shape: Choice, refuse: Any) -> None:
    if len(shape.options) == 1:
        return refuse(_ONLY, option=shape.options[0])
    return refuse(_NO_OPTION, options=", ".join(shape.options))


def _read_text(shape: Text, text: str, refuse: Any) -> str:
    if len(text) > shape.longest:
        refuse(_TOO_LONG, count=str(shape.longest))
    elif shape.pattern and not re.fullmatch(shape.pattern, text):
        refuse(_NOT_AS_SAMPLE, sample=shape.sample)
    return text
