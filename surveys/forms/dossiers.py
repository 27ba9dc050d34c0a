"""Forms of the dossier counts."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField
from wtforms.validators import InputRequired

from base.forms import Form


class CountsFileForm(Form):
    file = FileField(
        _l("Tệp số hồ sơ"),
        [FileRequired(_l("Xin chọn tệp."))],
        description=_l("XLSX hoặc CSV (UTF-8), tối đa 20.000 dòng."),
    )


class TakeCountsForm(Form):
    token = HiddenField(validators=[InputRequired()])
    name = HiddenField()
