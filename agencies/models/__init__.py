"""Tables of the register, of staff and their grants, of the audit trail, cases and legal settings."""

from agencies.models.agency import Agency, AgencyKind, AgencySuccession, Service, SuccessionKind
from agencies.models.audit import AuditEntry
from agencies.models.case import Case, CaseDecision, CaseState
from agencies.models.legal import Holiday, LegalSetting
from agencies.models.province import Installation
from agencies.models.staff import (
    Grant,
    GrantState,
    Invitation,
    InvitationPurpose,
    Passkey,
    Role,
    Staff,
)

__all__ = [
    "Agency",
    "AgencyKind",
    "AgencySuccession",
    "AuditEntry",
    "Case",
    "CaseDecision",
    "CaseState",
    "Grant",
    "GrantState",
    "Holiday",
    "Installation",
    "Invitation",
    "InvitationPurpose",
    "LegalSetting",
    "Passkey",
    "Role",
    "Service",
    "Staff",
    "SuccessionKind",
]
