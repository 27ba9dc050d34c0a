"""The agencies of a year's result page by page: by group, class, words and order, with a summary on top."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _

from base.paging import Paging, page_of
from base.web import current_language
from base.words import N_, fold, sort_key
from evaluation.reports.results import AgencyResult, ClassWords, GroupResult, ResultOfYear

PAGE = 25
ALL = "tat-ca"
UNSCORED, NEAR, PARTLY = "chua-cham", "sat-ranh-gioi", "chua-du"
MARKS = {
    UNSCORED: N_("Chưa chấm"),
    PARTLY: N_("Chưa chấm đủ"),
    NEAR: N_("Sát ranh giới"),
}
SORTS = {
    "hang": N_("Hạng cao trước"),
    "thap": N_("Hạng thấp trước"),
    "ten": N_("Tên A–Y"),
}


@dataclass(frozen=True)
class Wanted:
    """`group` "" for all; `show` a class, one of MARKS, or empty; `sort` one of SORTS."""

    group: str
    show: str
    words: str
    sort: str

    def values(self, **changed: str) -> dict[str, str]:
        """As they stand in an address; what is usual is left out."""
        one = replace(self, **changed)
        named = {"nhom": one.group or ALL, "muc": one.show, "tim": one.words}
        named["xep"] = "" if one.sort == "hang" else one.sort
        return {key: value for key, value in named.items() if value}

    @property
    def is_filtered(self) -> bool:
        return bool(self.show or self.words)


def wanted_of(asked: Mapping[str, str], result: ResultOfYear) -> Wanted:
    """Nonsense counts as not asked. Without a group: the first one, or all where words are looked for."""
    keys = [one.key for one in result.groups]
    words = asked.get("tim", "").strip()[:100]
    usual = ALL if words or not keys else keys[0]
    group = asked.get("nhom", usual)
    shows = {*MARKS, *(one.key for one in result.classes)}
    show, sort = asked.get("muc", ""), asked.get("xep", "")
    return Wanted(
        group if group in keys else "" if group == ALL or not keys else keys[0],
        show if show in shows else "",
        words,
        sort if sort in SORTS else "hang",
    )


@dataclass(frozen=True)
class Listing:
    """One page of what was asked for; `agencies` without their criteria."""

    wanted: Wanted
    agencies: list[AgencyResult]
    total: int
    paging: Paging

    def pager(self, address: Callable[..., str]) -> dict[str, Any]:
        return self.paging.links(lambda number: address(**self.wanted.values(), trang=number))


def listing_of(
    result: ResultOfYear, asked: Mapping[str, str], scope: frozenset[int] | None = None
) -> Listing:
    """`scope`: the agencies that may be seen; None for all."""
    wanted = wanted_of(asked, result)
    groups = [one for one in result.groups if wanted.group in ("", one.key)]
    found = [
        agency
        for group in groups
        for agency in sorted(group.agencies, key=_order(wanted.sort))
        if (scope is None or agency.agency_id in scope) and _matches(agency, wanted)
    ]
    paging = page_of(asked.get("trang"), len(found), PAGE)
    return Listing(wanted, found[paging.offset : paging.offset + paging.size], len(found), paging)


def _order(sort: str) -> Callable[[AgencyResult], Any]:
    """Ranked ones by percentage; then those not scored whole, by name."""
    if sort == "ten":
        return lambda one: (sort_key(one.name), one.code)
    sign = 1 if sort == "thap" else -1

    def place(one: AgencyResult) -> Any:
        is_apart = one.rank_low is None
        return is_apart, 0.0 if is_apart else sign * (one.percent or 0.0), sort_key(one.name)

    return place


def _matches(one: AgencyResult, wanted: Wanted) -> bool:
    if wanted.show and not _shown(one, wanted.show):
        return False
    if not wanted.words:
        return True
    text = fold(f"{one.name} {one.name_en} {one.code}")
    return all(word in text for word in fold(wanted.words).split())


def _shown(one: AgencyResult, show: str) -> bool:
    if show == UNSCORED:
        return one.points is None
    if show == PARTLY:
        return one.has_withheld
    return one.is_near_boundary if show == NEAR else one.class_key == show


def summary_of(
    result: ResultOfYear, address: Callable[..., str], scope: frozenset[int] | None = None
) -> dict[str, Any]:
    """{heads, rows}: of each group how many in each class, not scored, not whole, near a boundary."""
    shows = [*(one.key for one in result.classes), *MARKS]
    rows = []
    for group in result.groups:
        mine = [one for one in group.agencies if scope is None or one.agency_id in scope]
        wanted = Wanted(group.key, "", "", "hang")
        cells = [
            {
                "count": sum(_shown(one, show) for one in mine),
                "url": address(**wanted.values(show=show)),
            }
            for show in shows
        ]
        if mine:
            url = address(**wanted.values())
            title = group_title(group)
            rows.append({"title": title, "url": url, "count": len(mine), "cells": cells})
    return {"heads": show_words(result.classes), "rows": rows}


def show_words(classes: tuple[ClassWords, ...]) -> list[dict[str, str]]:
    """Choices of the filter: classes as the card names them, then our marks."""
    named = [{"value": one.key, "label": class_title(one)} for one in classes]
    return [*named, *({"value": key, "label": _(words)} for key, words in MARKS.items())]


def class_title(one: ClassWords) -> str:
    return one.title_en if current_language() == "en" and one.title_en else one.title


def group_title(one: GroupResult) -> str:
    return one.title_en if current_language() == "en" and one.title_en else one.title


def filter_choices(result: ResultOfYear) -> dict[str, list[dict[str, str]]]:
    every = {"value": "", "label": _("Mọi mức")}
    groups = [{"value": one.key, "label": group_title(one)} for one in result.groups]
    return {
        "groups": [*groups, {"value": ALL, "label": _("Mọi nhóm")}],
        "shows": [every, *show_words(result.classes)],
        "sorts": [{"value": key, "label": _(words)} for key, words in SORTS.items()],
    }
