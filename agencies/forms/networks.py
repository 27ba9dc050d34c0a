"""The one form about office networks."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from base.forms import Form


class NetworkForm(Form):
    network = StringField(
        _l("Dải địa chỉ mạng"),
        [InputRequired(_l("Xin ghi một dải địa chỉ.")), Length(max=50)],
        description=_l(
            "Hỏi nhà mạng hoặc người phụ trách công nghệ thông tin. Ví dụ 113.160.5.0/29, "
            "2405:4800:5::/48, hoặc dải trong mạng số liệu chuyên dùng như 10.38.4.0/24."
        ),
    )
