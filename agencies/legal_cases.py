"""Kinds of two-person cases that changes of the law's data bring along, registered with their pages."""

from agencies.actions.holidays import carry_out_calendar
from agencies.actions.settings import APPLY, DROP, carry_out_setting, carry_out_withdrawal
from agencies.case_kinds import CaseKind, register_case_kind
from agencies.queries.settings import CALENDAR_KIND, SETTING_KIND, WITHDRAWAL_KIND
from base.words import N_

_OUTCOMES = {APPLY: N_("Áp dụng thay đổi này"), DROP: N_("Không áp dụng")}

register_case_kind(
    CaseKind(
        SETTING_KIND,
        N_("Thay đổi quy định"),
        _OUTCOMES,
        carry_out=carry_out_setting,
        endpoint="legal_staff.setting_case",
        is_evidence_data=True,
    )
)
register_case_kind(
    CaseKind(
        CALENDAR_KIND,
        N_("Thay đổi lịch ngày nghỉ"),
        _OUTCOMES,
        carry_out=carry_out_calendar,
        endpoint="legal_staff.calendar_case",
        is_evidence_data=True,
    )
)
register_case_kind(
    CaseKind(
        WITHDRAWAL_KIND,
        N_("Rút một bản quy định chưa áp dụng"),
        {APPLY: N_("Rút bản này"), DROP: N_("Giữ bản này")},
        carry_out=carry_out_withdrawal,
        endpoint="legal_staff.withdrawal_case",
        is_evidence_data=True,
    )
)
