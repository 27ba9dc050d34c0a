"""Forms of the questionnaire editor; each hands over the plain part of a document."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Regexp

from base.forms import Form
from surveys.languages import LANGUAGE_NAMES
from surveys.questionnaire_content import Content, Section, Texts
from surveys.rules.questionnaires.fault import Fault


def language_label(label: Any, language: str) -> str:
    return f"{label} – {_(LANGUAGE_NAMES[language]) if language in LANGUAGE_NAMES else language}"


def texts_of(form: Form, name: str, languages: Iterable[str]) -> dict[str, str]:
    """What was typed in `name_<language>`, languages left blank left out."""
    typed = {language: form[f"{name}_{language}"].data or "" for language in languages}
    return {language: text for language, text in typed.items() if text}


def add_error(field: Any, text: str) -> None:
    field.errors = [*field.errors, text]


def show_fault(form: Form, place: str, fault: Fault) -> bool:
    """Puts the fault beside the field its place names; False when the form has no such field."""
    text = _(fault.sentence, **fault.values)
    name = place.replace("/", "_")
    for candidate in (name, name.split("_values")[0], name.rsplit("_", 1)[0]):
        if candidate in form._fields:
            add_error(form[candidate], text)
            return True
    return False


class PartForm(Form):
    """`opened` is the revision the person saw, `seen` the hash of the part they opened."""

    opened = HiddenField()
    seen = HiddenField()

    def note_opened(self, revision: int, seen: str) -> None:
        self.opened.data, self.seen.data = str(revision), seen


def text_fields(
    name: str, label: Any, languages: Sequence[str], kind: Any = StringField
) -> dict[str, Any]:
    return {
        f"{name}_{language}": kind(language_label(label, language), default="")
        for language in languages
    }


def text_data(name: str, texts: Mapping[str, str]) -> dict[str, str]:
    return {f"{name}_{language}": text for language, text in texts.items()}


class NewForm(Form):
    title = StringField(
        _l("Tên bộ câu hỏi"),
        [InputRequired(_l("Xin đặt tên bộ câu hỏi.")), Length(max=200)],
        description=_l("Ví dụ: Khảo sát hài lòng về cấp căn cước."),
    )
    key = StringField(
        _l("Tên ngắn, không dấu"),
        [
            Regexp(
                r"^([a-z][a-z0-9-]{0,39})?$",
                message=_l("Chỉ dùng chữ thường không dấu, chữ số, gạch nối; bắt đầu bằng chữ."),
            )
        ],
        description=_l("Dùng trong tệp xuất ra. Để trống thì tự đặt theo tên bộ câu hỏi."),
    )
    source = SelectField(_l("Bắt đầu từ"), validate_choice=True)


class RevisionForm(Form):
    """A confirmation: nothing but the revision the person saw."""

    opened = HiddenField()


class ImportForm(Form):
    file = FileField(
        _l("Tệp bộ câu hỏi"),
        [FileRequired(_l("Xin chọn tệp."))],
        description=_l("Tệp Excel (.xlsx) hoặc .json tải về từ Ý Dân, tối đa 2 MB."),
    )


class ConfirmImportForm(Form):
    document = HiddenField(validators=[InputRequired()])
    target = SelectField(_l("Nhập thành"))


def general_form(languages: Sequence[str], content: Content) -> Any:
    fields = {
        **text_fields("title", _l("Tên bộ câu hỏi"), languages),
        **text_fields("purpose", _l("Để làm gì (một câu cho người dân đọc)"), languages),
        "minutes": StringField(_l("Trả lời mất khoảng mấy phút"), default="1"),
    }
    data = {
        **text_data("title", content.title),
        **text_data("purpose", content.purpose),
        "minutes": str(content.minutes),
    }
    return type("GeneralForm", (PartForm,), fields)(data=data)


def section_form(languages: Sequence[str], section: Section | None) -> Any:
    fields = {
        **text_fields("texts", _l("Tên nhóm"), languages),
        "key": StringField(_l("Khóa của nhóm"), default=""),
    }
    data = {**text_data("texts", section.texts), "key": section.key} if section else {}
    return type("SectionForm", (PartForm,), fields)(data=data)


def translation_form(texts: Sequence[tuple[str, Texts]], language: str) -> Any:
    """One box for each text a resident may read, labelled by its Vietnamese."""
    fields = {
        path.replace("/", "_"): TextAreaField(known["vi"], default=known.get(language, ""))
        for path, known in texts
    }
    return type("TranslationForm", (PartForm,), fields)()
