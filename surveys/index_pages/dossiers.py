"""The board of dossier counts made ready for its page."""

from datetime import date
from typing import Any

from flask_babel import gettext as _

from agencies.names import name_of
from surveys.dossier_sheets import MODE_NAMES
from surveys.index_pages import figures as text
from surveys.reports.dossiers import CountBoard, Mismatch, OfficeMonth

SHOWN = 300


def months_before(today: date, count: int = 12) -> list[dict[str, str]]:
    """The present month and those before it, as choices of a filter."""
    found, year, month = [], today.year, today.month
    for _step in range(count):
        found.append({"value": f"{year}-{month:02d}", "label": f"{month}/{year}"})
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return found


def read_month(wanted: str, today: date) -> tuple[date, date]:
    """[first day, first day of the next month]; nonsense is the present month."""
    known = {one["value"] for one in months_before(today)}
    chosen = wanted if wanted in known else f"{today:%Y-%m}"
    year, month = int(chosen[:4]), int(chosen[5:])
    after = (year, month + 1) if month < 12 else (year + 1, 1)
    return date(year, month, 1), date(*after, 1)


def cards(board: CountBoard) -> list[dict[str, Any]]:
    missing = sum(one.days_missing > 0 for one in board.offices)
    dossiers = sum(one.dossiers for one in board.offices)
    issued = sum(one.issued for one in board.offices)
    return [
        {"number": text.number(dossiers), "label": _("hồ sơ"), "tone": None},
        {"number": text.number(issued), "label": _("mã đã phát"), "tone": None},
        {"number": text.number(len(board.mismatches)), "label": _("ngày lệch nhau"),
         "tone": "warm" if board.mismatches else None},
        {"number": text.number(missing), "label": _("cơ quan còn thiếu ngày"),
         "tone": "warm" if missing else None},
    ]  # fmt: skip


def office_row(one: OfficeMonth) -> dict[str, Any]:
    shown = [text.number(one.dossiers), text.number(one.issued), text.number(one.days_told)]
    return {"cells": [name_of(one.agency), *shown, text.number(one.days_missing)]}


def mismatch_row(one: Mismatch) -> dict[str, Any]:
    told = _("chưa có") if one.dossiers is None else text.number(one.dossiers)
    words = _why(one)
    return {
        "cells": [name_of(one.agency), f"{one.day:%d/%m/%Y}", told, text.number(one.issued), words]
    }


def _why(one: Mismatch) -> str:
    if one.dossiers is None:
        return _("có mã mà chưa có số hồ sơ")
    if one.issued > one.dossiers:
        return _("nhiều mã hơn hồ sơ")
    return _("ít mã hơn hồ sơ") if one.issued else _("có hồ sơ mà không phát mã")


def shrunk_rows(board: CountBoard) -> list[dict[str, Any]]:
    return [
        {
            "cells": [
                name_of(agency),
                f"{one.day:%d/%m/%Y}",
                class_words(one.field_key, one.is_late, one.filing_mode),
                f"{text.number(one.before)} → {text.number(one.after)}",
                one.received_from,
            ]
        }
        for agency, one in board.shrunk[:SHOWN]
    ]


def class_words(field_key: str, is_late: bool, filing_mode: str) -> str:
    late = _("trễ hạn") if is_late else _("đúng hạn")
    return f"{field_key}, {late}, {_(MODE_NAMES.get(filing_mode, filing_mode))}"
