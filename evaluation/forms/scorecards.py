"""Forms of scorecards: the head of a card, the criteria of one section."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from agencies.register import KIND_NAMES
from base.forms import Form, Revisioned
from base.words import fold
from evaluation.models import Criterion, Scorecard
from evaluation.rules.conversions import marks_text, number_text, read_marks, read_number

MOST_CRITERIA = 40
_MISSING = _l("Xin điền ô này.")
_LONG = Length(max=300, message=_l("Dài quá 300 ký tự."))


def _is_number(_form: Any, field: Any) -> None:
    if field.data and read_number(field.data) is None:
        raise ValidationError(_l("Xin ghi một số, ví dụ 12 hoặc 12,5."))


class _Part(Form):
    """A part inside another form, which carries the token for both."""

    class Meta(Form.Meta):
        csrf = False


class GroupPart(_Part):
    key = HiddenField(default="")
    title = StringField(_l("Tên nhóm"), [Optional(), Length(max=200)])
    title_en = StringField(_l("Tên tiếng Anh"), [Optional(), Length(max=200)])
    kinds = SelectMultipleField(
        _l("Loại cơ quan"),
        [Optional()],
        choices=[SelectChoice(str(key), name) for key, name in KIND_NAMES.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class ClassPart(_Part):
    key = HiddenField(default="")
    title = StringField(_l("Tên mức"), [Optional(), Length(max=60)])
    title_en = StringField(_l("Tên tiếng Anh"), [Optional(), Length(max=60)])
    from_percent = StringField(_l("Từ bao nhiêu phần trăm điểm"), [Optional(), _is_number])


class CardForm(Revisioned):
    """Head of a card; an empty name takes a group or a class away."""

    title = StringField(_l("Tên bảng"), [InputRequired(_MISSING), _LONG])
    citation = TextAreaField(_l("Căn cứ, ghi chú"), [Optional(), Length(max=2000)])
    total_points = StringField(_l("Tổng điểm"), [InputRequired(_MISSING), _is_number])
    groups = FieldList(FormField(GroupPart), min_entries=1, max_entries=8)
    classes = FieldList(FormField(ClassPart), min_entries=2, max_entries=8)

    def group_values(self) -> list[dict[str, Any]]:
        return [
            {
                "key": one["key"] or slug(one["title"]),
                "title": one["title"],
                "title_en": one["title_en"] or "",
                "kinds": one["kinds"],
            }
            for one in self.groups.data
            if one["title"]
        ]

    def class_values(self) -> list[dict[str, Any]]:
        return [
            {
                "key": one["key"] or slug(one["title"]),
                "title": one["title"],
                "title_en": one["title_en"] or "",
                "from_percent": read_number(one["from_percent"] or "0") or 0.0,
            }
            for one in self.classes.data
            if one["title"]
        ]


class CriterionPart(_Part):
    """One criterion; an empty name takes it away."""

    key = HiddenField(default="")
    title = StringField(_l("Tiêu chí"), [Optional(), _LONG])
    title_en = StringField(_l("Tên tiếng Anh"), [Optional(), _LONG])
    kind = SelectField(
        _l("Loại"),
        choices=[
            SelectChoice("points", _l("Điểm chấm")),
            SelectChoice("bonus", _l("Điểm thưởng")),
            SelectChoice("deduction", _l("Điểm trừ")),
        ],
    )
    max_points = StringField(_l("Điểm tối đa"), [Optional(), _is_number])
    source_kind = SelectField(
        _l("Số liệu lấy từ"),
        choices=[
            SelectChoice("target", _l("Chỉ tiêu trong báo cáo đã chấp nhận")),
            SelectChoice("index", _l("Chỉ số hài lòng chính thức")),
            SelectChoice("appraised", _l("Người thẩm định cho điểm")),
        ],
    )
    source_key = StringField(_l("Khóa chỉ tiêu"), [Optional(), Length(max=60)])
    by = SelectField(
        _l("Đổi ra điểm"),
        choices=[
            SelectChoice("pass", _l("Đạt / không đạt")),
            SelectChoice("linear", _l("Theo đường thẳng")),
            SelectChoice("steps", _l("Theo mốc")),
        ],
    )
    marks = StringField(_l("Mốc"), [Optional(), Length(max=300)])
    at_most = BooleanField(_l("Ít hơn thì tốt hơn"))
    groups = SelectMultipleField(
        _l("Chỉ cho nhóm"),
        [Optional()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def validate_marks(self, field: Any) -> None:
        if not self.title.data or self.source_kind.data == "appraised":
            return
        if self.conversion() is None:
            raise ValidationError(
                _l(
                    "Xin viết «100» (đạt), «50 đến 95» (đường thẳng) hoặc «90 = 10; 80 = 7» (từ 90 được 10 "
                    "điểm, từ 80 được 7 điểm)."
                )
            )

    def validate_max_points(self, field: Any) -> None:
        if self.title.data and not field.data:
            raise ValidationError(_MISSING)

    def conversion(self) -> dict[str, Any] | None:
        points = read_number(self.max_points.data or "") or 0.0
        return read_marks(self.by.data, self.marks.data or "", bool(self.at_most.data), points)


class SectionForm(Revisioned):
    section = StringField(
        _l("Tên phần"),
        [InputRequired(_MISSING), Length(max=200, message=_l("Dài quá 200 ký tự."))],
    )
    criteria = FieldList(FormField(CriterionPart), min_entries=1, max_entries=MOST_CRITERIA)

    def values(self) -> list[dict[str, Any]]:
        """Columns of the criteria that have a name."""
        return [_columns(one, self.section.data) for one in self.criteria if one.title.data]


def _columns(part: Any, section: str) -> dict[str, Any]:
    is_appraised = part.source_kind.data == "appraised"
    return {
        "key": part.key.data or slug(part.title.data),
        "section": section,
        "title": part.title.data,
        "title_en": part.title_en.data or "",
        "kind": part.kind.data,
        "max_points": read_number(part.max_points.data) or 0.0,
        "source_kind": part.source_kind.data,
        "source_key": (part.source_key.data or "") if part.source_kind.data == "target" else "",
        "conversion": {} if is_appraised else part.conversion(),
        "group_keys": list(part.groups.data or ()),
    }


def slug(title: str) -> str:
    """A key from a name: letters and digits without diacritics, joined by dashes."""
    words = "".join(ch if ch.isalnum() else " " for ch in fold(title)).split()
    return "-".join(words)[:60].strip("-") or "muc"


def make_section_form(card: Scorecard, section: str, criteria: Sequence[Criterion]) -> SectionForm:
    """The stored criteria and two empty rows; what was posted wins."""
    rows = [_stored(one) for one in criteria]
    form = SectionForm(
        data={
            "section": section,
            "criteria": [*rows, {}, {}],
            "revision": str(card.revision),
        }
    )
    choices = [SelectChoice(one["key"], one["title"]) for one in card.groups]
    for part in form.criteria:
        part.form.groups.choices = choices
    return form


def _stored(one: Criterion) -> dict[str, Any]:
    conversion: Mapping[str, Any] = one.conversion or {}
    return {
        "key": one.key,
        "title": one.title,
        "title_en": one.title_en,
        "kind": one.kind,
        "max_points": number_text(one.max_points),
        "source_kind": one.source_kind,
        "source_key": one.source_key,
        "by": conversion.get("by", "pass"),
        "marks": marks_text(conversion, one.max_points) if conversion else "",
        "at_most": bool(conversion.get("at_most")),
        "groups": list(one.group_keys),
    }


def make_card_form(card: Scorecard) -> CardForm:
    classes = [
        {**one, "from_percent": number_text(float(one["from_percent"]))} for one in card.classes
    ]
    return CardForm(
        data={
            "title": card.title,
            "citation": card.citation,
            "total_points": number_text(card.total_points),
            "groups": [*card.groups, {}],
            "classes": [*classes, {}],
            "revision": str(card.revision),
        }
    )


class CardActForm(Revisioned):
    """A button that acts on the card as its page showed it."""


__all__ = ["CardActForm", "CardForm", "SectionForm", "make_card_form", "make_section_form"]
