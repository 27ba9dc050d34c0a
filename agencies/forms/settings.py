"""Forms of the law's data: a new version of a setting, and days of a year's calendar."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    FieldList,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from agencies.models import LegalSetting
from agencies.rules.setting_shapes import (
    Choice,
    Many,
    Number,
    Path,
    Shape,
    Text,
    ValueRefused,
    YesNo,
    fields_of,
    read_value,
)
from agencies.rules.setting_shapes import (
    FormField as ValueField,
)
from agencies.setting_drafts import CalendarDraft, HolidayLine, SettingDraft
from agencies.setting_words import MARKS, VALUE_WORDS
from base.forms import Form

_MISSING = _l("Xin điền ô này.")
_BAD_DAY = _l("Không đọc được ngày này. Xin ghi theo mẫu 01/07/2025.")
_EARLIEST, _LATEST = date(1990, 1, 1), date(2100, 1, 1)
_SHORT = 120
BLANK_DAYS = 6


def _mark_choices() -> list[SelectChoice]:
    return [SelectChoice(value=key, label=_(label)) for key, (label, _tone) in MARKS.items()]


def refuse_far_day(_form: Any, field: Any) -> None:
    """A day a century off is a slip of the finger."""
    if field.data and not _EARLIEST <= field.data <= _LATEST:
        raise ValidationError(_BAD_DAY)


class SettingForm(Form):
    """All of a version but its value; `seen` is the newest version when the page was opened."""

    unit = StringField(
        _l("Đơn vị"),
        [Optional(), Length(max=30, message=_l("Đơn vị dài quá 30 chữ."))],
        description=_l(
            "Chữ đứng sau giá trị khi hiển thị, ví dụ «ngày làm việc». Đổi chữ không đổi cách phần mềm đếm."
        ),
    )
    citation = TextAreaField(
        _l("Căn cứ"),
        [InputRequired(_MISSING), Length(max=1000)],
        description=_l(
            "Số, ngày, nơi ban hành, điều khoản. Ví dụ «NĐ 61/2023/NĐ-CP, Điều 9 khoản 1»."
        ),
    )
    confidence = SelectField(_l("Mức chắc chắn"), [InputRequired(_MISSING)])
    checked_by = StringField(
        _l("Người đối chiếu với văn bản"),
        [Optional(), Length(max=120)],
        description=_l(
            "Họ tên, chức vụ người đã đọc văn bản gốc. Phải có khi ghi «Đã thấy trong nguồn»."
        ),
    )
    valid_from = DateField(
        _l("Áp dụng từ ngày"),
        [InputRequired(_BAD_DAY), refuse_far_day],
        description=_l("Bản đang có giữ nguyên cho những ngày trước đó."),
    )
    valid_to = DateField(
        _l("Hết áp dụng từ ngày"),
        [Optional(), refuse_far_day],
        description=_l("Để trống nếu không có hạn. Từ ngày này bản trước lại áp dụng."),
    )
    reason = TextAreaField(
        _l("Lý do đề nghị"),
        [InputRequired(_MISSING), Length(max=2000)],
        description=_l("Được lưu mãi cùng tên ông/bà; người thứ hai đọc trước khi quyết định."),
    )
    seen = HiddenField()
    shape: Shape
    places: dict[Path, str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.confidence.choices = _mark_choices()
        self.value: Any = None

    @property
    def value_fields(self) -> list[Any]:
        return [self[name] for name in self.places.values()]

    def validate(self, extra_validators: Any = None) -> bool:
        """Also whether the value has its shape: each fault stands beside its field."""
        is_fine = super().validate(extra_validators)
        texts = {path: self[name].data or "" for path, name in self.places.items()}
        try:
            self.value = read_value(self.shape, texts)
        except ValueRefused as refused:
            for fault in refused.faults:
                field = self[self.places[fault.path]]
                values = {key: _(word) for key, word in fault.values.items()}
                field.errors = [*field.errors, _(fault.sentence) % values]
            return False
        return is_fine

    def draft(self, newest: LegalSetting) -> SettingDraft:
        """What was typed; the title is that of the newest version."""
        seen = self.seen.data or ""
        return SettingDraft(
            key=newest.key,
            value=self.value,
            unit=(self.unit.data or "").strip(),
            title=newest.title,
            title_en=newest.title_en,
            citation=self.citation.data or "",
            confidence=self.confidence.data,
            valid_from=self.valid_from.data or _EARLIEST,
            valid_to=self.valid_to.data,
            checked_by=self.checked_by.data or "",
            seen_id=int(seen) if seen.isdecimal() and len(seen) < 10 else 0,
        )


def setting_form(shape: Shape, version: LegalSetting, newest_id: int, **values: Any) -> SettingForm:
    """A form with the fields of this shape, filled from a version."""
    fields = list(fields_of(shape, version.value))
    places = {one.path: "__".join(("value", *one.path)) for one in fields}
    made: dict[str, Any] = {places[one.path]: _value_field(one) for one in fields}
    kind = type("FilledSettingForm", (SettingForm,), {**made, "shape": shape, "places": places})
    given = {
        "unit": version.unit,
        "citation": version.citation,
        "confidence": version.confidence,
        "seen": str(newest_id),
        **{places[one.path]: one.text for one in fields},
        **values,
    }
    form: SettingForm = kind(data=given)
    return form


def _label(path: Path) -> str:
    if not path:
        return _("Giá trị")
    words = [
        _("Mục %(number)s", number=int(part) + 1)
        if part.isdecimal()
        else (_("mã hoặc năm") if part == "key" else _(VALUE_WORDS.get(part, part)))
        for part in path
    ]
    if path[-1].isdecimal():
        words.append(_("giá trị"))
    text = " – ".join(words)
    return text[:1].upper() + text[1:]


def _value_field(one: ValueField) -> Any:
    label, shape = _label(one.path), one.shape
    if isinstance(shape, YesNo):
        return SelectField(label, choices=[_choice("yes", _("Có")), _choice("no", _("Không"))])
    if isinstance(shape, Choice):
        options = [_choice(option, _(VALUE_WORDS.get(option, option))) for option in shape.options]
        return SelectField(label, choices=options)
    if isinstance(shape, Many):
        return TextAreaField(label, description=_l("Mỗi mục một dòng."))
    if isinstance(shape, Text) and (shape.longest > 300 or len(one.text) > _SHORT):
        return TextAreaField(label)
    return StringField(label, description=_hint(shape))


def _hint(shape: Any) -> str:
    if isinstance(shape, Number):
        low, high = f"{shape.low:g}".replace(".", ","), f"{shape.high:.10g}"
        return _("Số từ %(low)s đến %(high)s.", low=low, high=high)
    if isinstance(shape, Text) and shape.sample:
        return _("Ví dụ %(sample)s.", sample=shape.sample)
    return _("Bỏ trống cả mục để xóa mục.") if shape is None else ""


def _choice(value: str, label: str) -> SelectChoice:
    return SelectChoice(value=value, label=label)


class WithdrawForm(Form):
    reason = TextAreaField(
        _l("Lý do đề nghị rút"),
        [InputRequired(_MISSING), Length(max=2000)],
        description=_l("Được lưu mãi cùng tên ông/bà; người thứ hai đọc trước khi quyết định."),
    )


class DayForm(PlainForm):
    on = DateField(_l("Ngày"), [Optional()])
    name = StringField(_l("Tên ngày"), [Optional(), Length(max=120)])
    kind = SelectField(_l("Loại"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [_choice("off", _("Nghỉ")), _choice("work", _("Làm bù"))]
        self.kind.choices = kinds


class _Ticks(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class CalendarForm(Form):
    """Days to take out, and some lines for days to add."""

    removed = _Ticks(_l("Bỏ các ngày này khỏi lịch"), [Optional()])
    days = FieldList(FormField(DayForm), min_entries=BLANK_DAYS, max_entries=60)
    citation = StringField(
        _l("Căn cứ"),
        [InputRequired(_MISSING), Length(max=300)],
        description=_l("Thông báo của Bộ Nội vụ về lịch nghỉ, số và ngày."),
    )
    confidence = SelectField(_l("Mức chắc chắn"), [InputRequired(_MISSING)], default="K")
    reason = TextAreaField(
        _l("Lý do đề nghị"),
        [InputRequired(_MISSING), Length(max=2000)],
        description=_l("Được lưu mãi cùng tên ông/bà; người thứ hai đọc trước khi quyết định."),
    )

    def __init__(self, listed: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.removed.choices = [_choice(day, label) for day, label in listed]
        self.confidence.choices = _mark_choices()

    def validate(self, extra_validators: Any = None) -> bool:
        is_fine = super().validate(extra_validators)
        for entry in self.days:
            if bool(entry.form.on.data) != bool((entry.form.name.data or "").strip()):
                told = _("Mỗi dòng cần cả ngày và tên. Xin điền đủ hoặc bỏ trống.")
                entry.form.name.errors, self.form_errors = [told], [told]
                is_fine = False
        return is_fine

    def draft(self, year: int) -> CalendarDraft:
        lines = [
            HolidayLine(
                on=one.form.on.data,
                name=one.form.name.data.strip(),
                name_en="",
                is_working=one.form.kind.data == "work",
                confidence=self.confidence.data,
            )
            for one in self.days
            if one.form.on.data
        ]
        removed = tuple(date.fromisoformat(day) for day in self.removed.data or ())
        return CalendarDraft(year, tuple(lines), removed, self.citation.data or "")
