"""What the form of a round is filled with, and how two officers' versions of it differ."""

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _

from agencies.queries.agencies import get_agency_by_id
from agencies.queries.legal import SettingMissing
from base.clock import local, now, today
from base.periods import last_day, start_of
from feedback.models import CommentRound, DraftVersion
from feedback.queries.round_days import find_basis, find_setting, min_days_in_force
from feedback.queries.round_parts import find_version
from feedback.rules.round_plans import first_last_day

_OPENS_IN = timedelta(days=1)
_USUAL_DAYS = 30


def first_values(version: DraftVersion | None, kind: str, on: date) -> dict[str, Any]:
    """For a new round: opens tomorrow, lasts as long as it must, basis by kind."""
    opens_on = on + _OPENS_IN
    days = _min_days(version, kind, opens_on)
    wanted = max(days[0] if days else 0, _USUAL_DAYS)
    return {
        "version": str(version.id) if version else "",
        "kind": kind,
        "title": version.draft.title if version else "",
        "legal_basis": find_basis(kind, opens_on),
        "opens_on": opens_on,
        "closes_on": first_last_day(start_of(opens_on), opens_on, wanted),
    }


def stored_values(comment_round: CommentRound) -> dict[str, Any]:
    """As the form's fields want them."""
    names = (
        "kind title summary asked_by audience is_front_review legal_basis short_reason contact"
        " province_address agency_address"
    )
    return {
        **{name: getattr(comment_round, name) for name in names.split()},
        "version": str(comment_round.version_id),
        "opens_on": local(comment_round.opens_at).date(),
        "closes_on": last_day(comment_round.closes_at),
        "questions": "\n".join(one["text"] for one in comment_round.questions),
        "revision": str(comment_round.revision),
    }


def _min_days(version: DraftVersion | None, kind: str, on: date) -> tuple[int, str] | None:
    """(days, citation) of the rule in force; None when there is none."""
    if version is None:
        return None
    try:
        setting = min_days_in_force(kind, get_agency_by_id(version.draft.agency_id), on)
    except SettingMissing:
        return None
    row = find_setting(setting.id) if setting else None
    return (int(setting.value), row.citation if row else "") if setting else None


def time_hint(version_id: str | None, kind: str | None, opens_on: date | None) -> str:
    """How long the round must last, with the citation and the earliest last day."""
    version = find_version(int(version_id)) if version_id and version_id.isdecimal() else None
    opens_on = opens_on or today()
    rule = _min_days(version, kind or "", opens_on)
    if rule is None:
        return ""
    opens_at = max(start_of(opens_on), now()) if opens_on == today() else start_of(opens_on)
    return _(
        "Ít nhất %(days)s ngày, tính cả ngày nghỉ (%(citation)s): mở ngày %(opens)s thì ngày cuối sớm "
        "nhất là %(first)s.",
        days=rule[0],
        citation=rule[1],
        opens=f"{opens_on:%d/%m/%Y}",
        first=f"{first_last_day(opens_at, opens_on, rule[0]):%d/%m/%Y}",
    )


def differences(form: Any, comment_round: CommentRound) -> list[tuple[str, str, str]]:
    """(label, stored, typed) of the fields in which the two differ."""
    stored = stored_values(comment_round)
    rows = [
        (str(field.label.text), _shown(field, stored[field.name]), _shown(field, field.data))
        for field in form
        if field.name in stored and field.name != "revision"
    ]
    return [row for row in rows if row[1] != row[2]]


def _shown(field: Any, value: Any) -> str:
    choices = {choice[0]: str(choice[1]) for choice in getattr(field, "choices", None) or ()}
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return choices.get(value, str(value or "").replace("\r\n", "\n"))
