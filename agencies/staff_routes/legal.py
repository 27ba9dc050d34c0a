"""The list of legal settings: what applies, on what ground, how sure it is, what waits."""

from collections.abc import Collection
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.models import LegalSetting
from agencies.queries.legal import list_settings
from agencies.queries.settings import SETTING_KIND, list_holidays_of, list_pending
from agencies.setting_words import (
    GROUPS,
    SHOWN_MARKS,
    mark_key,
    mark_of,
    setting_title,
    value_words,
)
from base.clock import today
from base.permissions import Permission, requires
from base.words import fold

legal_staff = Blueprint("legal_staff", __name__, url_prefix="/can-bo/quy-dinh")


@legal_staff.get("")
@requires(Permission.LEGAL_READ)
def setting_list() -> ResponseReturnValue:
    words = request.args.get("q", "").strip()
    mark = request.args.get("mark", "")
    lines = [line for line in setting_lines() if _matches(line, words, mark)]
    return render_template(
        "agencies/staff/legal.html",
        groups=_grouped(lines),
        count=len(lines),
        missing_year=missing_year(),
        marks=SHOWN_MARKS,
        words=words,
        certainty=mark,
    )


def setting_lines() -> list[dict[str, Any]]:
    """One line a key: the version in force today, or the next to come, with its other versions."""
    by_key: dict[str, list[LegalSetting]] = {}
    for row in list_settings():
        by_key.setdefault(row.key, []).append(row)
    waiting = {one.evidence["key"] for one in list_pending(SETTING_KIND) if one.state == "proposed"}
    return [_line(versions, waiting) for versions in by_key.values()]


def missing_year() -> int | None:
    """The running or the coming year, if no holiday of it is listed."""
    years = (today().year, today().year + 1)
    return next((one for one in years if not list_holidays_of(one)), None)


def _line(versions: list[LegalSetting], waiting: Collection[str]) -> dict[str, Any]:
    now = [one for one in versions if one.valid_from <= today()]
    shown = now[0] if now else versions[-1]
    words, tone = mark_of(shown.confidence, shown.citation)
    return {
        "key": shown.key,
        "waits": shown.key in waiting,
        "title": setting_title(shown),
        "value": value_words(shown.value),
        "unit": shown.unit,
        "citation": shown.citation,
        "mark": mark_key(shown.confidence, shown.citation),
        "mark_words": _(words),
        "mark_tone": tone,
        "from": shown.valid_from.strftime("%d/%m/%Y"),
        "group": _(GROUPS.get(shown.key.split(".")[0], shown.key.split(".")[0])),
        "history": [
            f"{one.valid_from:%d/%m/%Y}: {value_words(one.value)}"
            for one in versions
            if one is not shown
        ],
    }


def _matches(line: dict[str, Any], words: str, mark: str) -> bool:
    text = fold(f"{line['key']} {line['title']} {line['citation']} {line['group']}")
    return all(word in text for word in fold(words).split()) and mark in ("", line["mark"])


def _grouped(lines: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        groups.setdefault(line["group"], []).append(line)
    return groups
