"""Forms of the register: one agency, its succession, a file to import."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FloatField,
    FormField,
    HiddenField,
    SelectField,
    StringField,
)
from wtforms import (
    Form as PlainForm,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from agencies.queries.agencies import find_agency
from agencies.register import KIND_NAMES, REGISTER_BEGINS, AgencyRow
from agencies.rules.agencies import is_code
from base.forms import Form

_MISSING = _l("Xin điền ô này.")
_BAD_CODE = _l("Mã chỉ gồm chữ A–Z, số 0–9 và gạch nối, dài 2–30 ký tự.")
_BAD_DAY = _l("Không đọc được ngày này. Xin ghi theo mẫu 01/07/2025.")
_BAD_NUMBER = _l("Xin ghi một số, ví dụ 19.8067.")


def upper(text: str | None) -> str | None:
    return text.upper().replace(" ", "") if text else text


class KnownAgency:
    """Validator: an agency with this code exists."""

    def __call__(self, _form: Any, field: Any) -> None:
        if field.data and find_agency(field.data) is None:
            raise ValidationError(_("Không có cơ quan nào mang mã %(code)s.", code=field.data))


def refuse_bad_code(_form: Any, field: Any) -> None:
    if field.data and not is_code(field.data):
        raise ValidationError(_BAD_CODE)


class AgencyForm(Form):
    """Everything of an agency but its code; `revision` is the one the page was opened with."""

    name = StringField(
        _l("Tên cơ quan"),
        [InputRequired(_MISSING), Length(max=200)],
        description=_l("Tên đầy đủ, ví dụ «UBND phường Hạc Thành»."),
    )
    name_en = StringField(_l("Tên tiếng Anh"), [Optional(), Length(max=200)])
    kind = SelectField(_l("Loại"), [InputRequired(_MISSING)])
    parent_code = StringField(
        _l("Mã cơ quan cấp trên"),
        [Optional(), KnownAgency()],
        filters=[upper],
        description=_l("Ví dụ 14797. Để trống nếu không có."),
    )
    counts_for_parent = BooleanField(
        _l("Kết quả tính vào cơ quan cấp trên"),
        description=_l("Như Trung tâm Phục vụ hành chính công tính vào UBND xã, phường."),
    )
    commune_code = StringField(
        _l("Mã xã, phường"),
        [Optional(), Length(5, 5, _l("Mã xã, phường gồm đúng 5 ký tự số."))],
        description=_l("Năm ký tự của cơ quan thống kê, giữ nguyên số 0 ở đầu."),
    )
    latitude = FloatField(_l("Vĩ độ"), [Optional(), NumberRange(8, 24, _BAD_NUMBER)])
    longitude = FloatField(_l("Kinh độ"), [Optional(), NumberRange(102, 118, _BAD_NUMBER)])
    valid_from = DateField(_l("Hiệu lực từ"), [InputRequired(_BAD_DAY)])
    valid_to = DateField(
        _l("Hiệu lực đến"),
        [Optional()],
        description=_l("Ngày đầu tiên không còn hiệu lực. Để trống nếu đang hoạt động."),
    )
    revision = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [SelectChoice(str(kind), _(name)) for kind, name in KIND_NAMES.items()]

    def row(self, code: str) -> AgencyRow:
        return AgencyRow(
            code=code,
            name=self.name.data,
            kind=self.kind.data,
            name_en=self.name_en.data or "",
            parent_code=self.parent_code.data or None,
            counts_for_parent=self.counts_for_parent.data,
            commune_code=self.commune_code.data or None,
            latitude=self.latitude.data,
            longitude=self.longitude.data,
            valid_from=self.valid_from.data,
            valid_to=self.valid_to.data,
        )

    @property
    def opened_revision(self) -> int:
        """0, which no agency has, when somebody tampered with the field."""
        text = self.revision.data or ""
        return int(text) if text.isdecimal() and len(text) < 9 else 0


class NewAgencyForm(AgencyForm):
    code = StringField(
        _l("Mã cơ quan"),
        [InputRequired(_MISSING), refuse_bad_code],
        filters=[upper],
        description=_l("Mã cố định, không bao giờ đổi. Ví dụ 14797-TYT."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.valid_from.raw_data and self.valid_from.data is None:
            self.valid_from.data = REGISTER_BEGINS


class SuccessionForm(Form):
    effective_on = DateField(
        _l("Từ ngày"),
        [InputRequired(_BAD_DAY)],
        description=_l("Ngày đầu tiên cơ quan mới hoạt động."),
    )
    citation = StringField(
        _l("Căn cứ"),
        [Optional(), Length(max=300)],
        description=_l("Số, ngày và nơi ban hành văn bản, ví dụ «Nghị quyết 1686/NQ-UBTVQH15»."),
    )


class MergeForm(SuccessionForm):
    into_code = StringField(
        _l("Mã cơ quan mới"), [InputRequired(_MISSING), KnownAgency()], filters=[upper]
    )


class PartForm(PlainForm):
    code = StringField(_l("Mã cơ quan mới"), [Optional(), KnownAgency()], filters=[upper])
    percent = FloatField(_l("Tỷ lệ, %"), [Optional(), NumberRange(0, 100, _BAD_NUMBER)])


class SplitForm(SuccessionForm):
    """Up to four new agencies with their parts in percent."""

    parts = FieldList(FormField(PartForm), min_entries=4, max_entries=4)

    def validate_parts(self, field: Any) -> None:
        half = [one for one in field.data if bool(one["code"]) != (one["percent"] is not None)]
        if half or not self.weights():
            raise ValidationError(_("Mỗi cơ quan mới cần cả mã và tỷ lệ. Xin điền ít nhất một."))

    def weights(self) -> list[tuple[str, float]]:
        """(code, weight in 0…1) of the lines that are filled."""
        return [
            (one["code"], one["percent"] / 100)
            for one in self.parts.data
            if one["code"] and one["percent"] is not None
        ]


class RenameForm(SuccessionForm):
    new_name = StringField(_l("Tên mới"), [InputRequired(_MISSING), Length(max=200)])
    new_code = StringField(
        _l("Mã mới"),
        [InputRequired(_MISSING), refuse_bad_code],
        filters=[upper],
        description=_l("Cơ quan mang tên mới có mã mới; mã cũ giữ kết quả cũ."),
    )


class ImportForm(Form):
    file = FileField(
        _l("Tệp danh sách cơ quan"),
        [FileRequired(_l("Xin chọn tệp."))],
        description=_l("XLSX hoặc CSV (UTF-8), tối đa 20.000 dòng."),
    )


class ReorganiseForm(Form):
    file = FileField(
        _l("Tệp phương án sắp xếp"),
        [FileRequired(_l("Xin chọn tệp."))],
        description=_l("XLSX hoặc CSV (UTF-8) theo tệp mẫu, tối đa 5.000 dòng."),
    )


class ConfirmForm(Form):
    token = HiddenField(validators=[InputRequired()])
