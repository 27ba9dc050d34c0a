"""SELECTs over staff, their grants and invitations."""

from sqlalchemy import func, select

from agencies.models import Grant, GrantState, Role, Staff
from base.db import db
from base.rules import NotFound


def find_staff_by_email(email: str) -> Staff | None:
    """The account of an address, whatever its capitals."""
    return db.session.scalar(select(Staff).where(func.lower(Staff.email) == email.strip().lower()))


def get_staff(staff_id: int) -> Staff:
    staff = db.session.get(Staff, staff_id)
    if staff is None:
        raise NotFound
    return staff


def list_admin_bodies(without_staff_id: int | None = None) -> list[int | None]:
    """The body of every active account administrator, one entry a person."""
    rows = select(Staff.id, Staff.agency_id).where(
        Staff.active,
        Staff.id.in_(
            select(Grant.staff_id).where(
                Grant.role == Role.ACCOUNT_ADMIN, Grant.state == GrantState.GRANTED
            )
        ),
    )
    return [
        agency_id
        for staff_id, agency_id in db.session.execute(rows.order_by(Staff.id))
        if staff_id != without_staff_id
    ]
