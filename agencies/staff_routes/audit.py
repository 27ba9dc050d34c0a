"""The audit trail, to read."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime
from flask_babel import gettext as _

from agencies.act_words import act_words, value_words
from agencies.queries.audit import AuditFilter, AuditRow, count_entries, list_acts, list_entries
from agencies.queries.staff import staff_names
from agencies.role_words import ROLE_WORDS
from base.clock import HANOI
from base.paging import page_of
from base.permissions import Permission, requires
from base.rules import custody_sentence
from base.words import N_

audit_staff = Blueprint("audit_staff", __name__, url_prefix="/can-bo/nhat-ky")
_LIST_SHOWN, _TEXT_SHOWN = 5, 160
DETAIL_WORDS: dict[str, str] = {
    "active": N_("đang dùng"),
    "agency_id": N_("cơ quan"),
    "added": N_("thêm"),
    "changed": N_("đổi"),
    "closes_at": N_("đóng lúc"),
    "code": N_("mã"),
    "content_hash": N_("mã băm nội dung"),
    "count": N_("số lượng"),
    "email": N_("thư điện tử"),
    "endpoint": N_("trang"),
    "factor": N_("cách"),
    "full_name": N_("họ và tên"),
    "holidays": N_("ngày nghỉ"),
    "key": N_("mã"),
    "kind": N_("loại"),
    "language": N_("ngôn ngữ"),
    "method": N_("kiểu yêu cầu"),
    "name": N_("tên"),
    "opens_at": N_("mở lúc"),
    "outcome": N_("kết quả"),
    "periods": N_("kỳ công bố"),
    "permission": N_("quyền cần có"),
    "places": N_("nơi đặt mã"),
    "province": N_("tỉnh"),
    "purpose": N_("mục đích"),
    "questionnaire_version_id": N_("bản bộ câu hỏi số"),
    "reason": N_("lý do"),
    "role": N_("vai trò"),
    "rule": N_("quy tắc"),
    "settings": N_("quy định"),
    "staff": N_("người"),
    "state": N_("trạng thái"),
    "targets": N_("chỉ tiêu phiếu"),
    "title": N_("tên"),
}
_NAMES = ("q", "act", "agency", "outcome", "since", "until")


@audit_staff.get("")
@requires(Permission.AUDIT_READ)
def entry_list() -> ResponseReturnValue:
    typed = {name: request.args.get(name, "").strip() for name in _NAMES}
    chosen = _filter(typed)
    paging = page_of(request.args.get("page"), count_entries(chosen))
    rows = list_entries(chosen, paging.size, paging.offset)
    return render_template(
        "agencies/staff/audit.html",
        lines=audit_lines(rows),
        typed=typed,
        acts=sorted(((act, _(act_words(act))) for act in list_acts()), key=lambda one: one[1]),
        paging=paging,
        links=paging.links(lambda number: _address(number, typed)),
    )


def _address(number: int, typed: dict[str, str]) -> str:
    return f"{url_for('.entry_list')}?{urlencode({**typed, 'page': number})}"


def _filter(typed: dict[str, str]) -> AuditFilter:
    """Days are days in Vietnam; an unreadable one is left out."""
    until = _day(typed["until"])
    return AuditFilter(
        words=typed["q"],
        act=typed["act"],
        agency_code=typed["agency"],
        outcome=typed["outcome"],
        since=_midnight(_day(typed["since"])),
        until=_midnight(until + timedelta(days=1) if until else None),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), HANOI) if day else None


def audit_lines(rows: list[AuditRow]) -> list[dict[str, Any]]:
    """When, who, the sentence, what differs: ready for the page."""
    named = {int(row.entry.subject_id) for row in rows if _is_about_staff(row)}
    afters = [row.entry.after or {} for row in rows]
    named |= {int(after["staff"]) for after in afters if "staff" in after}
    names = staff_names(named)
    return [_line(row, names) for row in rows]


def _is_about_staff(row: AuditRow) -> bool:
    return row.entry.subject_type == "staff" and row.entry.subject_id.isdecimal()


def _line(row: AuditRow, names: dict[int, str]) -> dict[str, Any]:
    entry = row.entry
    sentence = _(act_words(entry.act))
    if _is_about_staff(row) and int(entry.subject_id) != entry.staff_id:
        sentence = f"{sentence}: {names.get(int(entry.subject_id), entry.subject_id)}"
    elif entry.subject_id and not entry.act.startswith(("grant.", "signin.")):
        sentence = f"{sentence} (số {entry.subject_id})" if not row.agency_name else sentence
    return {
        "when": format_datetime(entry.at, "HH:mm:ss dd/MM/yyyy"),
        "who": row.staff_name or (_("Dòng lệnh, hệ thống") if entry.outcome == "done" else "–"),
        "sentence": sentence,
        "agency": row.agency_name,
        "refused": entry.outcome == "refused",
        "details": _details(entry.before, entry.after, names),
    }


def _details(
    before: dict[str, Any] | None, after: dict[str, Any] | None, names: dict[int, str]
) -> list[str]:
    """«cột: trước → sau», one line a column."""
    found = []
    for key in sorted({*(before or {}), *(after or {})}):
        words = _(DETAIL_WORDS[key]) if key in DETAIL_WORDS else key
        new = _shown(key, (after or {}).get(key), names)
        old = _shown(key, (before or {}).get(key), names) if before and key in before else ""
        if old or new:
            found.append(f"{words}: {old} → {new}" if old else f"{words}: {new}")
    return found


def _shown(key: str, value: Any, names: dict[int, str]) -> str:
    if key == "role" and value in ROLE_WORDS:
        return _(ROLE_WORDS[value])
    if key == "staff" and value in names:
        return names[value]
    if key == "rule" and (sentence := custody_sentence(str(value))):
        return re.sub(r"%\(\w+\)s", "…", _(sentence))
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, str) and (word := value_words(key, value)):
        return _(word)
    if isinstance(value, str) and key.endswith("_at"):
        return _moment(value)
    if isinstance(value, list | dict) and len(value) > _LIST_SHOWN:
        return _("%(count)s mục", count=len(value))
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= _TEXT_SHOWN else f"{text[:_TEXT_SHOWN]}…"


def _moment(text: str) -> str:
    try:
        return format_datetime(datetime.fromisoformat(text), "HH:mm dd/MM/yyyy")
    except ValueError:
        return text
