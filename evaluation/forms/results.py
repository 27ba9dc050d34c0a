"""Forms of a year's results: scoring, points, signing, decision, another look and its answer."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from base.forms import Form, Revisioned
from evaluation.rules.conversions import read_number

_MISSING = _l("Xin điền ô này.")
_LONG = Length(max=2000, message=_l("Dài quá 2000 ký tự."))


def _is_number(_form: Any, field: Any) -> None:
    if field.data and read_number(field.data) is None:
        raise ValidationError(_l("Xin ghi một số, ví dụ 12 hoặc 12,5."))


class ScoreForm(Form):
    """Computes the year; the reason only where it corrects what is public."""

    card = SelectField(_l("Bảng chấm điểm"), [Optional()], validate_choice=False)
    reason = TextAreaField(
        _l("Lý do đính chính"),
        [Optional(), _LONG],
        description=_l("Lý do được công khai cùng bản đính chính."),
    )

    @property
    def card_id(self) -> int | None:
        text = self.card.data or ""
        return int(text) if text.isdecimal() else None


class SignForm(Revisioned):
    seen_hash = HiddenField()
    has_seen = BooleanField(
        _l("Tôi đã xem điểm và lý do của từng cơ quan."), [InputRequired(_l("Xin đánh dấu ô này."))]
    )


class StepForm(Revisioned):
    """A button of the way to publication."""


class DecisionForm(Revisioned):
    number = StringField(
        _l("Số quyết định"),
        [InputRequired(_MISSING), Length(max=60)],
        description=_l("Ví dụ 4321/QĐ-UBND"),
    )
    decided_on = DateField(_l("Ngày quyết định"), [InputRequired(_l("Xin chọn ngày."))])


class PointsForm(Revisioned):
    criterion = SelectField(_l("Tiêu chí"), [InputRequired(_MISSING)])
    points = StringField(_l("Điểm"), [InputRequired(_MISSING), _is_number])
    reason = TextAreaField(
        _l("Lý do"),
        [InputRequired(_MISSING), _LONG],
        description=_l("Cơ quan và mọi người đọc được lý do này."),
    )

    @property
    def value(self) -> float:
        return read_number(self.points.data or "") or 0.0


class LookForm(Form):
    criterion = SelectField(_l("Về tiêu chí"), [Optional()])
    words = TextAreaField(
        _l("Đề nghị xem xét lại điều gì, vì sao"), [InputRequired(_MISSING), _LONG]
    )


class ProposalForm(Form):
    """First person's answer to a request."""

    outcome = RadioField(
        _l("Trả lời"),
        [InputRequired(_l("Xin chọn một cách trả lời."))],
        choices=[
            SelectChoice("upheld", _l("Chấp nhận")),
            SelectChoice("partly", _l("Chấp nhận một phần")),
            SelectChoice("dismissed", _l("Không chấp nhận")),
        ],
    )
    points = StringField(
        _l("Điểm mới của tiêu chí"),
        [Optional(), _is_number],
        description=_l("Ghi khi chấp nhận; không chấp nhận thì để trống."),
    )
    reason = TextAreaField(_l("Lý do"), [InputRequired(_MISSING), _LONG])

    @property
    def value(self) -> float | None:
        return read_number(self.points.data or "")


class AnswerForm(Form):
    """Second person: agrees, or sends it back with a reason."""

    answer = RadioField(
        _l("Ông/bà có đồng ý không"),
        [InputRequired(_l("Xin chọn đồng ý hoặc không."))],
        choices=[
            SelectChoice("yes", _l("Đồng ý")),
            SelectChoice("no", _l("Không đồng ý, đề nghị làm lại")),
        ],
    )
    reason = TextAreaField(
        _l("Ý kiến"), [Optional(), _LONG], description=_l("Bắt buộc khi không đồng ý.")
    )


class HeadSheetForm(Form):
    purpose = StringField(
        _l("Mở để làm gì"),
        [InputRequired(_MISSING), Length(max=200)],
        description=_l("Ví dụ: xếp loại người đứng đầu năm 2026 theo phân cấp quản lý."),
    )
