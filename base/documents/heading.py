"""What stands at the head and foot of an office's document: who issues it, where, who signs."""

from dataclasses import dataclass
from datetime import date

_COMMITTEES = ("UBND ", "Ủy ban nhân dân ", "Uỷ ban nhân dân ")
_KINDS_OF_PLACE = ("tỉnh", "thành phố", "xã", "phường", "đặc khu", "thị trấn")


@dataclass(frozen=True)
class Issuer:
    """`above` are the lines of the superior body (upright), `own` those of the issuing one (bold)."""

    above: tuple[str, ...]
    own: tuple[str, ...]
    place: str
    signer: tuple[str, ...]


def issuer_of(name: str, kind: str, province_name: str, parent_name: str = "") -> Issuer:
    """`kind` as AgencyKind; the province's committee stands above departments and its centres."""
    committee = _committee_place(name)
    if committee:
        lines = ("ỦY BAN NHÂN DÂN", committee.upper())
        place = _bare_place(committee)
        return Issuer((), lines, place, ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"))
    above = parent_name or f"UBND {province_name}"
    signer = "GIÁM ĐỐC" if kind in ("department", "province_centre") else "THỦ TRƯỞNG CƠ QUAN"
    place = _bare_place(_committee_place(parent_name) or province_name)
    if kind in ("fatherland_front", "peoples_council"):
        return Issuer((), (name.upper(),), place, ("THỦ TRƯỞNG CƠ QUAN",))
    return Issuer((above.upper(),), (name.upper(),), place, (signer,))


def _committee_place(name: str) -> str:
    """ "UBND phường Hạc Thành" → "phường Hạc Thành"; "" for a body that is no committee."""
    for head in _COMMITTEES:
        if name.startswith(head):
            return name[len(head) :].strip()
    return ""


def _bare_place(place: str) -> str:
    for kind in _KINDS_OF_PLACE:
        if place.lower().startswith(kind + " "):
            return place[len(kind) + 1 :]
    return place


def date_line(place: str, day: date | None) -> str:
    """Days below ten and the months 1 and 2 with a leading zero, as the decree asks; unsigned: dots."""
    if day is None:
        return f"{place}, ngày … tháng … năm …"
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{place}, ngày {day.day:02d} tháng {month} năm {day.year}"
