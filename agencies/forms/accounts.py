"""Forms about accounts and grants."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from agencies.models import Agency, Role
from agencies.queries.agencies import find_agency
from agencies.role_words import ROLE_WORDS
from agencies.roles import PROVINCE_ROLES
from base.forms import Form

_FILL = _l("Xin điền ô này.")


def read_agency_code(typed: str) -> Agency | None:
    """The agency behind «38385» or «38385 – UBND phường Hạc Thành»; None when there is no such code."""
    code = typed.split("–")[0].split(" - ")[0].strip()
    return find_agency(code) or find_agency(typed.strip())


class AgencyCodeForm(Form):
    """A box for an agency's code; `agency` holds the row after validation."""

    agency: Agency | None = None

    agency_code = StringField(
        _l("Mã cơ quan"),
        [Optional(), Length(max=250)],
        description=_l("Gõ mã hoặc chọn trong danh sách gợi ý."),
    )

    def validate_agency_code(self, field: StringField) -> None:
        self.agency = read_agency_code(field.data or "")
        if field.data and self.agency is None:
            raise ValidationError(_("Không có cơ quan nào mang mã này."))


class StaffForm(AgencyCodeForm):
    """A new account, or another name or body for an old one."""

    email = StringField(
        _l("Thư điện tử công vụ"),
        [InputRequired(_FILL), Length(max=200)],
        render_kw={"type": "email"},
    )
    full_name = StringField(_l("Họ và tên"), [InputRequired(_FILL), Length(max=120)])


class ChangeStaffForm(AgencyCodeForm):
    full_name = StringField(_l("Họ và tên"), [InputRequired(_FILL), Length(max=120)])


class GrantForm(AgencyCodeForm):
    role = SelectField(_l("Vai trò"), [InputRequired(_l("Xin chọn vai trò."))])

    def __init__(self, *args: object, **values: object) -> None:
        super().__init__(*args, **values)
        self.role.choices = [SelectChoice(role.value, _(ROLE_WORDS[role])) for role in Role]

    def scope_id(self) -> int | None:
        """The agency for roles of an agency; none for roles of the province, whatever was typed."""
        if Role(self.role.data) in PROVINCE_ROLES:
            return None
        return self.agency.id if self.agency else None
