"""Nobody acts on the score of the own body: one door for every act on an agency's score."""

from agencies.queries.bodies import body_of
from agencies.roles import Viewer
from agencies.rules.cases import check_has_body, check_not_own_body


def own_body(actor: Viewer) -> int:
    """The body whose score this person never touches; who belongs to none acts on nothing."""
    body = body_of(actor.agency_id)
    check_has_body(body)
    assert body is not None
    return body


def check_acts_on(actor: Viewer, agency_id: int) -> None:
    check_not_own_body(body_of(agency_id), body_of(actor.agency_id))
