"""The form of a new key for another system."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from agencies.forms.accounts import AgencyCodeForm
from agencies.models import KeyScope
from base.words import N_

SCOPE_WORDS: dict[str, str] = {
    KeyScope.CODES: N_("Lấy mã đánh giá"),
    KeyScope.DOSSIER_COUNTS: N_("Gửi số hồ sơ"),
}


class KeyForm(AgencyCodeForm):
    """Without an agency the key covers the province."""

    name = StringField(
        _l("Phần mềm nào dùng khóa này?"),
        [InputRequired(_l("Xin điền ô này.")), Length(max=120, message=_l("Dài quá 120 ký tự."))],
        description=_l("Ví dụ «Phần mềm một cửa, Trung tâm Phục vụ hành chính công tỉnh»."),
    )
    scope = RadioField(
        _l("Để làm gì?"),
        choices=[SelectChoice(str(value), _l(label)) for value, label in SCOPE_WORDS.items()],
        default=KeyScope.CODES.value,
    )
    expires_on = DateField(
        _l("Dùng đến hết ngày"), [InputRequired(_l("Xin chọn ngày."))], render_kw={"type": "date"}
    )
