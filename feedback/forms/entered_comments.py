"""The form for a comment that came on paper, at a meeting, by phone, hotline or through the Front."""

from datetime import date
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
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

from base.forms import Form
from feedback.rules.comments import AUTHOR_KIND_WORDS, TEXT_LIMIT, WORDING_LIMIT
from feedback.rules.entered_comments import WAYS
from feedback.words import CHANNELS, STANCE_WORDS


def _options(words: dict[str, str]) -> list[Any]:
    return [SelectChoice(key, _(word)) for key, word in words.items()]


class EnteredForm(Form):
    """What is the same for a whole pile (way, day, place) stays for the next one."""

    channel = RadioField(_l("Ý kiến đến bằng cách nào"), [InputRequired(_l("Xin chọn một cách."))])
    received_on = DateField(_l("Ngày nhận"), [InputRequired(_l("Xin chọn ngày nhận ý kiến."))])
    provision = SelectField(_l("Về phần nào"), validate_choice=True)
    stance = RadioField(_l("Quan điểm"), [InputRequired(_l("Xin chọn một ý."))])
    text = TextAreaField(
        _l("Nội dung ý kiến"),
        [Length(max=TEXT_LIMIT, message=_l("Ý kiến dài quá 10.000 ký tự."))],
        description=_l("Chép đúng lời người dân, không tóm tắt, không sửa ý."),
    )
    wording = TextAreaField(
        _l("Câu chữ đề xuất"),
        [Optional(), Length(max=WORDING_LIMIT, message=_l("Câu chữ dài quá 20.000 ký tự."))],
    )
    author_kind = RadioField(_l("Người góp ý"), default="individual")
    name = StringField(_l("Họ và tên"), [Optional(), Length(max=100)])
    organisation = StringField(_l("Cơ quan, tổ chức"), [Optional(), Length(max=200)])
    shows_name = BooleanField(_l("Người góp ý đồng ý hiện tên trong bản tổng hợp"))
    nonce = HiddenField()

    def __init__(self, places: list[tuple[str, str]], days: tuple[date, date], **values: Any):
        super().__init__(**values)
        ways = {key: CHANNELS[key] for key in WAYS}
        self.channel.choices = _options(ways)
        self.stance.choices = _options({str(key): word for key, word in STANCE_WORDS.items()})
        self.author_kind.choices = _options(AUTHOR_KIND_WORDS)
        self.provision.choices = places
        self.days = days

    def validate_received_on(self, field: Any) -> None:
        first, last = self.days
        if field.data and not first <= field.data <= last:
            raise ValidationError(
                _(
                    "Ngày nhận phải từ %(first)s đến %(last)s.",
                    first=format_date(first, "dd/MM/y"),
                    last=format_date(last, "dd/MM/y"),
                )
            )

    def typed(self) -> dict[str, list[str]]:
        """The fields as a resident's own page would have posted them."""
        names = ("stance", "text", "wording", "author_kind", "name", "organisation")
        fields = {name: [getattr(self, name).data or ""] for name in names}
        return fields | {"shows_name": ["y" if self.shows_name.data else ""]}
