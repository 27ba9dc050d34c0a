"""Which role may do what (design §3). Pure: no framework; a grant covers one agency or the province."""

from collections.abc import Iterable
from dataclasses import dataclass

from agencies.models.staff import SECOND_FACTOR_ROLES, TWO_PERSON_ROLES, Role
from base.permissions import Permission as P

ROLE_PERMISSIONS: dict[Role, frozenset[P]] = {
    Role.AGENCY_OFFICER: frozenset(
        {
            P.AGENCIES_READ,
            P.COMMENTS_MODERATE,
            P.EVALUATION_DOCUMENTS,
            P.EVALUATION_READ,
            P.EVALUATION_REPORT,
            P.FEEDBACK_EDIT,
            P.FEEDBACK_READ,
            P.LEGAL_READ,
            P.PLACES_EDIT,
            P.PLACES_READ,
        }
    ),
    Role.CLERK: frozenset(
        {
            P.LEGAL_READ,
            P.PAPER_KEY,
        }
    ),
    Role.DEPARTMENT: frozenset(
        {
            P.AGENCIES_READ,
            P.API_KEYS_EDIT,
            P.AUDIT_READ,
            P.BOARD_READ,
            P.CASES_PROPOSE,
            P.CASES_READ,
            P.CODES_EDIT,
            P.CODES_READ,
            P.COLLECTION_READ,
            P.COUNTS_EDIT,
            P.COUNTS_READ,
            P.DETECTION_READ,
            P.EVALUATION_APPRAISE,
            P.EVALUATION_DOCUMENTS,
            P.EVALUATION_EDIT,
            P.EVALUATION_HEADS,
            P.EVALUATION_READ,
            P.FEEDBACK_READ,
            P.INDICES_SIGN,
            P.LEGAL_EDIT,
            P.LEGAL_READ,
            P.NETWORKS_EDIT,
            P.PAPER_EDIT,
            P.PAPER_READ,
            P.PLACES_EDIT,
            P.PLACES_READ,
            P.QUESTIONNAIRES_EDIT,
            P.QUESTIONNAIRES_READ,
            P.RESPONSES_EXPORT,
            P.RESPONSES_IMPORT,
            P.ROUNDS_EDIT,
            P.ROUNDS_READ,
            P.SAMPLES_READ,
            P.TEXTS_REVIEW,
        }
    ),
    Role.INSPECTOR: frozenset(
        {
            P.AGENCIES_READ,
            P.AUDIT_READ,
            P.BOARD_READ,
            P.CASES_DECIDE,
            P.CASES_READ,
            P.CODES_READ,
            P.COMMENTS_REVIEW,
            P.COUNTS_READ,
            P.DETECTION_READ,
            P.EVALUATION_READ,
            P.EVALUATION_REVIEW,
            P.FEEDBACK_READ,
            P.LEGAL_READ,
            P.PAPER_READ,
            P.ROUNDS_READ,
            P.SAMPLES_EDIT,
            P.SAMPLES_READ,
            P.TEXTS_REVIEW,
        }
    ),
    Role.OBSERVER: frozenset(
        {
            P.AGENCIES_READ,
            P.BOARD_READ,
            P.CODES_READ,
            P.COUNTS_READ,
            P.EVALUATION_READ,
            P.FEEDBACK_READ,
            P.LEGAL_READ,
            P.PAPER_READ,
            P.ROUNDS_READ,
        }
    ),
    Role.READER: frozenset(
        {
            P.AGENCIES_READ,
            P.BOARD_READ,
            P.EVALUATION_HEADS,
            P.EVALUATION_READ,
            P.FEEDBACK_READ,
            P.LEGAL_READ,
        }
    ),
    Role.ACCOUNT_ADMIN: frozenset(
        {
            P.ACCOUNTS_EDIT,
            P.ACCOUNTS_READ,
            P.AGENCIES_EDIT,
            P.AGENCIES_READ,
            P.AUDIT_READ,
            P.LEGAL_READ,
        }
    ),
}

__all__ = ["NOBODY", "PROVINCE_ROLES", "SECOND_FACTOR_ROLES", "TWO_PERSON_ROLES", "Viewer"]

PROVINCE_ROLES = frozenset(
    {Role.DEPARTMENT, Role.INSPECTOR, Role.OBSERVER, Role.READER, Role.ACCOUNT_ADMIN}
)


def _covers(role: Role, scope: int | None, agency_id: int) -> bool:
    """A grant without an agency covers the province, but only for roles that are given so."""
    return scope == agency_id or (scope is None and role in PROVINCE_ROLES)


@dataclass(frozen=True)
class Viewer:
    """Who looks: the staff id, the own agency, and (role, agency id or None for the province)."""

    staff_id: int | None
    agency_id: int | None = None
    grants: tuple[tuple[Role, int | None], ...] = ()

    def may(self, permission: P, agency_id: int | None = None) -> bool:
        """Whether some grant gives the permission, for that agency when one is named."""
        if permission == P.PUBLIC:
            return True
        if permission == P.SIGNED_IN:
            return self.staff_id is not None
        return any(
            permission in ROLE_PERMISSIONS[role]
            and (agency_id is None or _covers(role, scope, agency_id))
            for role, scope in self.grants
        )

    def agency_scope(self, permission: P) -> frozenset[int] | None:
        """The agencies the permission covers; None means the whole province. Queries take this."""
        given = [(r, scope) for r, scope in self.grants if permission in ROLE_PERMISSIONS[r]]
        if any(role in PROVINCE_ROLES and scope is None for role, scope in given):
            return None
        return frozenset(scope for _, scope in given if scope is not None)

    def has_role(self, roles: Iterable[Role]) -> bool:
        wanted = set(roles)
        return any(role in wanted for role, _ in self.grants)


NOBODY = Viewer(staff_id=None)
