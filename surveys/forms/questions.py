"""The form of one question: its texts, its type, its options, when it is shown."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from base.forms import Form
from surveys.forms.questionnaires import (
    PartForm,
    add_error,
    show_fault,
    text_data,
    text_fields,
    texts_of,
)
from surveys.questionnaire_content import (
    LONG_TEXT,
    MULTIPLE,
    NUMBER,
    RATING,
    SHORT_TEXT,
    SINGLE,
    Content,
    Question,
    text_in,
)
from surveys.questionnaire_edits import free_key
from surveys.rules.questionnaires.fault import Fault
from surveys.rules.questionnaires.show_if import LEVELS

TYPE_LABELS = {
    RATING: _l("Chấm năm mức hài lòng"),
    SINGLE: _l("Chọn một"),
    MULTIPLE: _l("Chọn nhiều"),
    NUMBER: _l("Điền số"),
    SHORT_TEXT: _l("Viết ngắn (một dòng)"),
    LONG_TEXT: _l("Viết dài (nhiều dòng)"),
}
LEVEL_LABELS = {
    "1": _l("Rất không hài lòng"),
    "2": _l("Không hài lòng"),
    "3": _l("Bình thường"),
    "4": _l("Hài lòng"),
    "5": _l("Rất hài lòng"),
}
RATED_LABELS = {
    "both": _l("Cả hai, hoặc chỉ có một cơ quan"),
    "receiving": _l("Nơi tiếp nhận hồ sơ"),
    "resolving": _l("Cơ quan giải quyết hồ sơ"),
}
CHOICES = (SINGLE, MULTIPLE)
SPARE_OPTIONS = 2
MOST_ROWS = 20


def choices_of(labels: Mapping[str, Any]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in labels.items()]


class _QuestionForm(PartForm):
    languages: tuple[str, ...]
    section = SelectField(_l("Thuộc nhóm"), validate_choice=False)
    type = SelectField(_l("Kiểu câu hỏi"), choices=choices_of(TYPE_LABELS), validate_choice=False)
    key = StringField(_l("Khóa của câu hỏi"), default="")
    is_required = BooleanField(_l("Bắt buộc trả lời"))
    counts_in_index = BooleanField(_l("Tính vào chỉ số hài lòng"))
    allows_no_opinion = BooleanField(_l("Có nút «Không có ý kiến»"))
    rated = RadioField(
        _l("Câu này chấm phần việc của ai"),
        choices=choices_of(RATED_LABELS),
        default="both",
        validate_choice=False,
    )
    minimum = StringField(_l("Số nhỏ nhất"), default="")
    maximum = StringField(_l("Số lớn nhất"), default="")
    show_if = SelectField(
        _l("Chỉ hiện khi câu này đã được trả lời"), default="", validate_choice=False
    )
    show_if_values = SelectMultipleField(
        _l("…bằng một trong các câu trả lời"),
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def raw_question(self, taken: Iterable[str]) -> dict[str, Any]:
        """The question as the document spells it; a key left blank is made from its words."""
        texts = texts_of(self, "texts", self.languages)
        key = self.key.data or free_key(texts.get("en") or texts.get("vi", ""), taken)
        is_rating, kind = self.type.data == RATING, self.type.data
        raw: dict[str, Any] = {
            "key": key,
            "type": kind,
            "texts": texts,
            "help": texts_of(self, "help", self.languages),
            "is_required": self.is_required.data,
            "counts_in_index": is_rating and self.counts_in_index.data,
            "allows_no_opinion": is_rating and self.allows_no_opinion.data,
            "rated": self.rated.data if is_rating else "both",
        }
        if kind in CHOICES:
            raw["options"] = self.raw_options()
        if kind == NUMBER:
            raw |= {"minimum": _number(self.minimum.data), "maximum": _number(self.maximum.data)}
        if self.show_if.data:
            raw["show_if"] = {
                "question": self.show_if.data,
                "values": list(self.show_if_values.data or ()),
            }
        return raw

    def filled_options(self) -> list[Any]:
        return [entry for entry in self.options if texts_of(entry.form, "texts", self.languages)]

    def raw_options(self) -> list[dict[str, Any]]:
        options: list[dict[str, Any]] = []
        typed = [entry.form.key.data for entry in self.filled_options()]
        for entry in self.filled_options():
            texts = texts_of(entry.form, "texts", self.languages)
            words = texts.get("en") or texts.get("vi", "")
            key = entry.form.key.data or free_key(words, [*typed, *(o["key"] for o in options)])
            options.append({"key": key, "texts": texts, "is_other": entry.form.is_other.data})
        return options

    def show_faults(self, faults: Iterable[Fault], path: str) -> None:
        """Puts every fault of the question at `path` beside its field."""
        rows = self.filled_options()
        for fault in faults:
            place = fault.path.removeprefix(path).strip("/")
            parts = place.split("/")
            if parts[0] == "options" and len(parts) > 1:
                show_fault(rows[int(parts[1])].form, "/".join(parts[2:]), fault)
            elif not show_fault(self, place, fault):
                add_error(self.type, _(fault.sentence, **fault.values))


def _number(typed: str | None) -> int | str | None:
    """A whole number where one was typed; other words stay, for the rule to name."""
    text = (typed or "").replace(" ", "")
    if not text:
        return None
    return int(text) if text.lstrip("-").isdecimal() and len(text) < 12 else text


def question_form(
    content: Content,
    languages: Sequence[str],
    earlier: Sequence[Question],
    data: Mapping[str, Any],
    *,
    redrawn: bool = False,
) -> Any:
    """Bound to what was posted; `redrawn` shows `data` instead, for a form that was only rearranged."""
    option = type(
        "OptionForm",
        (_PlainForm,),
        {
            "key": HiddenField(default=""),
            **text_fields("texts", _l("Lựa chọn"), languages),
            "is_other": BooleanField(_l("Là «khác», mời ghi thêm")),
        },
    )
    fields = {
        "languages": tuple(languages),
        **text_fields("texts", _l("Câu hỏi"), languages, TextAreaField),
        **text_fields("help", _l("Lời giải thích thêm"), languages),
        "options": FieldList(FormField(option), max_entries=MOST_ROWS),
    }
    form_class = type("QuestionForm", (_QuestionForm,), fields)
    form = form_class(None, data=data) if redrawn else form_class(data=data)
    _offer_choices(form, content, earlier)
    return form


class _PlainForm(Form):
    """A part inside another form, which carries the token for both."""

    class Meta(Form.Meta):
        csrf = False


def new_question(kind: str) -> dict[str, Any]:
    is_rating = kind == RATING
    return {"type": kind, "counts_in_index": is_rating, "allows_no_opinion": is_rating}


def question_data(question: Question) -> dict[str, Any]:
    show_if = question.show_if
    return {
        **{name: getattr(question, name) for name in ("key", "type", "is_required", "rated")},
        "counts_in_index": question.counts_in_index,
        "allows_no_opinion": question.allows_no_opinion,
        **text_data("texts", question.texts),
        **text_data("help", question.help),
        "minimum": "" if question.minimum is None else str(question.minimum),
        "maximum": "" if question.maximum is None else str(question.maximum),
        "show_if": show_if.question if show_if else "",
        "show_if_values": list(show_if.values) if show_if else [],
        "options": [
            {"key": one.key, "is_other": one.is_other, **text_data("texts", one.texts)}
            for one in question.options
        ],
    }


def _offer_choices(form: Any, content: Content, earlier: Sequence[Question]) -> None:
    form.section.choices = [
        SelectChoice(section.key, text_in(section.texts, "vi")) for section in content.sections
    ]
    asked = {one.key: one for one in earlier if one.type == RATING or one.type in CHOICES}
    form.show_if.choices = [SelectChoice("", _("(luôn hiện)"))] + [
        SelectChoice(key, text_in(question.texts, "vi")) for key, question in asked.items()
    ]
    form.show_if_values.choices = answer_choices(asked.get(form.show_if.data or ""))


def answer_choices(question: Question | None) -> list[SelectChoice]:
    """The answers of an earlier question that a condition may name."""
    if question is None:
        return []
    if question.type == RATING:
        return [SelectChoice(level, LEVEL_LABELS[level]) for level in LEVELS]
    return [SelectChoice(one.key, text_in(one.texts, "vi")) for one in question.options]
