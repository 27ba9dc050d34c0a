"""A list of staff as a table: reading a spreadsheet into checked lines, and the file to fill in."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from agencies.models import Role
from agencies.role_words import ROLE_WORDS
from agencies.roles import PROVINCE_ROLES
from agencies.rules.accounts import EmailUnreadable, check_email
from base.spreadsheets import CellValue, Fault, Sheet, SheetFaulty, SheetRow, read_sheet, write_xlsx
from base.words import N_, fold

ROW_LIMIT = 5_000
COLUMN_NAMES = {
    "email": N_("Thư điện tử"),
    "full_name": N_("Họ và tên"),
    "agency_code": N_("Mã cơ quan"),
    "role": N_("Vai trò"),
}
_REQUIRED = ("email", "full_name")


@dataclass(frozen=True)
class StaffLine:
    """One person to add; `agency_id` and `role` may be missing."""

    row: int
    email: str
    full_name: str
    agency_id: int | None
    role: Role | None


def read_staff(
    data: bytes, known_emails: Collection[str], agency_ids: Mapping[str, int]
) -> list[StaffLine]:
    """Every line, checked; raises SheetFaulty naming each wrong place, so that all can be mended at once."""
    sheet = read_sheet(data, ROW_LIMIT)
    places = _places(sheet)
    reader = _Reader(places, set(known_emails), agency_ids)
    lines = [reader.line(row) for row in sheet.rows]
    if not lines and not reader.faults:
        reader.faults.append(Fault(0, "", _("Tệp chưa có người nào. Xin điền vào tệp mẫu.")))
    if reader.faults:
        raise SheetFaulty(reader.faults)
    return lines


def template_file() -> bytes:
    """The file to fill in, with one example of each column's form."""
    sample = ["hoa.lt@thanhhoa.gov.vn", "Lê Thị Hoa", "14797", ROLE_WORDS[Role.AGENCY_OFFICER]]
    return write_xlsx("Cán bộ", list(COLUMN_NAMES.values()), [sample], widths=(34, 28, 16, 34))


def _places(sheet: Sheet) -> dict[str, int]:
    wanted = {fold(words): key for key, words in COLUMN_NAMES.items()}
    wanted |= {key: key for key in COLUMN_NAMES}
    places: dict[str, int] = {}
    faults = []
    for index, title in enumerate(sheet.header):
        key = wanted.get(fold(title)) or wanted.get(title.lower())
        if key is None:
            faults.append(Fault(1, title, _("Không có cột nào tên như vậy. Xin dùng tệp mẫu.")))
        else:
            places[key] = index
    for key in _REQUIRED:
        if key not in places:
            faults.append(Fault(1, COLUMN_NAMES[key], _("Thiếu cột này. Xin dùng tệp mẫu.")))
    if faults:
        raise SheetFaulty(faults)
    return places


class _Reader:
    """Goes through the rows, gathering faults."""

    def __init__(
        self, places: Mapping[str, int], emails: set[str], agency_ids: Mapping[str, int]
    ) -> None:
        self.places, self.emails, self.agency_ids = places, emails, agency_ids
        self.faults: list[Fault] = []

    def line(self, row: SheetRow) -> StaffLine:
        role = self._role(row)
        agency_id = self._agency_id(row)
        if role is not None and role not in PROVINCE_ROLES and agency_id is None:
            self._fault(
                row, "agency_code", _("Vai trò này gắn với một cơ quan. Xin ghi mã cơ quan.")
            )
        return StaffLine(row.number, self._email(row), self._name(row), agency_id, role)

    def _fault(self, row: SheetRow, column: str, sentence: str) -> None:
        self.faults.append(Fault(row.number, COLUMN_NAMES[column], sentence))

    def _text(self, row: SheetRow, column: str) -> str:
        value: CellValue = row.cells[self.places[column]] if column in self.places else None
        if isinstance(value, float) and value == int(value):
            return str(int(value))
        return "" if value is None else str(value).strip()

    def _email(self, row: SheetRow) -> str:
        email = self._text(row, "email").lower()
        try:
            check_email(email)
        except EmailUnreadable:
            self._fault(row, "email", _("Không đúng dạng. Xin ghi như ten@thanhhoa.gov.vn."))
            return email
        if email in self.emails:
            self._fault(
                row, "email", _("Đã có tài khoản này, hoặc trùng với dòng trên. Xin bỏ dòng.")
            )
        self.emails.add(email)
        return email

    def _name(self, row: SheetRow) -> str:
        name = self._text(row, "full_name")
        if not name:
            self._fault(row, "full_name", _("Xin ghi họ và tên."))
        if len(name) > 120 or any(ord(ch) < 32 for ch in name):
            self._fault(row, "full_name", _("Tên quá dài hoặc có ký tự lạ. Xin sửa."))
        return name

    def _agency_id(self, row: SheetRow) -> int | None:
        code = self._text(row, "agency_code").upper()
        if code and code not in self.agency_ids:
            sentence = _("Không có cơ quan nào mang mã %(code)s.", code=code[:40])
            self._fault(row, "agency_code", sentence)
        return self.agency_ids.get(code)

    def _role(self, row: SheetRow) -> Role | None:
        typed = self._text(row, "role")
        if not typed:
            return None
        by_words = {fold(words): Role(role) for role, words in ROLE_WORDS.items()}
        by_words |= {fold(_(words)): Role(role) for role, words in ROLE_WORDS.items()}
        by_words |= {role.value: role for role in Role}
        role = by_words.get(fold(typed)) or by_words.get(typed.lower())
        if role is None:
            self._fault(
                row, "role", _("Không có vai trò này. Xin chép đúng tên vai trò hoặc để trống.")
            )
        return role
