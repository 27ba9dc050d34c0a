"""Forms of taking responses out and bringing earlier surveys in."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from base.clock import local
from base.forms import Form
from base.words import N_
from surveys.models import SurveyRound
from surveys.rules.transfer import FORMATS

FORMAT_NAMES = {
    "csv": N_("CSV (mở bằng Excel, mọi phần mềm; không giới hạn số phiếu)"),
    "xlsx": N_("Excel .xlsx (nhiều nhất 1.048.575 phiếu)"),
    "sav": N_("SPSS .sav (có nhãn; nhiều nhất 2.000.000 phiếu)"),
    "jsonl": N_("JSON, mỗi dòng một phiếu (cho lập trình)"),
}


def round_choices(rounds: Iterable[SurveyRound]) -> list[SelectChoice]:
    return [
        SelectChoice(
            str(one.id),
            f"{one.name} ({local(one.opens_at):%d/%m/%Y} – {local(one.closes_at):%d/%m/%Y})",
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
