"""Forms of evaluation years."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField, StringField
from wtforms.validators import InputRequired, NumberRange

from base.forms import Form, Revisioned

_PAST = _l("Lấy cả chỉ tiêu có thời hạn trước năm này (việc lẽ ra đã xong)")


class NewYearForm(Form):
    year = IntegerField(
        _l("Năm đánh giá"),
        [
            InputRequired(_l("Xin điền năm.")),
            NumberRange(2024, 2100, _l("Xin điền năm, ví dụ 2026.")),
        ],
    )
    report_by = DateField(
        _l("Hạn gửi tự đánh giá"),
        [InputRequired(_l("Xin chọn ngày."))],
        description=_l("Chỉ tiêu không có thời hạn riêng thì tính quá hạn sau ngày này."),
    )
    with_past = BooleanField(_PAST)


class YearStepForm(Revisioned):
    to = StringField()


class CopyForm(Revisioned):
    with_past = BooleanField(_PAST)
