"""Forms about one's own account."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import EqualTo, InputRequired

from base.forms import Form
from base.web import LANGUAGES


class LanguageForm(Form):
    language = RadioField(
        _l("Ngôn ngữ làm việc"),
        [InputRequired(_l("Xin chọn một ngôn ngữ."))],
        choices=[SelectChoice(code, label) for code, label in LANGUAGES.items()],
    )


class NewPasswordForm(Form):
    password = PasswordField(
        _l("Mật khẩu mới"),
        [InputRequired(_l("Xin gõ mật khẩu."))],
        description=_l(
            "Ít nhất 12 ký tự; vài từ không liên quan nhau thì dễ nhớ và khó đoán. "
            "Không dùng họ tên hay thư điện tử của mình."
        ),
    )
    again = PasswordField(
        _l("Gõ lại mật khẩu mới"),
        [
            InputRequired(_l("Xin gõ lại mật khẩu.")),
            EqualTo("password", _l("Hai lần gõ mật khẩu không giống nhau.")),
        ],
    )
