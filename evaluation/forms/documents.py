"""Forms of reports: their paragraphs, who signs them, an office's own template."""

from functools import cache
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, FileField, StringField, TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from base.forms import Form, Revisioned
from evaluation.documents.outline import chapters
from evaluation.rules.documents import LONGEST_TEXT, MOST_SIGNER_LINES


def _lines(value: Any) -> list[str]:
    return [one.strip() for one in str(value or "").splitlines() if one.strip()]


class DocumentForm(Revisioned):
    """`dated_on` may be empty: an unsigned report shows dots."""

    number = StringField(
        _l("Số"),
        [Optional(), Length(max=20, message=_l("Số dài quá 20 ký tự."))],
        description=_l("Do văn thư cấp; để trống khi chưa có."),
    )
    dated_on = DateField(
        _l("Ngày ký"), [Optional()], description=_l("Để trống khi chưa ký; văn bản sẽ để dấu chấm.")
    )

    def texts(self) -> dict[str, str]:
        """part → what was typed, with the line ends that are stored."""
        return {
            name.removeprefix("text_"): "\n".join(str(field.data or "").splitlines())
            for name, field in self._fields.items()
            if name.startswith("text_")
        }


@cache
def document_form(is_half: bool) -> type[DocumentForm]:
    """With a field for every part of the outline."""
    message = _l("Phần này dài quá 20.000 ký tự. Xin rút gọn.")
    fields = {
        f"text_{part.key}": TextAreaField(
            part.name, [Optional(), Length(max=LONGEST_TEXT, message=message)]
        )
        for chapter in chapters(is_half)
        for part in chapter.parts
    }
    return type("PeriodDocumentForm", (DocumentForm,), fields)


class OfficeForm(Revisioned):
    symbol = StringField(
        _l("Ký hiệu"),
        [Optional(), Length(max=30, message=_l("Ký hiệu dài quá 30 ký tự."))],
        description=_l("Phần sau dấu gạch chéo của «Số: …/BC-UBND»."),
    )
    place = StringField(
        _l("Địa danh"), [Optional(), Length(max=60, message=_l("Địa danh dài quá 60 ký tự."))]
    )
    signer_role = TextAreaField(
        _l("Quyền hạn, chức vụ người ký"),
        [Optional(), Length(max=300, message=_l("Dài quá 300 ký tự."))],
        description=_l("Mỗi dòng một dòng trên văn bản, ví dụ: KT. CHỦ TỊCH, rồi PHÓ CHỦ TỊCH."),
    )
    signer_name = StringField(
        _l("Họ tên người ký"), [Optional(), Length(max=80, message=_l("Họ tên dài quá 80 ký tự."))]
    )
    copies = TextAreaField(
        _l("Nơi nhận"),
        [Optional(), Length(max=1_000, message=_l("Dài quá 1.000 ký tự."))],
        description=_l("Mỗi dòng một nơi; không cần ghi «Như trên» và «Lưu»."),
    )
    archive = StringField(
        _l("Lưu"),
        [Optional(), Length(max=60, message=_l("Dài quá 60 ký tự."))],
        description=_l("Ví dụ: VT, NC."),
    )

    def validate_signer_role(self, field: Field) -> None:
        if len(_lines(field.data)) > MOST_SIGNER_LINES:
            raise ValidationError(_l("Nhiều nhất 4 dòng. Xin gộp lại."))

    def values(self) -> dict[str, Any]:
        return {
            "symbol": self.symbol.data or "",
            "place": self.place.data or "",
            "signer_role": [one.upper() for one in _lines(self.signer_role.data)],
            "signer_name": self.signer_name.data or "",
            "copies": [one.rstrip(";.") for one in _lines(self.copies.data)],
            "archive": (self.archive.data or "").rstrip("."),
        }


class TemplateForm(Form):
    file = FileField(
        _l("Tệp mẫu (.docx)"),
        description=_l("Tệp Word không có macro, nhỏ hơn 5 MB, có các chỗ điền như {{co_quan}}."),
    )
