"""Forms about paper: a new batch, the count, the clerks, closing, pictures, a correction."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField, StringField
from wtforms.fields import TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from base.forms import Form, Revisioned
from surveys.forms.places import choices
from surveys.paper_forms import PAPERS
from surveys.posters import SECOND_LANGUAGES
from surveys.rules.paper.serials import MOST_FORMS

_MISSING = _l("Xin điền ô này.")
_WHOLE = _l("Xin gõ một số nguyên từ 0 trở lên.")


class NewBatchForm(Form):
    """`target` is "round-agency"; its choices come from the rounds of the viewer's body."""

    target = SelectField(
        _l("Đợt khảo sát và cơ quan"), [InputRequired(_l("Xin chọn một cơ quan."))]
    )
    form_count = IntegerField(
        _l("Số tờ"),
        [
            InputRequired(_MISSING),
            NumberRange(1, MOST_FORMS, _l("Một lô có từ 1 đến 1000 tờ. Xin chia thành nhiều lô.")),
        ],
        description=_l("Mỗi tờ mang một số riêng; số chạy tiếp từ lô trước."),
    )
    paper = RadioField(_l("Khổ giấy"), choices=choices(PAPERS), default="a4")
    second_language = RadioField(
        _l("Ngôn ngữ thứ hai"), choices=choices(SECOND_LANGUAGES), default=""
    )


def _count_field(label: str, hint: str = "") -> IntegerField:
    return IntegerField(
        label,
        [InputRequired(_WHOLE), NumberRange(0, MOST_FORMS, _WHOLE)],
        description=hint,
        default=0,
    )


class DeclareForm(Revisioned):
    """What was counted when the box was opened, before anybody keys."""

    collected_on = DateField(_l("Ngày mở hòm phiếu"), [InputRequired(_MISSING)])
    filled_count = _count_field(_l("Phiếu có trả lời"))
    spoiled_count = _count_field(
        _l("Phiếu hỏng"), _l("Rách, gạch xóa đến mức không biết người dân chọn gì.")
    )
    blank_count = _count_field(_l("Phiếu trắng"), _l("Bỏ vào hòm nhưng không ghi gì."))
    handed_over_by = StringField(
        _l("Người giao phiếu của cơ quan được đánh giá"),
        [InputRequired(_MISSING), Length(max=200, message=_l("Ô này dài quá 200 ký tự."))],
        description=_l("Họ tên, chức vụ. Người này chỉ giao phiếu, không nhập phiếu."),
    )
    witness = SelectField(
        _l("Người chứng kiến đếm phiếu"),
        [Optional()],
        description=_l("MTTQ, Ban Thanh tra nhân dân hoặc Ban Giám sát đầu tư của cộng đồng."),
    )


class AssignForm(Revisioned):
    """Two persons of two bodies, neither of the rated one."""

    first = SelectField(_l("Người nhập lượt một"), [InputRequired(_l("Xin chọn một người."))])
    second = SelectField(
        _l("Người nhập lượt hai"),
        [InputRequired(_l("Xin chọn một người."))],
        description=_l("Khác người, khác cơ quan; không thấy gì của lượt một."),
    )


class CompareForm(Form):
    both_say_done = BooleanField(
        _l("Hai người báo đã nhập hết số phiếu có trong tay"),
        description=_l("Chỉ cần khi số tờ đã nhập ít hơn số đã kê khai."),
    )


class CloseForm(Form):
    reason = TextAreaField(
        _l("Lý do số phiếu nhập được khác số đã kê khai"),
        [Length(max=1000, message=_l("Lý do dài quá 1000 ký tự."))],
        description=_l(
            "Chỉ cần khi hai số khác nhau. Lý do được công khai; xin đừng ghi tên người."
        ),
    )


class CorrectionForm(Form):
    reason = TextAreaField(
        _l("Nội dung và lý do đính chính"),
        [InputRequired(_MISSING), Length(max=1000, message=_l("Nội dung dài quá 1000 ký tự."))],
        description=_l("Được công khai trong sổ; xin đừng ghi tên người."),
    )


class ScanForm(Form):
    """One picture for one form, or the scanner's PDF of many in the order of the serials."""

    file = FileField(
        _l("Tệp ảnh phiếu"),
        [FileRequired(_l("Xin chọn một tệp."))],
        description=_l("Ảnh JPEG, PNG hoặc PDF; mỗi tờ tối đa 4 MB, cả tệp tối đa 15 MB."),
    )
    way = RadioField(
        _l("Tệp này gồm"),
        choices=[
            SelectChoice("many", _l("nhiều tờ, xếp theo số phiếu (PDF)")),
            SelectChoice("one", _l("một tờ")),
        ],
        default="many",
    )
    serial = StringField(
        _l("Số phiếu"),
        [Length(max=20, message=_l("Số phiếu dài quá 20 ký tự."))],
        description=_l(
            "Một tờ: số của tờ đó. Nhiều tờ: số của tờ đầu; để trống nếu từ tờ đầu lô. Ví dụ 017K."
        ),
    )
    pages_each = RadioField(
        _l("Mỗi tờ"),
        choices=[SelectChoice("1", _l("một trang")), SelectChoice("2", _l("hai trang"))],
        default="1",
    )
