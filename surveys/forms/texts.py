"""The form beside each of the residents' free words: release them, or withhold with a reason."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, Length, Optional

from base.forms import Revisioned
from surveys.rules.texts import LONGEST_NOTE, REASONS

ACTS = ("release", "withhold")


class ReviewForm(Revisioned):
    act = StringField(validators=[AnyOf(ACTS)])
    shown = TextAreaField(_l("Bản công khai"), [Length(max=4000)])
    reason = SelectField(
        _l("Lý do không công khai"),
        [Optional()],
        choices=[
            SelectChoice("", _l("– Chọn lý do –")),
            *(SelectChoice(key, _l(words)) for key, words in REASONS.items()),
        ],
    )
    note = StringField(_l("Ghi chú"), [Optional(), Length(max=LONGEST_NOTE)])
