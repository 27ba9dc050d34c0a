"""Forms about two-person cases."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from agencies.case_kinds import CaseKind
from base.forms import Form


class ProposalForm(Form):
    outcome = RadioField(_l("Cách xử lý đề nghị"), [InputRequired(_l("Xin chọn một cách xử lý."))])
    reason = TextAreaField(_l("Lý do"), [InputRequired(_l("Xin ghi lý do.")), Length(max=4000)])

    def __init__(self, kind: CaseKind, **values: Any) -> None:
        super().__init__(**values)
        self.outcome.choices = [SelectChoice(key, _(words)) for key, words in kind.outcomes.items()]


class AnswerForm(Form):
    answer = RadioField(
        _l("Ý kiến của người thứ hai"),
        [InputRequired(_l("Xin chọn đồng ý hoặc không đồng ý."))],
        choices=[SelectChoice("confirm", _l("Đồng ý")), SelectChoice("refuse", _l("Không đồng ý"))],
    )
    decision_reason = TextAreaField(
        _l("Lý do"), [InputRequired(_l("Xin ghi lý do.")), Length(max=4000)]
    )
