"""Forms of the map of communes: a file with whose map it is, its confirmation."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length

from base.forms import Form

_SOURCE = [
    InputRequired(_l("Xin ghi nguồn bản đồ.")),
    Length(max=300, message=_l("Dài quá 300 ký tự.")),
]


class AreasForm(Form):
    file = FileField(
        _l("Tệp bản đồ xã, phường (.geojson)"),
        [FileRequired(_l("Xin chọn tệp."))],
        description=_l(
            "GeoJSON, hệ tọa độ EPSG:4326 (WGS 84), tối đa 20 MB; mỗi vùng có mã xã, phường năm ký tự "
            "của cơ quan thống kê."
        ),
    )
    source = StringField(
        _l("Nguồn bản đồ"),
        _SOURCE,
        description=_l("Cơ quan cấp, số và ngày văn bản. Dòng này hiện dưới bản đồ."),
    )


class AreasConfirmForm(Form):
    """`property_name`: which property holds the code; `name`: the file's own name."""

    token = HiddenField(validators=[InputRequired()])
    name = HiddenField(validators=[Length(max=300)])
    property_name = HiddenField(validators=[Length(max=80)])
    source = HiddenField(validators=_SOURCE)
