"""Forms of the work board: the answer to a comment or a group, and handing comments out."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from base.forms import Form, Revisioned
from feedback.rules.dispositions import MERGED, Answer

_LONGEST = 20_000


class AnswerForm(Revisioned):
    """Nothing is required of a draft; what a finished answer lacks is said by the rules."""

    kind = RadioField(_l("Cách xử lý"), [Optional()], validate_choice=False)
    reason = TextAreaField(
        _l("Nội dung tiếp thu, lý do giải trình"),
        [Optional(), Length(max=_LONGEST, message=_l("Dài quá 20.000 ký tự."))],
        description=_l(
            "Người góp ý và mọi người đọc được câu này. Bắt buộc, trừ khi tiếp thu toàn bộ."
        ),
    )
    after = TextAreaField(
        _l("Lời văn sau khi chỉnh lý"),
        [Optional(), Length(max=_LONGEST, message=_l("Dài quá 20.000 ký tự."))],
        description=_l("Chỉ ghi khi lời văn của điều, khoản này thay đổi."),
    )
    merged_into = SelectField(
        _l("Trả lời cùng ý kiến nào"),
        [Optional()],
        validate_choice=False,
        description=_l("Chỉ dùng khi chọn «Trả lời cùng ý kiến khác»."),
    )

    def offer(
        self, kinds: Mapping[str, str], targets: Sequence[tuple[int, str]], kept: int | None = None
    ) -> "AnswerForm":
        """`targets`: (comment id, excerpt) it may be merged into; `kept`: the one chosen before."""
        self.kind.choices = [SelectChoice(value, _(label)) for value, label in kinds.items()]
        self.merged_into.choices = [
            SelectChoice("", _("— chọn ý kiến —")),
            *(SelectChoice(str(comment_id), text) for comment_id, text in targets),
        ]
        if kept and all(kept != one for one, _text in targets):
            self.merged_into.choices.append(SelectChoice(str(kept), _("ý kiến đã chọn trước")))
        return self

    def answer(self, is_final: bool) -> Answer:
        kinds = {choice.value for choice in self.kind.choices or ()}
        kind = self.kind.data if self.kind.data in kinds else ""
        target = str(self.merged_into.data or "")
        return Answer(
            kind=kind or "",
            reason=self.reason.data or "",
            after=self.after.data or "",
            merged_into_id=int(target) if kind == MERGED and _is_id(target) else None,
            is_final=is_final,
        )


class PickForm(Form):
    """Comments ticked on the board, and what is to be done with them."""

    comment = SelectMultipleField(validate_choice=False)
    to = SelectField(_l("Giao cho"), [Optional()], validate_choice=False)

    @property
    def comment_ids(self) -> list[int]:
        return sorted({int(one) for one in self.comment.data or () if _is_id(one)})

    @property
    def clerk_id(self) -> int | None:
        text = str(self.to.data or "")
        return int(text) if text.isdecimal() and len(text) < 10 else None


def _is_id(value: Any) -> bool:
    text = str(value)
    return text.isdecimal() and len(text) < 20 and int(text) < 2**63
