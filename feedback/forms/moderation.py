"""Forms of those who look after comments: propose to hide, decide, show again, ask for erasure."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from base.forms import Form
from feedback.rules.moderation import SPEAKS_OF_AGENCY
from feedback.rules.moderation_rules import RULES

_REASON = [
    DataRequired(_l("Xin ghi lý do.")),
    Length(max=2000, message=_l("Lý do dài quá 2.000 ký tự.")),
]
_NO_RULE = _l("Xin chọn một quy tắc.")


def _rule_choices() -> list[Any]:
    rules = [(str(rule.number), f"{rule.number}. {_(rule.name)}") for rule in RULES]
    return [("", _l("– Chọn –")), *rules]


class HidingForm(Form):
    """The question about the agency has no default: whoever proposes must answer it."""

    rule = SelectField(_l("Quy tắc"), [InputRequired(_NO_RULE)])
    reason = TextAreaField(
        _l("Lý do"), _REASON, description=_l("Công khai cùng quy tắc; người viết đọc được.")
    )
    speaks = RadioField(
        _l("Ý kiến có nói về chính cơ quan, cán bộ hoặc việc làm của cơ quan không?"),
        [InputRequired(_l("Xin trả lời câu này; không chắc thì chọn «Không chắc»."))],
        description=_l(
            "Có hoặc không chắc: ý kiến vẫn hiện công khai cho đến khi thanh tra quyết định."
        ),
    )

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.rule.choices = _rule_choices()
        self.speaks.choices = [SelectChoice(key, _(word)) for key, word in SPEAKS_OF_AGENCY.items()]


class ErasureForm(Form):
    erase_rule = SelectField(_l("Quy tắc"), [InputRequired(_NO_RULE)])
    erase_reason = TextAreaField(
        _l("Lý do và điều luật"),
        _REASON,
        description=_l("Ghi rõ điều luật buộc phải xóa. Xin đừng chép lại lời của ý kiến."),
    )

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.erase_rule.choices = _rule_choices()


class ShowForm(Form):
    show_reason = TextAreaField(_l("Lý do"), _REASON)


class DecisionForm(Form):
    answer = RadioField(
        _l("Quyết định"),
        [InputRequired(_l("Xin chọn ẩn hoặc cho hiện."))],
        choices=[
            SelectChoice("hide", _l("Ẩn ý kiến theo quy tắc đã nêu")),
            SelectChoice("show", _l("Không ẩn, ý kiến hiện công khai")),
        ],
    )
    decision_reason = TextAreaField(_l("Lý do"), _REASON)
