"""Many accounts at once, each by the same acts as a single one."""

from agencies.actions.accounts import create_staff
from agencies.actions.audit import record_act
from agencies.actions.grants import propose_grant
from agencies.actions.invitations import invite
from agencies.models import Staff
from agencies.roles import PROVINCE_ROLES
from agencies.staff_transfer import StaffLine


def import_staff(lines: list[StaffLine], by: Staff) -> list[tuple[Staff, str]]:
    """(account, token of its link); heavy roles are only proposed. Nothing is kept unless all goes well:
    the caller commits once."""
    made = []
    for line in lines:
        staff = create_staff(line.email, line.full_name, line.agency_id, by_id=by.id)
        if line.role is not None:
            scope = None if line.role in PROVINCE_ROLES else line.agency_id
            propose_grant(staff, line.role, scope, by)
        made.append((staff, invite(staff, by)))
    record_act("account.import", staff_id=by.id, after={"count": len(made)})
    return made
