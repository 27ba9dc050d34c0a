"""Subjects of the law's data: one version of a setting, a proposal for it, a proposal for a year's days."""

from datetime import date
from typing import Any

from agencies.models import Case, LegalSetting
from agencies.queries.settings import CALENDAR_KIND, SETTING_KIND, WITHDRAWAL_KIND
from agencies.setting_drafts import CalendarDraft, HolidayLine, SettingDraft
from base.db import db

KEY = "petition.reply_wd"


def setting_key(_agency: Any, _staff: Any) -> str:
    """The same one each time: a key and a first day are there once."""
    if db.session.query(LegalSetting).filter_by(key=KEY).first() is None:
        columns = {"unit": "ngày làm việc", "title": "Thời hạn trả lời", "citation": "Điều 28"}
        day = date(2014, 7, 1)
        row = LegalSetting(key=KEY, value=10, confidence="S", valid_from=day, **columns)
        db.session.add(row)
        db.session.flush()
    return KEY


def _case(kind: str, evidence: dict[str, Any]) -> int:
    case = Case(kind=kind, title="Thay đổi", evidence=evidence, state="proposed")
    db.session.add(case)
    db.session.flush()
    return case.id


def setting_case_id(agency: Any, staff: Any) -> int:
    key = setting_key(agency, staff)
    draft = SettingDraft(
        key, 7, "ngày làm việc", "Thời hạn", "", "Luật", "K", date(2027, 1, 1), None, "", 1
    )
    return _case(SETTING_KIND, draft.evidence())


def setting_id(agency: Any, staff: Any) -> int:
    """A version that has not begun."""
    key, day = setting_key(agency, staff), date(2030, 1, 1)
    found = db.session.query(LegalSetting).filter_by(key=key, valid_from=day).first()
    if found is None:
        found = LegalSetting(key=key, value=9, confidence="K", valid_from=day, title="Thời hạn")
        db.session.add(found)
        db.session.flush()
    return found.id


def withdrawal_case_id(agency: Any, staff: Any) -> int:
    evidence = {"key": setting_key(agency, staff), "setting_id": setting_id(agency, staff)}
    return _case(WITHDRAWAL_KIND, {**evidence, "title": "Thời hạn", "valid_from": "2030-01-01"})


def calendar_case_id(_agency: Any, _staff: Any) -> int:
    line = HolidayLine(date(2028, 1, 3), "Nghỉ bù Tết Dương lịch", "", False, "K")
    return _case(CALENDAR_KIND, CalendarDraft(2028, (line,), (), "Thông báo").evidence())


LEGAL_SUBJECTS = {
    "legal_staff.key": setting_key,
    "legal_staff.setting_case.case_id": setting_case_id,
    "legal_staff.setting_id": setting_id,
    "legal_staff.withdrawal_case.case_id": withdrawal_case_id,
    "legal_staff.calendar_case.case_id": calendar_case_id,
    "legal_staff.year": lambda _agency, _staff: 2027,
}
