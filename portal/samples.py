"""Made-up values that the living page and the component tests put into the components."""

from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    Form,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

LEVELS = (
    "Rất không hài lòng",
    "Không hài lòng",
    "Bình thường",
    "Hài lòng",
    "Rất hài lòng",
)
_FORMATS = [SelectChoice("a4", "A4"), SelectChoice("a5", "A5")]
_WORD_RUNS = [
    {"kind": "kept", "text": "Loa đài chỉ mở từ 6 giờ "},
    {"kind": "added", "text": "30 "},
    {"kind": "kept", "text": "đến "},
    {"kind": "removed", "text": "22 "},
    {"kind": "added", "text": "21 "},
    {"kind": "kept", "text": "giờ; ngày lễ theo quy định của Nhà nước."},
]
_MISSING = "Xin điền ô này."


class SampleForm(Form):
    """One field of every kind that form_row draws."""

    name = StringField(
        "Tên đợt", [InputRequired(_MISSING), Length(max=10, message="Tên dài quá 10 chữ.")]
    )
    target = IntegerField("Chỉ tiêu phiếu", [Optional()])
    opens_on = DateField("Ngày mở", [InputRequired("Xin chọn ngày mở.")])
    note = TextAreaField("Ghi chú", [Optional()], description="Chỉ cán bộ thấy.")
    paper = SelectField("Khổ giấy", choices=_FORMATS)
    kind = RadioField("Loại áp phích", [InputRequired("Xin chọn một loại.")], choices=_FORMATS)
    channels = SelectMultipleField(
        "Các khổ cần in", choices=_FORMATS, widget=ListWidget(), option_widget=CheckboxInput()
    )
    secret = PasswordField("Mật khẩu của ông/bà", [InputRequired(_MISSING)])
    agree = BooleanField("Tôi đã kiểm tra", [InputRequired("Xin đánh dấu ô này.")])


def _failed_form() -> SampleForm:
    form = SampleForm(
        prefix="sample-",
        data={"name": "Khảo sát quý III", "target": 120, "paper": "a5", "channels": ["a4"]},
    )
    form.name.raw_data = ["Khảo sát quý III"]
    form.validate()
    return form


def _index_row(name: str, count: str, index: str, low: float, tone: str) -> dict[str, Any]:
    words = {"high": "cao hơn tỉnh", "mid": "chưa thấy khác", "low": "thấp hơn tỉnh"}
    return {
        "name": name,
        "count": count,
        "index": index,
        "low": low,
        "value": low + 8,
        "high": low + 16,
        "tone": tone,
        "compared": words[tone],
    }


def sample_values() -> dict[str, Any]:
    """What the examples in templates/portal/components/ refer to."""
    return {
        "sample_form": _failed_form(),
        "clean_form": SampleForm(prefix="clean-"),
        "word_runs": _WORD_RUNS,
        "levels": [{"value": n, "label": word} for n, word in enumerate(LEVELS, start=1)],
        "index_rows": [
            _index_row("Phường Hạc Thành", "260", "93,7", 70, "high"),
            _index_row("Xã Cẩm Thủy", "90", "85,8", 42, "mid"),
            _index_row("Xã Thọ Xuân", "620", "79,0", 18, "low"),
        ],
    }
