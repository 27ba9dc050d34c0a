"""Forms of comment rounds: choose what to ask about, plan or change a round. Days are Vietnam's."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, Regexp, ValidationError

from base.clock import today
from base.forms import Form, Revisioned
from feedback.words import KIND_WORDS

MISSING = _l("Xin điền ô này.")
BAD_DAY = _l("Xin chọn ngày.")
LONGEST_QUESTION, MOST_QUESTIONS = 500, 10


def at_most(count: int) -> Length:
    return Length(max=count, message=_l("Dài quá %(max)d ký tự."))


def web_address() -> Regexp:
    return Regexp(r"https?://\S+$", message=_l("Xin dán địa chỉ trang, bắt đầu bằng https://."))


def kind_choices() -> list[tuple[str, Any]]:
    return [(str(kind), _l(words)) for kind, words in KIND_WORDS.items()]


class StartForm(Form):
    """First step, sent by GET: the rest is filled in according to it."""

    class Meta(Form.Meta):
        csrf = False

    version = SelectField(_l("Bản dự thảo đã chốt"), [InputRequired(_l("Xin chọn bản dự thảo."))])
    kind = SelectField(_l("Loại dự thảo"), [InputRequired(MISSING)])

    def __init__(self, *args: Any, versions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version.choices = [("", _l("– Chọn –")), *versions]
        self.kind.choices = [("", _l("– Chọn –")), *kind_choices()]


class RoundForm(Revisioned):
    """One page for a whole round; files are added on the round's own page."""

    version = SelectField(_l("Bản dự thảo đã chốt"), [InputRequired(_l("Xin chọn bản dự thảo."))])
    kind = SelectField(_l("Loại dự thảo"), [InputRequired(MISSING)])
    title = StringField(_l("Tên đợt lấy ý kiến"), [InputRequired(MISSING), at_most(500)])
    summary = TextAreaField(
        _l("Nói ngắn gọn dự thảo này đổi gì, ảnh hưởng đến ai"),
        [Optional(), at_most(3000)],
        description=_l("Vài câu thường ngày; người dân đọc đoạn này trước khi đọc dự thảo."),
    )
    asked_by = StringField(
        _l("Người hoặc cơ quan lấy ý kiến"),
        [Optional(), at_most(200)],
        description=_l(
            "Hương ước, quy ước: họ tên trưởng thôn, tổ trưởng. Loại khác: để trống nếu là chính cơ quan."
        ),
    )
    audience = StringField(
        _l("Hỏi ý kiến ai"),
        [Optional(), at_most(500)],
        description=_l("Ví dụ: toàn thể hộ gia đình thôn Tân Hưng."),
    )
    is_front_review = BooleanField(
        _l("Mặt trận Tổ quốc phản biện xã hội dự thảo này"),
        description=_l("Ý kiến phản biện được ghi riêng, không gộp vào ý kiến của người dân."),
    )
    legal_basis = TextAreaField(
        _l("Căn cứ"), [Optional(), at_most(3000)], description=_l("Mỗi dòng một căn cứ.")
    )
    opens_on = DateField(_l("Ngày mở"), [InputRequired(BAD_DAY)])
    closes_on = DateField(
        _l("Ngày cuối nhận ý kiến"),
        [InputRequired(BAD_DAY)],
        description=_l("Tự đóng vào cuối ngày này."),
    )
    short_reason = TextAreaField(
        _l("Lý do rút ngắn thời gian"),
        [Optional(), at_most(1000)],
        description=_l("Chỉ cần khi ngắn hơn số ngày quy định. Lý do được công khai."),
    )
    questions = TextAreaField(
        _l("Câu hỏi xin ý kiến"),
        [Optional()],
        description=_l("Mỗi dòng một câu, nhiều nhất 10 câu."),
    )
    contact = StringField(
        _l("Nơi liên hệ"),
        [InputRequired(MISSING), at_most(500)],
        description=_l("Bộ phận, địa chỉ, số điện thoại; không ghi số riêng của cán bộ."),
    )
    province_address = StringField(
        _l("Địa chỉ đăng dự thảo trên cổng của tỉnh"), [Optional(), at_most(500), web_address()]
    )
    agency_address = StringField(
        _l("Địa chỉ đăng dự thảo trên cổng, trang của cơ quan"),
        [Optional(), at_most(500), web_address()],
    )

    def __init__(
        self, *args: Any, versions: Any, earliest: date | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.version.choices = [("", _l("– Chọn –")), *versions]
        self.kind.choices = [("", _l("– Chọn –")), *kind_choices()]
        self.earliest = earliest

    @property
    def question_texts(self) -> tuple[str, ...]:
        lines = (line.strip() for line in (self.questions.data or "").splitlines())
        return tuple(line for line in lines if line)

    def validate_opens_on(self, field: Any) -> None:
        """A round does not begin in the past."""
        if field.data and field.data < (self.earliest or today()):
            raise ValidationError(_l("Ngày mở phải từ hôm nay trở đi."))

    def validate_closes_on(self, field: Any) -> None:
        if field.data and self.opens_on.data and field.data < self.opens_on.data:
            raise ValidationError(_l("Ngày cuối phải từ ngày mở trở đi."))

    def validate_questions(self, field: Any) -> None:
        if len(self.question_texts) > MOST_QUESTIONS:
            raise ValidationError(_l("Nhiều nhất 10 câu hỏi."))
        if any(len(text) > LONGEST_QUESTION for text in self.question_texts):
            raise ValidationError(_l("Một câu hỏi dài nhất 500 ký tự."))


class ExtensionForm(Revisioned):
    closes_on = DateField(_l("Ngày cuối nhận ý kiến mới"), [InputRequired(BAD_DAY)])
    reason = TextAreaField(
        _l("Lý do gia hạn"),
        [InputRequired(MISSING), at_most(1000)],
        description=_l("Lý do được công khai cùng đợt lấy ý kiến."),
    )


class NewVersionForm(Revisioned):
    version = SelectField(_l("Bản dự thảo mới"), [InputRequired(_l("Xin chọn bản dự thảo."))])

    def __init__(self, *args: Any, versions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version.choices = [("", _l("– Chọn –")), *versions]


class ContactForm(Revisioned):
    contact = StringField(_l("Nơi liên hệ"), [InputRequired(MISSING), at_most(500)])
    province_address = StringField(
        _l("Địa chỉ đăng dự thảo trên cổng của tỉnh"), [Optional(), at_most(500), web_address()]
    )
    agency_address = StringField(
        _l("Địa chỉ đăng dự thảo trên cổng, trang của cơ quan"),
        [Optional(), at_most(500), web_address()],
    )
