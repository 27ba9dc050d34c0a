"""Forms of drafts: bringing a file, correcting a node, splitting it, freezing, saying where it comes from."""

import itertools
from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from agencies.models import Agency
from base.forms import Form, Revisioned
from feedback.models import Provision
from feedback.provisions import Node, ProvisionType
from feedback.reports.provision_words import KIND_WORDS, short_label
from feedback.rules.provision_heads import likely_cuts
from feedback.rules.tree_edits import PiecesWrong

CUT = "||"


class SourceForm(Form):
    """A file, or the text itself; `token` and `file_name` stand for a file that came with the page before."""

    file = FileField(
        _l("Tệp dự thảo"),
        description=_l(
            "Word (.docx, .doc), PDF có chữ, .txt hoặc .md; tối đa 40 MB. Tốt nhất là tệp Word gốc."
        ),
    )
    pasted = TextAreaField(
        _l("Hoặc dán nội dung dự thảo vào đây"),
        [Optional(), Length(max=2_000_000, message=_l("Nội dung quá dài. Xin tải lên bằng tệp."))],
        description=_l("Khi chưa có tệp. Để trống nếu đã chọn tệp."),
    )
    changes = RadioField(
        _l("Đọc bản nào của tệp?"),
        [Optional()],
        choices=[
            SelectChoice("final", _l("Bản cuối: nhận mọi chỗ thêm, bỏ mọi chỗ đã xóa")),
            SelectChoice("original", _l("Bản gốc: như trước khi có các chỗ sửa")),
        ],
        validate_choice=False,
    )
    token = HiddenField()
    file_name = HiddenField()

    def chosen_file(self) -> tuple[bytes, str] | None:
        """(bytes, name) of a file sent along with this page."""
        sent = self.file.data
        if not sent or not sent.filename:
            return None
        with sent.stream as stream:
            return stream.read(), sent.filename

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        has_file = bool(self.file.data and self.file.data.filename) or bool(self.token.data)
        if not has_file and not self.pasted.data:
            message = _("Xin chọn tệp dự thảo, hoặc dán nội dung vào ô bên dưới.")
            self.file.errors = [*self.file.errors, message]
            return False
        return sound


class NewDraftForm(SourceForm):
    agency_id = SelectField(_l("Cơ quan lấy ý kiến"), coerce=int)
    title = StringField(
        _l("Tên dự thảo"),
        [
            InputRequired(_l("Xin ghi tên dự thảo.")),
            Length(max=500, message=_l("Tên dự thảo dài quá 500 chữ.")),
        ],
        description=_l("Ví dụ: Quy ước thôn Tân Hưng, xã Hợp Tiến."),
    )

    def offer(self, agencies: Iterable[Agency]) -> "NewDraftForm":
        self.agency_id.choices = [SelectChoice(one.id, one.name) for one in agencies]
        return self


class TitleForm(Revisioned):
    title = NewDraftForm.title


class NodeForm(Revisioned):
    """One node: its kind, and the borders between number, title and text."""

    seen = HiddenField()
    kind = SelectField(_l("Loại"))
    number = StringField(
        _l("Số"), [Length(max=60)], description=_l("Ghi đúng như in: «Điều 3.», «2.», «đ)».")
    )
    title = TextAreaField(_l("Tên"), [Length(max=2000)])
    text = TextAreaField(_l("Nội dung"))
    is_correction = BooleanField(
        _l("Tôi sửa lỗi chữ so với tệp gốc"),
        description=_l("Trang soát sẽ ghi rõ chữ khác tệp ở chỗ này."),
    )

    def offer(self) -> "NodeForm":
        self.kind.choices = [SelectChoice(str(kind), _(word)) for kind, word in KIND_WORDS.items()]
        return self

    @property
    def values(self) -> tuple[ProvisionType, str, str, str]:
        lines = (self.text.data or "").replace("\r\n", "\n")
        title = " ".join((self.title.data or "").split())
        return ProvisionType(self.kind.data), self.number.data or "", title, lines


class SplitForm(Revisioned):
    """Where to cut: at a sentence offered, or at the signs || typed into the text."""

    seen = HiddenField()
    cuts = SelectMultipleField(
        _l("Tách trước những chỗ được đánh dấu"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    marked = TextAreaField(
        _l("Hoặc gõ dấu || vào chỗ cần tách"),
        description=_l("Chỉ thêm dấu ||, không sửa chữ nào. Tách được nhiều chỗ một lần."),
    )

    def offer(self, node: Node) -> "SplitForm":
        starts = likely_cuts(node.text)
        self.cuts.choices = [SelectChoice(start, _start_of(node.text, start)) for start in starts]
        return self

    def pieces(self, node: Node) -> list[str]:
        """The parts of the node's text; PiecesWrong when nothing was chosen."""
        typed = (self.marked.data or "").replace("\r\n", "\n")
        if CUT in typed:
            return typed.split(CUT)
        offered = {choice.value for choice in self.cuts.choices}
        ends = [0, *sorted(set(self.cuts.data or ()) & offered), len(node.text)]
        if len(ends) == 2:
            raise PiecesWrong
        return [node.text[start:end] for start, end in itertools.pairwise(ends)]


def _start_of(text: str, start: int, words: int = 12) -> str:
    ahead = text[start : start + 200].split()
    return " ".join(ahead[:words]) + (" …" if len(ahead) > words else "")


class FreezeForm(Revisioned):
    doubts_seen = BooleanField(_l("Tôi đã xem các chỗ chương trình chưa chắc"))
    words_seen = BooleanField(_l("Tôi đã xem các chỗ chữ khác tệp gốc; đó là sửa lỗi"))


class OriginForm(Form):
    """Which provisions of the version before this one comes from: boxes for the most alike, a list of all."""

    near = SelectMultipleField(
        _l("Mục của bản trước giống nhất"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    other = SelectField(_l("Mục khác của bản trước"), coerce=int, validate_choice=False)

    def offer(self, near: Sequence[Provision], every: Sequence[Provision]) -> "OriginForm":
        def choice(one: Provision) -> SelectChoice:
            return SelectChoice(one.id, f"{'– ' * one.depth}{short_label(one, one.type, 80)}")

        self.near.choices = [choice(one) for one in near]
        self.other.choices = [SelectChoice(0, _("– Không chọn thêm –")), *map(choice, every)]
        return self

    @property
    def chosen(self) -> set[int]:
        return {*(self.near.data or ()), *([self.other.data] if self.other.data else [])}
