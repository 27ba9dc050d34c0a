"""The form that takes a list of staff."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from base.forms import Form


class StaffFileForm(Form):
    file = FileField(
        _l("Tệp danh sách cán bộ"),
        [FileRequired(_l("Xin chọn tệp."))],
        description=_l("Tệp Excel (.xlsx) hoặc CSV, tối đa 5.000 dòng."),
    )
