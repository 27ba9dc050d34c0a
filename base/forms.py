"""The form every staff page builds on: CSRF by session, texts in NFC, nothing invisible let through."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, StringField, TextAreaField
from wtforms.validators import ValidationError

from base.words import nfc

_ALLOWED_CONTROLS = {"\n", "\r", "\t"}


def clean_text(value: Any) -> Any:
    """Composed Unicode without surrounding blanks; what is no text (None, a row's number) stays."""
    return nfc(value).strip() if isinstance(value, str) else value


def refuse_control_characters(_form: FlaskForm, field: Field) -> None:
    """Validator: NUL bytes and other control characters are named, not stored."""
    text = field.data if isinstance(field.data, str) else ""
    if any(ord(ch) < 32 and ch not in _ALLOWED_CONTROLS for ch in text):
        raise ValidationError(_l("Có ký tự không đọc được. Xin xóa phần đó rồi gõ lại."))


def _clean_and_check(unbound_field: Any) -> None:
    """Every text is cleaned before the field's own filters and checked after its own validators."""
    keywords = dict(unbound_field.kwargs)
    if len(unbound_field.args) > 1:  # validators may stand second, after the label
        keywords["validators"] = unbound_field.args[1]
        unbound_field.args = unbound_field.args[:1]
    validators = list(keywords.get("validators") or ())
    filters = list(keywords.get("filters") or ())
    if refuse_control_characters not in validators:
        validators.append(refuse_control_characters)
    if clean_text not in filters:
        filters.insert(0, clean_text)
    unbound_field.kwargs = {**keywords, "validators": validators, "filters": filters}


class Form(FlaskForm):
    """Base of all forms: every text field is cleaned and checked without saying so again."""

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            if issubclass(unbound_field.field_class, StringField | TextAreaField):
                _clean_and_check(unbound_field)
            return unbound_field.bind(form=form, **options)


class Revisioned(Form):
    """Remembers which revision of a row its page was opened with: of two officers the second is told."""

    revision = HiddenField()

    @property
    def seen_revision(self) -> int | None:
        text = str(self.revision.data or "")
        return int(text) if text.isdecimal() and len(text) < 10 else None
