"""Forms of samples for telephone checks: draw one, note what the calls brought."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Regexp

from base.forms import Form
from surveys.rules.audit_samples import LARGEST, SMALLEST

_MISSING = _l("Xin điền ô này.")


class DrawForm(Form):
    """`agencies`: (id, name) of those the viewer may draw for."""

    agency = SelectField(_l("Cơ quan"), [InputRequired(_MISSING)])
    month = StringField(
        _l("Tháng"),
        [
            InputRequired(_MISSING),
            Regexp(r"^(0[1-9]|1[0-2])/20\d\d$", message=_l("Xin ghi tháng dạng 11/2026.")),
        ],
    )
    count = IntegerField(
        _l("Số hồ sơ cần gọi"),
        [
            InputRequired(_MISSING),
            NumberRange(SMALLEST, LARGEST, message=_l("Xin chọn từ 60 đến 400 hồ sơ.")),
        ],
        default=SMALLEST,
    )

    def __init__(self, agencies: list[tuple[int, str]], **values: object) -> None:
        super().__init__(**values)
        self.agency.choices = [SelectChoice(str(one), name) for one, name in agencies]

    @property
    def chosen_month(self) -> int:
        """yyyymm."""
        month, year = str(self.month.data).split("/")
        return int(year) * 100 + int(month)
