"""Forms of catalogues and targets."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DecimalField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from agencies.register import KIND_NAMES
from base.forms import Revisioned
from evaluation.rules.targets import PROVINCE_BODY
from evaluation.words import PERIOD_WORDS

_MISSING = _l("Xin điền ô này.")
_MARKS = {
    "S": _l("Đã thấy trong nguồn"),
    "S2": _l("Theo nguồn trích lại"),
    "I": _l("Suy ra"),
    "K": _l("Chưa xác nhận"),
}


class SwitchForm(Revisioned):
    """One button; `is_on` says where to."""

    is_on = BooleanField()


class TargetForm(Revisioned):
    title = StringField(_l("Chỉ tiêu"), [InputRequired(_MISSING), Length(max=300)])
    title_en = StringField(_l("Tên tiếng Anh"), [Optional(), Length(max=300)])
    detail = TextAreaField(_l("Nguyên văn trong kế hoạch"), [Optional(), Length(max=5000)])
    goal = DecimalField(
        _l("Mức phải đạt"),
        [Optional(), NumberRange(0, 1_000_000, _l("Xin ghi một số từ 0 trở lên."))],
        description=_l("Theo đơn vị của chỉ tiêu; để trống nếu kế hoạch không nêu số."),
    )
    kinds = SelectMultipleField(
        _l("Giao cho loại cơ quan"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("Không chọn loại nào và để trống ô dưới là giao cho mọi cơ quan, đơn vị."),
    )
    bodies = StringField(
        _l("Hoặc giao cho cơ quan của tỉnh, ghi phần sau của mã"),
        [Optional(), Length(max=200)],
        description=_l("Ví dụ: SNV, STP. Nhiều cơ quan cách nhau bằng dấu phẩy."),
    )
    period = SelectField(_l("Kỳ"))
    due = StringField(
        _l("Thời hạn"),
        [Optional(), Length(max=10)],
        description=_l(
            "Viết 2026-03-31 cho một ngày, 12-31 cho ngày đó mọi năm; để trống nếu không có."
        ),
    )
    evidence = TextAreaField(_l("Minh chứng cần có"), [Optional(), Length(max=2000)])
    citation = TextAreaField(_l("Căn cứ"), [Optional(), Length(max=2000)])
    confidence = SelectField(_l("Mức xác nhận"))
    is_on = BooleanField(_l("Dùng chỉ tiêu này"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds.choices = [SelectChoice(key, _l(name)) for key, name in KIND_NAMES.items()]
        self.period.choices = [SelectChoice(key, _l(name)) for key, name in PERIOD_WORDS.items()]
        self.confidence.choices = [SelectChoice(key, name) for key, name in _MARKS.items()]

    @property
    def bound(self) -> list[str]:
        """Kinds, then bodies of the province by the ending of their code."""
        endings = str(self.bodies.data or "").upper().replace(";", ",").split(",")
        bodies = [f"{PROVINCE_BODY}{one.strip()}" for one in endings if one.strip()]
        return [*(self.kinds.data or []), *bodies]
