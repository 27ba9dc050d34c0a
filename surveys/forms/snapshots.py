"""Forms of computing, signing and publishing figures."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from base.forms import Form


class ComputeForm(Form):
    reason = TextAreaField(
        _l("Lý do đính chính"),
        [Optional(), Length(max=1000, message=_l("Lý do dài quá 1.000 chữ. Xin rút gọn."))],
        description=_l("Công khai cùng kết quả; ít nhất 10 ký tự."),
    )


class SignForm(Form):
    seen_hash = HiddenField()
    has_seen = BooleanField(
        _l("Tôi đã xem bảng trên và các nơi cần chú ý"),
        [InputRequired(_l("Xin đánh dấu là đã xem."))],
    )


class PublishForm(Form):
    pass
