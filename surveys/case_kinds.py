"""Kinds of two-person cases that the detectors bring along, registered when the pages are loaded."""

from agencies.case_kinds import CaseKind, register_case_kind
from base.words import N_
from surveys.actions.exclusions import (
    STANDING_KIND,
    carry_out_alarm,
    carry_out_standing,
    freeze_alarm,
    freeze_standing,
)
from surveys.queries.detection import ALARM_KIND, NO_FAULT

_PAGE = "detection_staff.case_signs"

register_case_kind(
    CaseKind(
        ALARM_KIND,
        N_("Dấu hiệu bất thường trong phiếu"),
        {
            "set_aside": N_("Tạm chưa tính các phiếu này"),
            "exclude": N_("Không tính các phiếu này"),
            "kept": N_("Vẫn tính, nhưng có việc phải chấn chỉnh"),
            NO_FAULT: N_("Vẫn tính, không có gì sai"),
        },
        carry_out=carry_out_alarm,
        freeze=freeze_alarm,
        endpoint=_PAGE,
        is_hidden_from_rated=True,
    )
)
register_case_kind(
    CaseKind(
        STANDING_KIND,
        N_("Phiếu đang không tính"),
        {
            "exclude": N_("Không tính hẳn"),
            "restore": N_("Tính lại các phiếu này"),
        },
        carry_out=carry_out_standing,
        freeze=freeze_standing,
        endpoint=_PAGE,
        is_hidden_from_rated=True,
    )
)
