"""The form that adds a file beside a draft."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from base.forms import Form


class AttachmentForm(Form):
    file = FileField(
        _l("Tệp kèm theo"),
        [FileRequired(_l("Xin chọn một tệp."))],
        description=_l("PDF, Word (.docx), Excel (.xlsx) hoặc ảnh PNG, JPEG; lớn nhất 10 MB."),
    )
