"""The form beside each of the residents' free words: release them, or withhold with a reason."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, Length, Optional

from base.forms import Revisioned
from surveys.rules.texts import LONGEST_NOTE, REASONS

ACTS = ("release", "withhold", "confirm", "return", "show_again")


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
    why = StringField(_l("Vì sao đưa ra xem lại"), [Optional(), Length(max=LONGEST_NOTE)])
    note = StringField(_l("Ghi chú"), [Optional(), Length(max=LONGEST_NOTE)])
