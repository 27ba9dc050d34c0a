"""The form for what a village's minutes say."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from base.clock import today
from base.forms import Form
from feedback.reports.household_decisions import STEP_WORDS

_COUNT = NumberRange(0, 100_000, _l("Xin ghi một số từ 0 trở lên."))
_MISSING = _l("Xin ghi một số; không có thì ghi 0.")


def _count_field(label: Any, description: Any = "") -> IntegerField:
    return IntegerField(label, [InputRequired(_MISSING), _COUNT], description=description)


class MinutesForm(Form):
    """`is_correction` asks for a reason."""

    step = RadioField(
        _l("Quyết định bằng"),
        [InputRequired(_l("Xin chọn một cách."))],
        choices=[SelectChoice(step, _l(words)) for step, words in STEP_WORDS.items()],
        default="meeting",
    )
    held_on = DateField(
        _l("Ngày họp, ngày kết thúc phát phiếu"), [InputRequired(_l("Xin chọn ngày."))]
    )
    household_count = _count_field(_l("Tổng số hộ gia đình"))
    present_count = _count_field(_l("Số hộ có đại diện dự họp, hoặc số phiếu nộp lại"))
    agree_count = _count_field(_l("Số hộ tán thành"))
    disagree_count = _count_field(_l("Số hộ không tán thành"))
    minutes_number = StringField(
        _l("Số, ký hiệu biên bản hoặc nghị quyết"), [Optional(), Length(max=60)]
    )
    signers = TextAreaField(
        _l("Người ký"),
        [Optional(), Length(max=1000)],
        description=_l(
            "Mỗi dòng một người, ghi cả chức danh: trưởng thôn, trưởng ban công tác Mặt trận, hai đại "
            "diện hộ gia đình."
        ),
    )
    reason = TextAreaField(
        _l("Lý do đính chính"),
        [Optional(), Length(max=1000)],
        description=_l("Số cũ vẫn được giữ trong hồ sơ."),
    )

    def validate_held_on(self, field: Any) -> None:
        if field.data and field.data > today():
            raise ValidationError(_l("Ngày họp (phát phiếu) không thể ở sau hôm nay."))

    @property
    def signer_names(self) -> tuple[str, ...]:
        lines = (line.strip() for line in (self.signers.data or "").splitlines())
        return tuple(line for line in lines if line)
