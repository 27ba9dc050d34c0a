"""The author adds to a comment: a comment of its own at the same place, tied to the first."""

from dataclasses import dataclass

from base.clock import now
from base.nonces import NonceInvalid, PageIdentity
from base.settings import Settings
from base.typed import Fields
from feedback.actions.comments import Submission, submit_comment
from feedback.models import Comment, CommentRound
from feedback.nonces import CommentNonce, new_nonce, read_nonce
from feedback.queries.comments import get_standing
from feedback.rules.comment_rounds import check_accepts
from feedback.rules.comments import Asked, Given, NothingToAddTo, read_comment


@dataclass(frozen=True)
class Added:
    """`identity` is None while the form holds mistakes and nothing was stored."""

    given: Given
    identity: PageIdentity | None


def adding_nonce(comment: Comment) -> CommentNonce:
    return new_nonce(comment.round_id, comment.version_id, comment.provision_id or 0, now())


def _place_of(comment: Comment) -> tuple[int, int, int | None]:
    return comment.round_id, comment.version_id, comment.provision_id


def add_to_comment(
    comment: Comment, comment_round: CommentRound, fields: Fields, token: str, settings: Settings
) -> Added:
    """Raises NonceInvalid, OtherContent, or a rule's error when the round takes nothing more.

    The nonce of another page would put the words into another round, or at another place.
    """
    nonce, instant = read_nonce(token, settings.secrets), now()
    if (nonce.round_id, nonce.version_id, nonce.provision_id or None) != _place_of(comment):
        raise NonceInvalid
    check_accepts(comment_round.opens_at, comment_round.closes_at, nonce.opened_at, instant)
    if get_standing(comment.id).visibility in ("withdrawn", "erased"):
        raise NothingToAddTo
    given = read_comment(Asked(), {**fields, "stance": fields.get("stance", [comment.stance])})
    if not given.is_sound:
        return Added(given, None)
    submission = Submission(
        nonce=nonce,
        given=given,
        source=comment.source,
        language=comment.language,
        is_late=instant >= comment_round.closes_at,
        follows_id=comment.follows_id or comment.id,
    )
    return Added(given, submit_comment(submission, settings, instant))
