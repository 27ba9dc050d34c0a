"""Legal settings and the calendar are changed by two people of different bodies; versions are only added."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

import agencies.legal_cases  # noqa: F401 - registers the kinds of cases
from agencies import setting_uses
from agencies.actions.cases import confirm_decision, refuse_decision
from agencies.actions.holidays import propose_calendar
from agencies.actions.legal import load_legal_data
from agencies.actions.settings import propose_setting, propose_withdrawal
from agencies.method_records import method_faults
from agencies.models import AuditEntry, Case, Holiday, LegalSetting, Role
from agencies.queries.legal import setting_in_force, work_calendar
from agencies.queries.settings import list_versions
from agencies.reports.settings import version_lines
from agencies.rules import cases as case_rules
from agencies.rules import holidays as holiday_rules
from agencies.rules import settings as rules
from agencies.rules.setting_shapes import ValueRefused
from agencies.setting_drafts import CalendarDraft, HolidayLine, SettingDraft
from agencies.setting_uses import CALENDAR, SettingUse
from agencies.setting_words import mark_of
from base.db import db as database
from ledger.queries.records import intact_records
from ledger.record_types import RecordType
from tests.factories import make_agency, make_comment_round, make_staff

PAGE = "/can-bo/quy-dinh"
TODAY = date(2026, 11, 23)
NEW_YEAR = date(2027, 1, 1)
Staff = Callable[..., FlaskClient]


@pytest.fixture
def law(app: Flask) -> None:
    load_legal_data()
    database.session.commit()


@pytest.fixture
def people(law: None) -> tuple[Any, Any]:
    """One of the department, one of the inspectorate."""
    return (
        make_staff(Role.DEPARTMENT, agency=make_agency("Sở Nội vụ", kind="department")),
        make_staff(Role.INSPECTOR, agency=make_agency("Thanh tra tỉnh", kind="inspectorate")),
    )


def draft_of(key: str, value: Any, valid_from: date = NEW_YEAR, **changed: Any) -> SettingDraft:
    newest = list_versions(key)[0]
    values: dict[str, Any] = {
        "unit": newest.unit,
        "title": newest.title,
        "title_en": newest.title_en,
        "citation": "Luật Tiếp công dân (sửa đổi), Điều 28",
        "confidence": "S",
        "valid_to": None,
        "checked_by": "Bà Lê Thị Hoa, Phòng Pháp chế",
        "seen_id": max(one.id for one in list_versions(key)),
    }
    return SettingDraft(key=key, value=value, valid_from=valid_from, **{**values, **changed})


def change(people: tuple[Any, Any], draft: SettingDraft) -> Case:
    case = propose_setting(draft, "Luật mới có hiệu lực.", people[0])
    confirm_decision(case, "Đã đối chiếu.", people[1])
    return case


def test_a_change_is_a_new_version_from_its_day_and_the_old_one_stays(people: Any) -> None:
    case = propose_setting(draft_of("petition.reply_wd", 7), "Luật mới.", people[0])
    assert len(list_versions("petition.reply_wd")) == 1
    confirm_decision(case, "Đã đối chiếu.", people[1])
    assert setting_in_force("petition.reply_wd", date(2026, 12, 31)).value == 10
    assert setting_in_force("petition.reply_wd", NEW_YEAR).value == 7
    newest = list_versions("petition.reply_wd")[0]
    assert (newest.checked_by, newest.confidence) == ("Bà Lê Thị Hoa, Phòng Pháp chế", "S")
    acts = [one.act for one in database.session.query(AuditEntry).order_by(AuditEntry.id)]
    assert acts[-2:] == ["legal.change", "case.confirm"]


def test_nobody_of_the_same_body_can_be_the_second_person(people: Any) -> None:
    case = propose_setting(draft_of("petition.reply_wd", 7), "Luật mới.", people[0])
    colleague = make_staff(Role.INSPECTOR)
    colleague.agency_id = people[0].agency_id
    with pytest.raises(case_rules.OtherBodyNeeded):
        confirm_decision(case, "Đồng ý.", colleague)
    assert len(list_versions("petition.reply_wd")) == 1


def test_a_refused_change_changes_nothing_and_may_be_proposed_anew(people: Any) -> None:
    case = propose_setting(draft_of("petition.reply_wd", 7), "Luật mới.", people[0])
    refuse_decision(case, "Chưa thấy văn bản.", people[1])
    change(people, draft_of("petition.reply_wd", 8))
    assert setting_in_force("petition.reply_wd", NEW_YEAR).value == 8


def test_of_two_editors_the_second_waits_and_who_saw_an_older_version_is_told(people: Any) -> None:
    early = draft_of("petition.reply_wd", 5, date(2027, 3, 1))
    case = propose_setting(draft_of("petition.reply_wd", 7), "Luật mới.", people[0])
    with pytest.raises(rules.SettingHasProposal):
        propose_setting(early, "Cũng luật mới.", people[0])
    confirm_decision(case, "Đã đối chiếu.", people[1])
    with pytest.raises(rules.SettingChanged):
        propose_setting(early, "Cũng luật mới.", people[0])


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"valid_from": date(2014, 7, 1)}, rules.SettingDayTaken),
        ({"valid_to": NEW_YEAR}, rules.SettingDaysWrong),
        ({"checked_by": " "}, rules.ConfirmedWithoutName),
        ({"value": 0.5}, ValueRefused),
        ({"value": "mười"}, ValueRefused),
    ],
)
def test_a_version_that_could_not_stand_is_refused(
    people: Any, changed: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        propose_setting(draft_of("petition.reply_wd", **{"value": 7, **changed}), "Vì.", people[0])


def test_a_version_that_says_the_same_is_refused(people: Any) -> None:
    same = {"citation": "Luật Tiếp công dân, Điều 28", "checked_by": ""}
    row = list_versions("petition.reply_wd")[0]
    row.confidence = "K"
    with pytest.raises(rules.SettingUnchanged):
        propose_setting(draft_of("petition.reply_wd", 10, confidence="K", **same), "", people[0])


@pytest.fixture
def signed() -> Iterator[list[SettingUse]]:
    """Uses on record, beside those of the packages."""
    uses: list[SettingUse] = []

    def source(key: str, _ids: Any) -> list[SettingUse]:
        return [one for one in uses if one.words.startswith(key)]

    setting_uses.register_setting_uses(source)
    yield uses
    setting_uses._SOURCES.remove(source)


def test_the_past_stands_once_figures_were_signed_under_it(people: Any, signed: Any) -> None:
    signed.append(SettingUse(1, date(2026, 9, 30), "petition.reply_wd quý III", is_signed=True))
    signed.append(SettingUse(1, date(2026, 12, 31), "petition.reply_wd quý IV", is_signed=False))
    for day in (date(2026, 9, 30), date(2026, 1, 1)):
        with pytest.raises(rules.FiguresSigned, match="quý III"):
            propose_setting(draft_of("petition.reply_wd", 7, day), "Sửa cũ.", people[0])
    change(people, draft_of("petition.reply_wd", 7, date(2026, 10, 1)))
    change(people, draft_of("petition.reply_wd", 9, date(2020, 1, 1), valid_to=date(2021, 1, 1)))
    assert setting_in_force("petition.reply_wd", date(2020, 6, 1)).value == 9
    assert setting_in_force("petition.reply_wd", date(2021, 6, 1)).value == 10


def test_what_was_signed_between_proposal_and_decision_stops_the_change(
    people: Any, signed: Any
) -> None:
    case = propose_setting(draft_of("petition.reply_wd", 7, TODAY), "Luật mới.", people[0])
    signed.append(SettingUse(1, TODAY, "petition.reply_wd quý IV", is_signed=True))
    with pytest.raises(rules.FiguresSigned):
        confirm_decision(case, "Đồng ý.", people[1])


def test_a_change_of_the_method_is_a_public_record_and_another_is_not(people: Any) -> None:
    before = len(list(intact_records(RecordType.METHOD)))
    change(people, draft_of("petition.reply_wd", 7))
    assert len(list(intact_records(RecordType.METHOD))) == before
    change(people, draft_of("score.aggregate", "pooled"))
    told = list(intact_records(RecordType.METHOD))
    assert len(told) == before + 1
    assert '"pooled"' in [one["value"] for one in told]
    assert list(method_faults()) == []


def test_the_history_names_both_persons_and_where_a_version_was_used(people: Any) -> None:
    case = change(people, draft_of("draft.province_min_days", 15))
    old, new = reversed(list_versions("draft.province_min_days"))
    make_comment_round(min_days_setting_id=old.id, title="Quy định về chợ", state="open")
    lines = version_lines("draft.province_min_days", TODAY)
    assert [one.state for one in lines] == ["Sẽ áp dụng", "Đang áp dụng"]
    assert lines[0].case is not None
    assert (lines[0].case.id, lines[0].version.id) == (case.id, new.id)
    assert (lines[0].proposed_by, lines[0].confirmed_by) == tuple(p.full_name for p in people)
    assert lines[1].proposed_by == "Đi kèm phần mềm"
    assert [(one.words, one.is_signed) for one in lines[1].uses] == [("Quy định về chợ", True)]
    assert lines[0].use_count == 0


def coming(people: Any, key: str = "petition.reply_wd", value: Any = 7) -> Any:
    """A version entered wrongly, from New Year on."""
    change(people, draft_of(key, value))
    return list_versions(key)[0]


def withdraw(people: tuple[Any, Any], version: LegalSetting) -> Case:
    case = propose_withdrawal(version, "Nhập nhầm số ngày.", people[0])
    confirm_decision(case, "Đúng là nhập nhầm.", people[1])
    return case


def test_a_version_that_has_not_begun_is_withdrawn_by_two_people_and_stays_on_record(
    people: Any,
) -> None:
    wrong = coming(people)
    case = propose_withdrawal(wrong, "Nhập nhầm số ngày.", people[0])
    assert setting_in_force("petition.reply_wd", NEW_YEAR).value == 7
    with pytest.raises(rules.SettingHasProposal):
        propose_setting(draft_of("petition.reply_wd", 8, date(2027, 2, 1)), "Vì.", people[0])
    confirm_decision(case, "Đúng là nhập nhầm.", people[1])
    assert setting_in_force("petition.reply_wd", NEW_YEAR).value == 10
    lines = version_lines("petition.reply_wd", TODAY)
    assert [(one.version.value, one.state) for one in lines] == [
        (7, "Đã rút, chưa từng áp dụng"),
        (10, "Đang áp dụng"),
    ]
    acts = [one.act for one in database.session.query(AuditEntry).order_by(AuditEntry.id)]
    assert acts[-2:] == ["legal.withdraw", "case.confirm"]


def test_the_day_of_a_withdrawn_version_is_free_again(people: Any) -> None:
    withdraw(people, coming(people))
    change(people, draft_of("petition.reply_wd", 8))
    assert setting_in_force("petition.reply_wd", NEW_YEAR).value == 8
    assert len(list_versions("petition.reply_wd")) == 3


def test_what_applies_already_or_was_withdrawn_is_not_withdrawn(people: Any) -> None:
    now = list_versions("petition.reply_wd")[0]
    with pytest.raises(rules.SettingBegun):
        propose_withdrawal(now, "Sai.", people[0])
    wrong = coming(people)
    withdraw(people, wrong)
    with pytest.raises(rules.SettingWithdrawn):
        propose_withdrawal(wrong, "Sai.", people[0])


def test_a_version_that_began_before_the_second_person_answered_stays(people: Any) -> None:
    case = propose_withdrawal(coming(people), "Nhập nhầm số ngày.", people[0])
    with time_machine.travel(NEW_YEAR), pytest.raises(rules.SettingBegun):
        confirm_decision(case, "Đúng là nhập nhầm.", people[1])


def test_the_ledger_says_that_a_withdrawn_method_never_applies(people: Any) -> None:
    wrong = coming(people, "score.aggregate", "pooled")
    withdraw(people, wrong)
    told = [one for one in intact_records(RecordType.METHOD) if one["value"] == '"pooled"']
    assert {(one["valid_from"], one["valid_to"]) for one in told} == {
        ("2027-01-01", ""),
        ("2027-01-01", "2027-01-01"),
    }
    assert list(method_faults()) == []


def test_a_version_is_withdrawn_on_screen(as_staff: Staff, law: None, people: Any) -> None:
    wrong = coming(people)
    database.session.commit()
    staff = as_staff(Role.DEPARTMENT)
    page = f"{PAGE}/petition.reply_wd/rut/{wrong.id}"
    assert page in staff.get(f"{PAGE}/petition.reply_wd").text
    token = _token(staff.get(page).text, "csrf_token")
    assert staff.post(page, data={"csrf_token": token, "reason": ""}).status_code == 422
    answer = staff.post(page, data={"csrf_token": token, "reason": "Nhập nhầm số ngày."})
    assert answer.status_code == 302
    case_id = answer.location.rsplit("/", 1)[1]
    shown = staff.get(f"{PAGE}/vu-viec/rut/{case_id}").text
    assert "Rút rồi thì áp dụng" in shown
    assert page not in staff.get(f"{PAGE}/petition.reply_wd").text


def test_the_unit_is_edited_like_the_value(people: Any) -> None:
    change(people, draft_of("petition.reply_wd", 10, unit="ngày"))
    assert setting_in_force("petition.reply_wd", NEW_YEAR).unit == "ngày"


def days(*added: HolidayLine, removed: tuple[date, ...] = (), year: int = 2028) -> CalendarDraft:
    return CalendarDraft(year, added, removed, "Thông báo của Bộ Nội vụ")


def day(on: date, is_working: bool = False) -> HolidayLine:
    return HolidayLine(on, "Tết Dương lịch", "", is_working, "S")


def test_holidays_are_listed_and_taken_out_by_two_people(people: Any) -> None:
    draft = days(
        day(date(2027, 1, 4)), day(date(2027, 1, 9), True), removed=(date(2027, 1, 1),), year=2027
    )
    case = propose_calendar(draft, "Lịch năm 2027", "Bộ Nội vụ đã thông báo.", people[0])
    assert date(2027, 1, 4) not in work_calendar().holidays
    confirm_decision(case, "Đúng thông báo.", people[1])
    calendar = work_calendar()
    assert date(2027, 1, 4) in calendar.holidays
    assert date(2027, 1, 9) in calendar.working_days_off_week
    assert date(2027, 1, 1) not in calendar.holidays
    entry = database.session.query(AuditEntry).filter_by(act="legal.calendar").one()
    assert entry.before == {"taken": [{"on": "2027-01-01", "name": "Tết Dương lịch"}]}


@pytest.mark.parametrize(
    ("draft", "error"),
    [
        (days(), holiday_rules.HolidaysUnchanged),
        (days(day(date(2028, 1, 3)), day(date(2028, 1, 3))), holiday_rules.HolidayKnown),
        (days(day(date(2028, 1, 3), True)), holiday_rules.HolidayDayWrong),
        (days(day(date(2029, 1, 1))), holiday_rules.HolidayElsewhere),
        (days(removed=(date(2028, 1, 1),)), holiday_rules.HolidayMissing),
        (days(day(date(2027, 9, 2)), year=2027), holiday_rules.HolidayKnown),
    ],
)
def test_days_that_cannot_be_so_are_refused(
    people: Any, draft: CalendarDraft, error: type[Exception]
) -> None:
    with pytest.raises(error):
        propose_calendar(draft, "Lịch", "Vì.", people[0])


def test_a_day_may_get_another_name_in_one_proposal(people: Any) -> None:
    on = date(2027, 9, 3)
    case = propose_calendar(days(day(on), removed=(on,), year=2027), "Lịch", "Vì.", people[0])
    confirm_decision(case, "Đồng ý.", people[1])
    assert database.session.get_one(Holiday, on).name == "Tết Dương lịch"


def test_days_before_signed_figures_do_not_change(people: Any, signed: Any) -> None:
    signed.append(SettingUse(None, date(2026, 12, 31), f"{CALENDAR} năm 2026", is_signed=True))
    with pytest.raises(rules.FiguresSigned):
        propose_calendar(days(removed=(date(2026, 9, 1),), year=2026), "Lịch", "Vì.", people[0])


def _token(page: str, name: str) -> str:
    return page.split(f'name="{name}"')[1].split('value="')[1].split('"')[0]


def _fields(page: str, **typed: str) -> dict[str, str]:
    return {
        "csrf_token": _token(page, "csrf_token"),
        "seen": _token(page, "seen"),
        "citation": "Luật Tiếp công dân (sửa đổi)",
        "confidence": "S",
        "checked_by": "Bà Hoa",
        "valid_from": "2027-01-01",
        "reason": "Luật mới.",
        **typed,
    }


def test_the_department_proposes_on_the_page_and_the_inspector_decides(
    law: None, as_staff: Staff
) -> None:
    department = as_staff(Role.DEPARTMENT, agency=make_agency("Sở Nội vụ"))
    address = f"{PAGE}/petition.reply_wd/de-nghi"
    page = department.get(address).text
    answer = department.post(address, data=_fields(page, value="7"))
    assert answer.status_code == 302
    case = database.session.query(Case).one()
    assert "Có đề nghị chờ" in department.get(f"{PAGE}?q=tra+loi").text
    inspector = as_staff(Role.INSPECTOR, agency=make_agency("Thanh tra tỉnh"))
    shown = inspector.get(f"{PAGE}/vu-viec/{case.id}").text
    assert "<strong>7</strong>" in shown
    case_page = inspector.get(f"/can-bo/vu-viec/{case.id}").text
    assert "seen_id" not in case_page
    decided = {"answer": "confirm", "decision_reason": "Đã đối chiếu."}
    decided["csrf_token"] = _token(case_page, "csrf_token")
    assert inspector.post(f"/can-bo/vu-viec/{case.id}/quyet-dinh", data=decided).status_code == 302
    assert setting_in_force("petition.reply_wd", NEW_YEAR).value == 7
    history = inspector.get(f"{PAGE}/petition.reply_wd").text
    assert "Sẽ áp dụng" in history
    assert "Bà Hoa" in history


def test_a_wrong_value_is_told_beside_its_field_and_what_was_typed_stays(
    law: None, as_staff: Staff
) -> None:
    department = as_staff(Role.DEPARTMENT)
    address = f"{PAGE}/privacy.min_cell/de-nghi"
    page = department.get(address).text
    answer = department.post(
        address, data=_fields(page, value__counts="3", value__shares="ba mươi")
    )
    assert answer.status_code == 422
    assert "Phải là số từ 10 đến 1000." in answer.text
    assert "Xin ghi một số" in answer.text
    assert 'value="ba mươi"' in answer.text
    assert database.session.query(Case).count() == 0


def test_every_shipped_setting_has_a_page_and_a_form(law: None, as_staff: Staff) -> None:
    department = as_staff(Role.DEPARTMENT)
    keys = sorted({one.key for one in database.session.query(LegalSetting)})
    for key in keys:
        assert department.get(f"{PAGE}/{key}").status_code == 200, key
        assert department.get(f"{PAGE}/{key}/de-nghi").status_code == 200, key
    assert department.get(f"{PAGE}/khong.co").status_code == 404


def test_the_calendar_warns_of_a_year_without_holidays(law: None, as_staff: Staff) -> None:
    reader = as_staff(Role.READER)
    warning = "chưa có ngày nghỉ nào trong lịch"
    page = reader.get(f"{PAGE}/lich/2027").text
    assert warning not in page
    assert 'aria-label="Tháng 2: 15 ngày làm việc; nghỉ ngày 5, 6, 7, 8, 9, 10, 11"' in page
    database.session.query(Holiday).filter(Holiday.on >= NEW_YEAR).delete()
    database.session.commit()
    assert f"Năm 2027 {warning}" in reader.get(f"{PAGE}/lich/2026").text
    assert f"Năm 2027 {warning}" in reader.get(PAGE).text


def test_days_are_proposed_on_the_page_and_a_half_line_is_told(law: None, as_staff: Staff) -> None:
    department = as_staff(Role.DEPARTMENT, agency=make_agency("Sở Nội vụ"))
    address = f"{PAGE}/lich/2027/de-nghi"
    token = _token(department.get(address).text, "csrf_token")
    typed = {
        "csrf_token": token,
        "days-0-on": "2027-01-04",
        "days-0-kind": "off",
        "removed": "2027-01-01",
        "citation": "Thông báo số 1",
        "confidence": "S",
        "reason": "Bộ đã thông báo.",
        **{f"days-{n}-kind": "off" for n in range(1, 6)},
    }
    refused = department.post(address, data=typed)
    assert refused.status_code == 422
    assert "Mỗi dòng cần cả ngày và tên" in refused.text
    assert department.post(address, data={**typed, "days-0-name": "Nghỉ bù"}).status_code == 302
    case = database.session.query(Case).one()
    assert case.evidence["removed"] == ["2027-01-01"]
    shown = department.get(f"{PAGE}/lich/vu-viec/{case.id}").text
    assert "Nghỉ bù" in shown
    assert "Bỏ khỏi lịch" in shown


@pytest.mark.parametrize(
    ("confidence", "citation", "words"),
    [
        ("I", "Thiết kế của hệ thống", "Tỉnh tự đặt"),
        ("I", "Thiết kế của hệ thống: chỉ phiếu gắn với mã", "Tỉnh tự đặt"),
        ("I", "Đối chiếu bảng số liệu đã công bố của Bộ Nội vụ", "Suy ra từ số liệu"),
        ("S2", "Báo cáo PAR INDEX", "Theo nguồn trích lại"),
        ("K", "Thiết kế của hệ thống", "Chưa xác nhận"),
    ],
)
def test_what_the_system_itself_proposes_is_not_called_inferred(
    confidence: str, citation: str, words: str
) -> None:
    assert mark_of(confidence, citation)[0] == words
