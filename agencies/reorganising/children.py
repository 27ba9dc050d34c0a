"""Units that go along with a commune's UBND: its centre, HĐND, MTTQ and health station."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from agencies.register import AgencyRow
from agencies.reorganising.plans import Line

SUFFIXES = ("PVHCC", "HDND", "MTTQ", "TYT")
_BEFORE_PLACE = ("UBND ",)


def with_children(lines: Sequence[Line], register: Mapping[str, AgencyRow]) -> list[Line]:
    """The lines, and one more for each such unit of an old body that the file does not name itself."""
    named = {one.old_code for one in lines}
    names = _names(lines, register)
    found = list(lines)
    for line in lines:
        for suffix in SUFFIXES:
            code = f"{line.old_code}-{suffix}"
            if code not in named and code in register and register[code].valid_to is None:
                found.append(_child(line, suffix, register, names))
    return found


def _names(lines: Sequence[Line], register: Mapping[str, AgencyRow]) -> dict[str, str]:
    names = {code: row.name for code, row in register.items()}
    return names | {one.new_code: one.new_name for one in lines if one.new_name}


def _child(
    line: Line, suffix: str, register: Mapping[str, AgencyRow], names: Mapping[str, str]
) -> Line:
    old, new = f"{line.old_code}-{suffix}", f"{line.new_code}-{suffix}"
    stands = new in register
    name = _moved_name(names[old], names.get(line.old_code, ""), names.get(line.new_code, ""))
    return replace(line, old_code=old, new_code=new, new_name="" if stands else name, is_child=True)


def _moved_name(name: str, old_parent: str, new_parent: str) -> str:
    """«Trạm Y tế phường A» of UBND phường A becomes «Trạm Y tế phường B» of UBND phường B."""
    old_place, new_place = _place(old_parent), _place(new_parent)
    if old_place and name.endswith(old_place):
        return name[: -len(old_place)] + new_place
    return f"{name} ({new_place})"


def _place(name: str) -> str:
    for words in _BEFORE_PLACE:
        name = name.removeprefix(words)
    return name
