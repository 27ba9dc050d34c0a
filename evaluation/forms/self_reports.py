"""Forms of self-reports: one line, evidence, returning, a sample."""

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import DateField, Field, HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from base.forms import Form, Revisioned
from evaluation.rules.self_reports import Figure

_WHOLE = re.compile(r"\d{1,3}(?:[. ]\d{3})+|\d{1,9}")
_NOT_WHOLE = _l("Xin ghi một số nguyên từ 0 trở lên, ví dụ 12 hoặc 1.234.")


class CountField(StringField):
    """A whole number as people write it; `count` is None for an empty field."""

    @property
    def count(self) -> float | None:
        text = str(self.data or "").strip()
        return float(re.sub(r"\D", "", text)) if text else None

    def pre_validate(self, form: Any) -> None:
        text = str(self.data or "").strip()
        if text and _WHOLE.fullmatch(text) is None:
            raise ValidationError(_NOT_WHOLE)


class LineForm(Form):
    """One line; its fields carry the target's key as prefix. `seen`: the mark of the line as shown."""

    class Meta(Form.Meta):
        csrf = False  # the page's form has the token

    done_count = CountField(_l("Đã làm"), [Optional(), Length(max=15)])
    all_count = CountField(_l("Tổng số"), [Length(max=15)])  # empty or not, it is checked
    is_done = RadioField(
        _l("Đã làm chưa?"),
        [Optional()],
        choices=[
            SelectChoice("yes", _l("Có")),
            SelectChoice("no", _l("Chưa")),
            SelectChoice("", _l("Chưa điền")),
        ],
        default="",
        validate_choice=True,
    )
    done_on = DateField(_l("Ngày hoàn thành"), [Optional()])
    words = TextAreaField(
        _l("Ghi chú"), [Optional(), Length(max=5000, message=_l("Ghi chú dài quá 5000 ký tự."))]
    )
    seen = HiddenField()

    def __init__(self, *args: Any, unit: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit

    def validate_all_count(self, field: Field) -> None:
        """Beside «done» both are wanted, and not more is done than there is."""
        done, total = self.done_count, field
        if self.unit != "percent" or done.errors:
            return
        if (done.count is None) != (total.count is None):
            raise ValidationError(_l("Xin điền cả hai ô «Đã làm» và «Tổng số»."))
        if done.count is not None and total.count is not None and done.count > total.count:
            raise ValidationError(_l("«Đã làm» không thể lớn hơn «Tổng số»."))

    def figure(self, is_known: bool) -> Figure:
        """What was typed; beside a figure of Ý Dân only the words."""
        words = (self.words.data or "").replace("\r\n", "\n")
        if is_known:
            return Figure(words=words)
        if self.unit == "percent":
            return Figure(self.done_count.count, self.all_count.count, words=words)
        if self.unit == "count":
            return Figure(self.done_count.count, words=words)
        if self.unit == "date":
            return Figure(done_on=self.done_on.data, words=words)
        return Figure(is_done={"yes": True, "no": False}.get(self.is_done.data), words=words)


def line_data(figure: Figure) -> dict[str, Any]:
    """A stored figure as the fields show it."""
    marks = {True: "yes", False: "no", None: ""}
    return {
        "done_count": _count_words(figure.done_count),
        "all_count": _count_words(figure.all_count),
        "is_done": marks[figure.is_done],
        "done_on": figure.done_on,
        "words": figure.words,
        "seen": figure.mark,
    }


def _count_words(count: float | None) -> str:
    return "" if count is None else f"{count:.0f}"


class EvidenceForm(Form):
    file = FileField(_l("Tệp minh chứng"), [InputRequired(_l("Xin chọn tệp."))])


class ReturnForm(Revisioned):
    reason = TextAreaField(
        _l("Lý do trả lại"),
        [InputRequired(_l("Xin điền ô này.")), Length(max=2000)],
        description=_l("Cơ quan đọc được lý do này và sửa theo."),
    )


class SampleForm(Form):
    words = TextAreaField(
        _l("Đã xem gì, thấy gì"), [InputRequired(_l("Xin điền ô này.")), Length(max=2000)]
    )
