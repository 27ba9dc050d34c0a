"""Forms of one-time codes: an order for many agencies and days, the reason of a withdrawal."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from base.forms import Form
from base.words import N_
from surveys.models import BatchState, Delivery, SurveyRound
from surveys.rules.codes import MOST_CODES

DELIVERY_WORDS: dict[str, str] = {
    Delivery.SLIP: N_("Phiếu dán kín"),
    Delivery.RECEIPT: N_("Mã trên giấy tiếp nhận hồ sơ"),
    Delivery.RESULT: N_("Mã kèm thông báo kết quả"),
    Delivery.KIOSK: N_("Máy đặt tại chỗ, không có cán bộ"),
}
STATE_WORDS: dict[str, str] = {
    BatchState.MADE: N_("Chờ vào sổ công khai"),
    BatchState.READY: N_("Phát được"),
    BatchState.WITHDRAWN: N_("Đã thu hồi"),
}
STATE_TONES: dict[str, str] = {
    BatchState.MADE: "amber",
    BatchState.READY: "brand",
    BatchState.WITHDRAWN: "neutral",
}
_DAY = _l("Xin chọn ngày.")


class OrderForm(Form):
    """The agencies come from the picker beside it."""

    round = SelectField(_l("Đợt khảo sát"), [InputRequired(_l("Xin chọn đợt khảo sát."))])
    delivery = RadioField(
        _l("Mã đến tay người dân bằng cách nào?"),
        choices=[SelectChoice(str(value), _l(label)) for value, label in DELIVERY_WORDS.items()],
        default=Delivery.SLIP.value,
    )
    first_day = DateField(_l("Từ ngày"), [InputRequired(_DAY)], render_kw={"type": "date"})
    last_day = DateField(_l("Đến hết ngày"), [InputRequired(_DAY)], render_kw={"type": "date"})
    count = IntegerField(
        _l("Số mã mỗi cơ quan, mỗi ngày"),
        [Optional(), NumberRange(1, MOST_CODES, _l("Xin ghi số từ 1 đến 5.000."))],
        description=_l(
            "Bằng số hồ sơ dự kiến. Bỏ trống: theo số hồ sơ mới nhất của từng cơ quan. "
            "Mã đã có của những ngày này được trừ đi."
        ),
    )

    def __init__(self, *args: Any, rounds: Sequence[SurveyRound], **values: Any) -> None:
        super().__init__(*args, **values)
        self.round.choices = [SelectChoice(str(one.id), one.name) for one in rounds]


class WithdrawalForm(Form):
    reason = TextAreaField(
        _l("Vì sao thu hồi?"),
        [InputRequired(_l("Xin điền ô này.")), Length(max=500, message=_l("Dài quá 500 ký tự."))],
        description=_l("Lý do được ghi vào sổ công khai; xin không ghi tên người."),
    )
