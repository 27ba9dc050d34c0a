"""Tables of the register, of staff and their grants, of the audit trail, cases and legal settings."""

from agencies.models.agency import Agency, AgencyKind, AgencySuccession, Service, SuccessionKind
from agencies.models.api_key import ApiKey, KeyScope
from agencies.models.audit import AuditEntry
from agencies.models.case import Case, CaseDecision, CaseState
from agencies.models.legal import Holiday, LegalSetting
from agencies.models.network import AgencyNetwork
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
    "AgencyNetwork",
    "AgencySuccession",
    "ApiKey",
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
    "KeyScope",
    "LegalSetting",
    "Passkey",
    "Role",
    "Service",
    "Staff",
    "SuccessionKind",
]
