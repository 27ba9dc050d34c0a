"""Forms of survey rounds: plan or change one, targets, periods, extension. Days are Vietnam's."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from base.clock import today
from base.forms import Revisioned

_MISSING = _l("Xin điền ô này.")
_BAD_DAY = _l("Xin chọn ngày.")
PERIOD_MODES = {
    "keep": _l("Giữ như hiện nay"),
    "none": _l("Không chia, công bố một lần khi đợt kết thúc"),
    "monthly": _l("Từng tháng"),
    "quarterly": _l("Từng quý"),
}


class RoundForm(Revisioned):
    """One page for a whole round; agencies come from the picker beside it."""

    version = SelectField(_l("Bộ câu hỏi"), [InputRequired(_l("Xin chọn bộ câu hỏi."))])
    name = StringField(
        _l("Tên đợt khảo sát"),
        [InputRequired(_MISSING), Length(max=200, message=_l("Tên dài quá 200 ký tự."))],
        description=_l(
            "Người dân thấy tên này, ví dụ «Khảo sát dịch vụ hành chính công năm 2027»."
        ),
    )
    name_en = StringField(_l("Tên tiếng Anh"), [Optional(), Length(max=200)])
    opens_on = DateField(
        _l("Ngày mở"), [InputRequired(_BAD_DAY)], description=_l("Nhận phiếu từ 0 giờ ngày này.")
    )
    closes_on = DateField(
        _l("Ngày cuối nhận phiếu"),
        [InputRequired(_BAD_DAY)],
        description=_l("Tự đóng vào cuối ngày này."),
    )
    target = IntegerField(
        _l("Số phiếu mong muốn cho mỗi cơ quan"),
        [Optional(), NumberRange(0, 1_000_000, _l("Xin ghi một số từ 0 trở lên."))],
        description=_l("Không bắt buộc; sau đó có thể đặt riêng cho từng cơ quan."),
    )
    places = RadioField(
        _l("Nơi đặt mã"),
        choices=[
            SelectChoice("all", _l("Mọi nơi đặt mã của các cơ quan được chọn (nên dùng)")),
            SelectChoice("later", _l("Chọn từng nơi ở bước sau")),
        ],
        default="all",
    )
    periods = RadioField(
        _l("Kỳ công bố"),
        choices=[SelectChoice(mode, PERIOD_MODES[mode]) for mode in PERIOD_MODES],
        default="none",
        description=_l("Đợt dài nên chia kỳ để kết quả được ký và công bố dần."),
    )

    def __init__(self, *args: Any, versions: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version.choices = [("", _l("– Chọn –")), *versions]
        self.is_new = is_new
        if is_new:
            self.periods.choices = [
                choice for choice in self.periods.choices if choice.value != "keep"
            ]

    def validate_opens_on(self, field: Any) -> None:
        """A new round does not begin in the past."""
        if self.is_new and field.data and field.data < today():
            raise ValidationError(_l("Ngày mở phải từ hôm nay trở đi."))

    def validate_closes_on(self, field: Any) -> None:
        if field.data and self.opens_on.data and field.data < self.opens_on.data:
            raise ValidationError(_l("Ngày cuối phải từ ngày mở trở đi."))


class ExtensionForm(Revisioned):
    closes_on = DateField(_l("Ngày cuối nhận phiếu mới"), [InputRequired(_BAD_DAY)])
    reason = TextAreaField(
        _l("Lý do gia hạn"),
        [InputRequired(_MISSING), Length(max=1000, message=_l("Lý do dài quá 1000 ký tự."))],
        description=_l("Lý do được công khai cùng đợt khảo sát."),
    )


class PeriodsForm(Revisioned):
    """One of the buttons: months, quarters, none; or a run of months of one's own."""

    mode = StringField()
    first = StringField()
    last = StringField()
