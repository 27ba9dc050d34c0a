"""The demo province's staff: one made-up person a role, with passwords made at installation."""

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app
from flask_security import hash_password

from agencies.actions.accounts import create_staff, grant_role_directly
from agencies.models import Role
from agencies.queries.agencies import get_agency
from agencies.queries.staff import find_staff_by_email
from base.codes import ALPHABET
from base.rules import NotFound

FILE_NAME = "demo-accounts.txt"


@dataclass(frozen=True)
class Person:
    """`body` is a suffix of the province's register or "commune" / "centre" for the first commune."""

    address: str
    full_name: str
    role: Role
    body: str
    what: str


PEOPLE = (
    Person("so.noi.vu", "Lê Thị Hà", Role.DEPARTMENT, "SNV", "Sở Nội vụ"),
    Person("van.phong", "Trịnh Văn Long", Role.DEPARTMENT, "VP", "Văn phòng UBND tỉnh"),
    Person("so.noi.vu.2", "Nguyễn Thị Hạnh", Role.DEPARTMENT, "SNV", "Sở Nội vụ, ký thứ hai"),
    Person("van.phong.2", "Lê Quốc Tuấn", Role.DEPARTMENT, "VP", "Văn phòng, ký thứ hai"),
    Person("thanh.tra", "Hoàng Minh Đức", Role.INSPECTOR, "TTR", "Thanh tra tỉnh"),
    Person("mat.tran", "Nguyễn Thị Lan", Role.OBSERVER, "MTTQ", "MTTQ tỉnh (giám sát)"),
    Person("lanh.dao", "Phạm Quang Huy", Role.READER, "UBND", "Lãnh đạo UBND tỉnh"),
    Person("quan.tri.1", "Đỗ Thành Nam", Role.ACCOUNT_ADMIN, "SNV", "Quản trị tài khoản"),
    Person("quan.tri.2", "Vũ Ngọc Anh", Role.ACCOUNT_ADMIN, "VP", "Quản trị tài khoản"),
    Person("can.bo.xa", "Lương Văn Sáng", Role.AGENCY_OFFICER, "commune", "Cán bộ UBND phường"),
    Person("trung.tam", "Bùi Thị Thu", Role.AGENCY_OFFICER, "centre", "Cán bộ Trung tâm PVHCC"),
    Person("nhap.phieu", "Hà Văn Thắng", Role.CLERK, "centre", "Người nhập phiếu giấy"),
)  # fmt: skip
DOMAIN = "ydan.example"


def email_of(person: Person) -> str:
    return f"{person.address}@{DOMAIN}"


def make_accounts(province_code: str, commune_code: str) -> list[tuple[Person, str]]:
    """Creates who is missing and gives everybody a new password; returns (person, password)."""
    return [(person, _make(person, province_code, commune_code)) for person in PEOPLE]


def _make(person: Person, province_code: str, commune_code: str) -> str:
    codes = {"commune": commune_code, "centre": f"{commune_code}-PVHCC"}
    body = get_agency(codes.get(person.body, f"{province_code}-{person.body}"))
    password = "-".join(
        "".join(secrets.choice(ALPHABET) for _letter in range(4)) for _group in range(4)
    )
    staff = find_staff_by_email(email_of(person))
    if staff is None:
        staff = create_staff(email_of(person), person.full_name, body.id)
        scoped = person.role in (Role.AGENCY_OFFICER, Role.CLERK)
        grant_role_directly(staff, person.role, body.id if scoped else None)
    staff.password = hash_password(password)
    if staff.needs_second_factor and not staff.tf_totp_secret:
        staff.tf_totp_secret = _totp().generate_totp_secret()
        staff.tf_primary_method = "authenticator"
    return password


def _totp() -> Any:
    return current_app.extensions["security"].totp_factory


def present_code(email: str) -> str:
    """The six digits that an authenticator would show now; raises NotFound."""
    staff = find_staff_by_email(email if "@" in email else f"{email}@{DOMAIN}")
    if staff is None or not staff.tf_totp_secret:
        raise NotFound(email)
    return str(_totp().generate_totp_password(staff.tf_totp_secret))


def write_accounts(folder: Path, accounts: Sequence[tuple[Person, str]]) -> Path:
    """Readable by the owner of the installation alone (mode 0600)."""
    lines = ["  Tài khoản dùng thử · demo accounts (/can-bo/)", ""]
    for person, password in accounts:
        lines.append(f"    {email_of(person):<26} {password}   {person.what}")
    lines += [
        "",
        "  Sở Nội vụ, Văn phòng, Thanh tra và quản trị cần thêm mã 6 số · six digits more for these:",
        "    FLASK_APP=wsgi .venv/bin/flask demo totp so.noi.vu",
        "",
    ]
    path = folder / FILE_NAME
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        handle.write("\n".join(lines))
    return path
