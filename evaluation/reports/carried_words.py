"""The panel beside a successor's board and sheet: what its old agencies had, what was carried, what not."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _

from agencies.names import name_of
from agencies.queries.agencies import get_agency
from evaluation.reports.carried import Carried, CarriedLine
from evaluation.reports.figures import day_words, figure_words, number_words, title_of
from evaluation.reports.results import LineResult
from evaluation.rules.carrying import NOT_CARRIED


def carried_panel(carried: Carried) -> dict[str, Any] | None:
    """{day, heads, rows, left}: a row a line; `left` names the lines that could not be carried."""
    if not carried.sources:
        return None
    lines = list(carried.lines.values())
    return {
        "day": day_words(carried.day),
        "heads": [_source_name(name_of(one.agency), one.part) for one in carried.sources],
        "rows": [{"cells": _cells(one)} for one in lines],
        "left": [title_of(one.target) for one in lines if one.why_not],
        "carried_count": sum(not one.why_not for one in lines),
    }


def _source_name(name: str, part: float) -> str:
    if part > 1 - 1e-9:
        return name
    return _("%(name)s (một phần: %(part)s %%)", name=name, part=number_words(round(part * 100, 1)))


def _cells(line: CarriedLine) -> list[str]:
    unit = line.target.unit
    taken = _(NOT_CARRIED[line.why_not]) if line.why_not else figure_words(unit, line.figure)
    return [title_of(line.target), *(figure_words(unit, one) for one in line.old), taken]


def carried_note(line: CarriedLine) -> str:
    """The note that a carried line begins with, in the report's own language."""
    parts = (figure_words(line.target.unit, one) for one in line.old)
    return _("Chuyển từ cơ quan cũ: %(parts)s", parts="; ".join(parts))


def index_words(source: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Where a carried index comes from: each old agency with its own figure and weight."""
    parts = [
        _(
            "%(name)s %(share)s %% (trọng số %(weight)s %%)",
            name=names.get(one["agency"], one["agency"]),
            share=number_words(round(one["share"], 1)),
            weight=number_words(round(one["weight"] * 100, 1)),
        )
        for one in source.get("carried", ())
    ]
    return _("tính chuyển theo số hồ sơ từ %(parts)s", parts="; ".join(parts))


def old_names(lines: Iterable[LineResult]) -> dict[str, str]:
    """Code → name of the agencies whose index was carried into one of these lines."""
    codes = {part["agency"] for one in lines for part in one.source.get("carried", ())}
    return {one: name_of(get_agency(one)) for one in sorted(codes)}
