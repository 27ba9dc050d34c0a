"""Forms of taking responses out and bringing earlier surveys in."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from base.clock import local
from base.forms import Form
from base.words import N_
from surveys.imports.suggesting import (
    AGENCY_WORDS,
    CHANNEL_WORDS,
    DATE_WORDS,
    by_words,
    suggest_columns,
)
from surveys.index_pages.words import CHANNELS
from surveys.models import SurveyRound
from surveys.questionnaire_content import Content
from surveys.rules.transfer import FORMATS

FORMAT_NAMES = {
    "csv": N_("CSV (mở bằng Excel, mọi phần mềm; không giới hạn số phiếu)"),
    "xlsx": N_("Excel .xlsx (nhiều nhất 1.048.575 phiếu)"),
    "sav": N_("SPSS .sav (có nhãn; nhiều nhất 2.000.000 phiếu)"),
    "jsonl": N_("JSON, mỗi dòng một phiếu (cho lập trình)"),
}


def _last_day(survey_round: SurveyRound) -> date:
    """The last day on which the round was open: it closes at an instant that is its own no more."""
    return local(survey_round.closes_at - timedelta(microseconds=1)).date()


def round_choices(rounds: Iterable[SurveyRound]) -> list[SelectChoice]:
    return [
        SelectChoice(
            str(one.id),
            f"{one.name} ({local(one.opens_at):%d/%m/%Y} – {_last_day(one):%d/%m/%Y})",
        )
        for one in rounds
    ]


class ExportForm(Form):
    round_id = SelectField(_l("Đợt khảo sát"), [InputRequired(_l("Xin chọn đợt khảo sát."))])
    export_format = RadioField(
        _l("Định dạng"), [InputRequired(_l("Xin chọn định dạng."))], default="csv"
    )

    def offer(self, rounds: Iterable[SurveyRound]) -> "ExportForm":
        self.round_id.choices = round_choices(rounds)
        self.export_format.choices = [SelectChoice(one, _(FORMAT_NAMES[one])) for one in FORMATS]
        return self


class ImportForm(Form):
    round_id = SelectField(
        _l("Nhập vào đợt"),
        [InputRequired(_l("Xin chọn đợt khảo sát."))],
        description=_l("Đợt đã kết thúc, chưa ký, chưa có phiếu do người dân gửi."),
    )
    file = FileField(
        _l("Tệp phiếu của khảo sát trước"),
        [FileRequired(_l("Xin chọn tệp."))],
        description=_l("XLSX hoặc CSV (UTF-8), mỗi dòng một phiếu, tối đa 300.000 dòng và 20 MB."),
    )

    def offer(self, rounds: Iterable[SurveyRound]) -> "ImportForm":
        self.round_id.choices = round_choices(rounds)
        return self


FIXED_CHANNEL = "="  # before a channel that holds for all rows; a column's name stands alone


class ColumnsForm(Form):
    """Which column is what; one more field per question is added by `columns_form`."""

    agency = SelectField(
        _l("Cột cơ quan được đánh giá"),
        [InputRequired(_l("Xin chọn cột có mã hoặc tên cơ quan."))],
        description=_l("Mã cơ quan, hoặc tên đúng như trong danh bạ."),
    )
    date = SelectField(
        _l("Cột ngày khảo sát"),
        [InputRequired(_l("Xin chọn cột ngày hoặc tháng."))],
        description=_l("Ví dụ 15/10/2024 hoặc 10/2024."),
    )
    channel = SelectField(_l("Kênh thu phiếu"), [InputRequired(_l("Xin chọn kênh."))])
    is_reversed = BooleanField(
        _l("Thang đo ngược: 1 là rất hài lòng, 5 là rất không hài lòng"),
        description=_l("Chỉ đánh dấu nếu phiếu cũ ghi như vậy; mức viết bằng chữ không bị đảo."),
    )

    def question_fields(self) -> list[Any]:
        return [field for field in self if field.name.startswith("q_")]

    def mapping(self, content: Content) -> dict[str, Any]:
        """As `surveys.imports.mapping` reads it."""
        chosen = {
            question.key: self[f"q_{number}"].data
            for number, question in enumerate(content.questions)
        }
        channel = self.channel.data
        is_fixed = channel.startswith(FIXED_CHANNEL)
        return {
            "agency": {"column": self.agency.data},
            "date": {"column": self.date.data},
            "channel": {"value": channel[1:]} if is_fixed else {"column": channel},
            "questions": {
                key: {"column": column, "reversed": self.is_reversed.data}
                for key, column in chosen.items()
                if column
            },
        }

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        if not any(field.data for field in self.question_fields()):
            self.form_errors.append(_("Xin ghép ít nhất một câu hỏi với một cột của tệp."))
            sound = False
        return sound


def columns_form(content: Content, header: Sequence[str]) -> ColumnsForm:
    """The form for this questionnaire and this file, the likeliest columns chosen beforehand."""
    named = [name for name in header if name]
    columns = [SelectChoice(name, name) for name in named]
    none = SelectChoice("", _("– Tệp không có câu này –"))
    suggested = suggest_columns(content, named)
    fields = {
        f"q_{number}": SelectField(
            question.texts["vi"],
            choices=[none, *columns],
            default=suggested.get(question.key, ""),
        )
        for number, question in enumerate(content.questions)
    }
    form = type("ColumnsOfFile", (ColumnsForm,), fields)()
    fixed = [
        SelectChoice(FIXED_CHANNEL + channel, _("Tất cả: %(channel)s", channel=_(name)))
        for channel, name in CHANNELS.items()
    ]
    form.agency.choices = form.date.choices = [SelectChoice("", _("– Chọn cột –")), *columns]
    form.channel.choices = [*fixed, *columns]
    if not form.is_submitted():
        form.agency.data = by_words(named, AGENCY_WORDS)
        form.date.data = by_words(named, DATE_WORDS)
        form.channel.data = by_words(named, CHANNEL_WORDS) or f"{FIXED_CHANNEL}paper"
    return form
