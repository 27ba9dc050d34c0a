"""What a view may demand, and the mark that demands it; who holds what is decided in `agencies`."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


class Permission(StrEnum):
    """`subject:act`. PUBLIC needs nobody; SIGNED_IN any staff member; the rest a grant."""

    PUBLIC = "public"
    LOOPBACK = "loopback"
    SIGNED_IN = "signed-in"
    AGENCIES_READ = "agencies:read"
    AGENCIES_EDIT = "agencies:edit"
    ACCOUNTS_READ = "accounts:read"
    ACCOUNTS_EDIT = "accounts:edit"
    AUDIT_READ = "audit:read"
    CASES_READ = "cases:read"
    CASES_PROPOSE = "cases:propose"
    CASES_DECIDE = "cases:decide"
    LEGAL_READ = "legal:read"
    LEGAL_EDIT = "legal:edit"
    QUESTIONNAIRES_READ = "questionnaires:read"
    QUESTIONNAIRES_EDIT = "questionnaires:edit"
    ROUNDS_READ = "rounds:read"
    ROUNDS_EDIT = "rounds:edit"
    PLACES_READ = "places:read"
    PLACES_EDIT = "places:edit"
    COLLECTION_READ = "collection:read"
    INDICES_SIGN = "indices:sign"
    RESPONSES_EXPORT = "responses:export"
    RESPONSES_IMPORT = "responses:import"
    CODES_READ = "codes:read"
    CODES_EDIT = "codes:edit"
    COUNTS_READ = "counts:read"
    COUNTS_EDIT = "counts:edit"
    PAPER_READ = "paper:read"
    PAPER_EDIT = "paper:edit"
    PAPER_KEY = "paper:key"
    TEXTS_REVIEW = "texts:review"
    DETECTION_READ = "detection:read"
    SAMPLES_READ = "samples:read"
    SAMPLES_EDIT = "samples:edit"
    NETWORKS_EDIT = "networks:edit"
    API_KEYS_EDIT = "api-keys:edit"
    FEEDBACK_READ = "feedback:read"
    FEEDBACK_EDIT = "feedback:edit"
    COMMENTS_MODERATE = "comments:moderate"
    COMMENTS_REVIEW = "comments:review"
    BOARD_READ = "board:read"
    EVALUATION_READ = "evaluation:read"
    EVALUATION_REPORT = "evaluation:report"
    EVALUATION_DOCUMENTS = "evaluation:documents"
    EVALUATION_EDIT = "evaluation:edit"
    EVALUATION_APPRAISE = "evaluation:appraise"
    EVALUATION_REVIEW = "evaluation:review"
    EVALUATION_HEADS = "evaluation:heads"


def requires(permission: Permission) -> Callable[[View], View]:
    """Marks a view with the permission it needs; one before_request enforces the mark.

    The mark survives decorators only when written above none of them that replace the function:
    put it directly under `@blueprint.route`.
    """

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark
