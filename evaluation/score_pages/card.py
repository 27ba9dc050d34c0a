"""A scorecard on its page: groups with their sums, classes, sections, what is still wrong with it."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from agencies.register import KIND_NAMES
from evaluation.models import Criterion, Scorecard, TargetUnit
from evaluation.reports.scoring import plan_of
from evaluation.rules.scorecards import in_group, problems
from evaluation.score_pages.words import KINDS, number

_BY = {"linear", "steps", "pass"}


def group_rows(card: Scorecard) -> list[dict[str, Any]]:
    """Cells: name, kinds, points of its criteria, bonus, deduction."""
    return [
        {
            "cells": [
                group["title"],
                ", ".join(str(_(KIND_NAMES[kind])) for kind in group["kinds"]),
                *(_sum(card, group["key"], kind) for kind in ("points", "bonus", "deduction")),
            ]
        }
        for group in card.groups
    ]


def _sum(card: Scorecard, group: str, kind: str) -> str:
    mine = [one for one in card.criteria if in_group(one.group_keys, group) and one.kind == kind]
    return number(sum(one.max_points for one in mine))


def class_rows(card: Scorecard) -> list[dict[str, Any]]:
    return [
        {"cells": [one["title"], one.get("title_en") or "–", f"{number(one['from_percent'])} %"]}
        for one in card.classes
    ]


def sections_of(card: Scorecard) -> list[tuple[str, list[Criterion]]]:
    """In the order of their first criterion."""
    found: dict[str, list[Criterion]] = {}
    for one in sorted(card.criteria, key=lambda criterion: (criterion.sort, criterion.id or 0)):
        found.setdefault(one.section, []).append(one)
    return list(found.items())


def section_views(
    card: Scorecard, titles: Mapping[str, str], units: Mapping[str, str]
) -> list[dict[str, Any]]:
    """`titles` and `units` of targets by key."""
    groups = {one["key"]: one["title"] for one in card.groups}
    return [
        {
            "name": name,
            "number": place,
            "rows": [_row(one, titles, _unit(one, units), groups) for one in criteria],
        }
        for place, (name, criteria) in enumerate(sections_of(card))
    ]


def _row(
    one: Criterion, titles: Mapping[str, str], unit: str, groups: Mapping[str, str]
) -> dict[str, Any]:
    sign = {"bonus": "+", "deduction": "−"}.get(one.kind, "")
    only = ", ".join(groups.get(key, key) for key in one.group_keys)
    return {
        "cells": [
            one.title,
            f"{sign}{number(one.max_points)}",
            _source(one, titles),
            _conversion(one, unit),
            only or _("mọi nhóm"),
        ]
    }


def _source(one: Criterion, titles: Mapping[str, str]) -> str:
    if one.source_kind == "index":
        return _("Chỉ số hài lòng chính thức")
    if one.source_kind == "appraised":
        return _("Người thẩm định cho điểm")
    return titles.get(one.source_key, one.source_key)


def _unit(one: Criterion, units: Mapping[str, str]) -> str:
    """Of the figure that is turned into points; "" where the target is not in the catalogues."""
    if one.source_kind == "index":
        return TargetUnit.PERCENT
    return units.get(one.source_key, "")


def _conversion(one: Criterion, unit: str) -> str:
    by = one.conversion.get("by")
    if by not in _BY:
        return "–"
    words = {"pass": _pass_words, "linear": _line_words, "steps": _step_words}[by](one, unit)
    return f"{words} ({_('ít hơn thì tốt hơn')})" if one.conversion.get("at_most") else words


def _pass_words(one: Criterion, unit: str) -> str:
    limit = _figure(one.conversion["at"], unit)
    if one.conversion.get("at_most"):
        return _("đủ điểm khi không quá %(limit)s", limit=limit)
    if unit in (TargetUnit.YES_NO, TargetUnit.DATE):
        return _("đủ điểm khi đã làm")
    return _("đủ điểm từ %(limit)s", limit=limit)


def _line_words(one: Criterion, unit: str) -> str:
    """Points in proportion between the two ends."""
    none, full = (_figure(one.conversion[end], unit) for end in ("from", "to"))
    return _("%(none)s: 0 điểm, tăng đều đến %(full)s: đủ điểm", none=none, full=full)


def _step_words(one: Criterion, unit: str) -> str:
    return "; ".join(
        _(
            "mốc %(limit)s: %(points)s điểm",
            limit=_figure(at, unit),
            points=number(part * one.max_points),
        )
        for at, part in one.conversion.get("steps", ())
    )


def _figure(value: float, unit: str) -> str:
    return f"{number(value)} %" if unit == TargetUnit.PERCENT else number(value)


def problem_texts(card: Scorecard, titles: Mapping[str, str]) -> list[str]:
    """What keeps the card from being put in use, each a sentence; none twice."""
    told = [_(type(one).sentence) % one.values for one in problems(plan_of(card), titles.keys())]
    return list(dict.fromkeys(told))


def kind_words(kind: str) -> str:
    return str(_(KINDS[kind]))
