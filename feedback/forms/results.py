"""Forms of publishing a result and of correcting it."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from base.forms import Revisioned


class PublishForm(Revisioned):
    checked = BooleanField(
        _l("Tôi đã xem bản dự kiến và đồng ý công bố"),
        [InputRequired(_l("Xin xem bản dự kiến rồi đánh dấu ô này."))],
    )


class CorrectionForm(Revisioned):
    reason = TextAreaField(
        _l("Lý do đính chính"),
        [Optional(), Length(max=2_000, message=_l("Dài quá 2.000 ký tự."))],
        description=_l("Mọi người đọc được lý do này bên cạnh kết quả mới; bản cũ vẫn giữ lại."),
    )
