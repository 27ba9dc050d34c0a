"""Who sees a year's result at which step (design §3): nobody sees running scores of the own office."""

from agencies.models import Role
from agencies.queries.bodies import agencies_within, body_of
from agencies.roles import Viewer
from base.permissions import Permission
from evaluation.models import ResultState

_FROM_APPRAISAL = (
    ResultState.APPRAISED,
    ResultState.SUBMITTED,
    ResultState.DECIDED,
    ResultState.PUBLISHED,
    ResultState.SUPERSEDED,
)


def visible_states(viewer: Viewer) -> tuple[str, ...]:
    """Who appraises sees every step; the second person and the agencies what was signed; leaders what
    was decided; all others what is public.
    """
    if viewer.may(Permission.EVALUATION_APPRAISE):
        return tuple(ResultState)
    is_reviewer = viewer.may(Permission.EVALUATION_REVIEW)
    if is_reviewer or viewer.agency_scope(Permission.EVALUATION_READ) is not None:
        return _FROM_APPRAISAL
    if viewer.has_role([Role.READER]):
        return _FROM_APPRAISAL[2:]
    return _FROM_APPRAISAL[3:]


def unseen_agencies(viewer: Viewer, state: str | None) -> frozenset[int]:
    """The viewer's own body, until its scores were signed; `state` None: the year is not scored yet."""
    if state not in (None, ResultState.COMPUTED):
        return frozenset()
    return agencies_within(body_of(viewer.agency_id))
