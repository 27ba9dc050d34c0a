"""Forms of QR places: create one or many, rename, move, print."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from base.forms import Form, Revisioned
from base.words import N_
from surveys.models import PlaceKind, PlaceState
from surveys.posters import PAPERS, SECOND_LANGUAGES

KIND_WORDS: dict[str, str] = {
    PlaceKind.COUNTER: N_("Quầy"),
    PlaceKind.POSTER: N_("Áp phích, bảng tin"),
    PlaceKind.ADDRESS: N_("Địa chỉ trên mạng"),
    PlaceKind.KIOSK: N_("Máy đặt tại chỗ (ki-ốt)"),
}
STATE_WORDS: dict[str, str] = {
    PlaceState.PLANNED: N_("Chuẩn bị"),
    PlaceState.IN_USE: N_("Đang dùng"),
    PlaceState.MOVED: N_("Đã chuyển"),
    PlaceState.WITHDRAWN: N_("Thôi dùng"),
}
STATE_TONES: dict[str, str] = {
    PlaceState.PLANNED: "amber",
    PlaceState.IN_USE: "brand",
    PlaceState.MOVED: "neutral",
    PlaceState.WITHDRAWN: "neutral",
}
_MISSING = _l("Xin điền ô này.")


def choices(words: Mapping[Any, str]) -> list[SelectChoice]:
    return [SelectChoice(str(value), _l(label)) for value, label in words.items()]


class PlaceForm(Revisioned):
    """Name and kind of one place."""

    name = StringField(
        _l("Tên nơi đặt mã"),
        [InputRequired(_MISSING), Length(max=120, message=_l("Tên dài quá 120 ký tự."))],
        description=_l("Người dân thấy tên này trên áp phích và trên phiếu, ví dụ «Quầy số 1»."),
    )
    kind = RadioField(_l("Loại"), choices=choices(KIND_WORDS), default=PlaceKind.COUNTER.value)


class NewPlacesForm(PlaceForm):
    """The agencies come from the picker beside it."""

    state = RadioField(
        _l("Bắt đầu"),
        choices=[
            SelectChoice(PlaceState.IN_USE.value, _l("Dùng ngay")),
            SelectChoice(PlaceState.PLANNED.value, _l("Chuẩn bị trước, đưa vào dùng sau")),
        ],
        default=PlaceState.IN_USE.value,
    )


class MoveForm(Revisioned):
    target = SelectField(_l("Nơi mới"), [InputRequired(_l("Xin chọn nơi mới."))])


class PosterForm(Form):
    paper = RadioField(_l("Khổ giấy"), choices=choices(PAPERS), default="a4")
    second_language = RadioField(
        _l("Ngôn ngữ thứ hai"), choices=choices(SECOND_LANGUAGES), default="en"
    )
